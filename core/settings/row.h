/*
 * One row of the option table, and the kinds of values.
 *
 *	settings.c     the table and the functions on it
 *	values.c       choices, yes and no, numbers, paths and charsets
 *	lists.c        contexts, media
 *	identifier.c   the volume's identifiers
 *	date.c         the volume's dates
 */
#ifndef ISOWEAVE_SETTINGS_ROW_H
#define ISOWEAVE_SETTINGS_ROW_H

#include "settings/settings.h"

struct setting;

struct setting_kind {
	/* 0, -EINVAL with the sentence in WHY, -ENOMEM. VALUE is not NULL but
	 * for those that take none. */
	int (*set)(struct settings *settings, const struct setting *row,
		const char *value, char why[SETTINGS_WHY]);
	/* As settings_print. */
	size_t (*print)(const struct settings *settings,
		const struct setting *row, char *out, size_t size);
	void (*warn)(const struct settings *settings, const struct setting *row,
		const struct diag *diag);
	bool is_owned_text; /* the field is a char *, freed with the settings */
	bool is_bare;	    /* may be given without a value */
};

struct choice {
	const char *text; /* NULL ends a list */
	uint64_t value;
};

/* Characters of ECMA-119 7.4 that a field is meant to be of. */
struct alphabet {
	size_t limit; /* characters */
	const char *others;
	const char *clause;
};

struct setting {
	const char *name;
	const char *help;
	const struct setting_kind *kind;
	size_t at; /* offset in struct settings */
	const char *initial;
	const struct choice *choices;
	const struct alphabet *alphabet;
	bool is_writable; /* on an open image */
};

extern const struct setting_kind kind_choice, kind_flag, kind_number, kind_path,
	kind_charset, kind_contexts, kind_media, kind_identifier, kind_dstring,
	kind_date;

/* The field of ROW. */
static inline void *setting_field(
	const struct settings *settings, const struct setting *row)
{
	return (char *)settings + row->at;
}

/* Replaces the owned text of ROW by a copy of VALUE. -ENOMEM. */
int setting_replace(struct settings *settings, const struct setting *row,
	const char *value);
/* Writes a sentence; returns -EINVAL. */
int setting_refuse(char why[SETTINGS_WHY], const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Writes "a, b, c" of CHOICES. */
void setting_list(const struct choice *choices, char *out, size_t size);
/* The choice named TEXT, or NULL. */
const struct choice *setting_choice(
	const struct choice *choices, const char *text);

#endif
