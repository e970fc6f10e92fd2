/*
 * The settings of an image: one table row an option, with its help, its check
 * and its place in struct settings. Read by the formats and the names; set by
 * -o, and on the mount through settings/.
 */
#ifndef ISOWEAVE_SETTINGS_SETTINGS_H
#define ISOWEAVE_SETTINGS_SETTINGS_H

#include <isoweave.h>

#include "util/diag.h"

enum deep { DEEP_ALLOW, DEEP_RELOCATE };
enum order { ORDER_DENSE, ORDER_CANONICAL };
/* Of what an image has that no new one would. */
enum losses { LOSSES_REFUSE, LOSSES_ALLOW };
enum md5 { MD5_NONE, MD5_PLAIN, MD5_SUPPORTED };

#define SBSECTOR_NONE UINT64_MAX
#define VOLUME_DATE_DIGITS 16

/* Of a volume descriptor: YYYYMMDDhhmmsscc and a zone in quarters of an hour
 * east; "": none was set. */
struct volume_date {
	char digits[VOLUME_DATE_DIGITS + 1];
	int zone;
};

struct settings {
	char *from; /* path or NULL */
	bool read_only;
	uint64_t session;	   /* number of it, from 1; 0: the last */
	uint64_t sbsector;	   /* at which it begins, or SBSECTOR_NONE */
	bool context[IW_CONTEXTS]; /* that all/ names files in */
	int iso_level;		   /* 1 to 4 */
	bool joliet_long;	   /* 103 characters, not 64 */
	int rrip;		   /* 110 or 112 */
	int udf;		   /* 102, 150, 201 or 260 */
	bool udf_readme;	   /* ISO 9660 beside UDF alone, as a text */
	enum deep deep;
	enum order order;
	enum md5 md5; /* that is implanted */
	enum losses losses;
	char *charset;	   /* of names in the mount */
	uint64_t capacity; /* sectors, 0: no limit */
	/* Volume identifiers, UTF-8; "" where not set. */
	char *volid, *sysid, *volset, *publisher, *preparer, *application,
		*copyright, *abstract, *bibliography;
	/* As UDF has them; "": as volid; made at a sync. */
	char *udf_volid, *udf_volset;
	struct volume_date created, modified, expires, effective;
	uint32_t given; /* options that were set: bit I for the I-th */
};

/* What the public functions hand over to iw_open. */
struct iw_settings {
	struct settings of;
};

#define SETTINGS_WHY 512 /* bytes that hold any sentence of settings_set */

/* Every option at its default. -ENOMEM. */
int settings_init(struct settings *settings);
void settings_clear(struct settings *settings);
/* A deep copy. -ENOMEM, then OUT needs no settings_clear. */
int settings_copy(const struct settings *settings, struct settings *out);

/* The number of the option NAME; -ENOENT. */
int settings_find(const char *name);
/* As iw_settings_set, of the I-th option; WHY receives the sentence. */
int settings_set(struct settings *settings, size_t i, const char *value,
	char why[SETTINGS_WHY]);
/* The I-th option's value, as settings_set takes it; returns its length, which
 * may be SIZE or more: then it was cut. */
size_t settings_print(
	const struct settings *settings, size_t i, char *out, size_t size);
/* Says what of the I-th option's value a reader may stumble over. */
void settings_warn(
	const struct settings *settings, size_t i, const struct diag *diag);

/* Whether the user set the option NAME, so that it goes before what a loaded
 * image says. */
bool settings_given(const struct settings *settings, const char *name);
/*
 * What a loaded image says of the option NAME: ignored if the user set it.
 * Identifiers are taken as they are, whatever they hold. -EINVAL, -ENOMEM.
 */
int settings_inherit(
	struct settings *settings, const char *name, const char *value);

#endif
