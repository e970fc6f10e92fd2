/*
 * Names: may this one be here? and: make one that may.
 *
 * One file a context, one row a context in name_rules[]. All names here are
 * UTF-8; the mount's charset is converted at the library's door (charset.h).
 *
 *	check   what a user gave for this context: legal? stored how?
 *	key     what a lookup compares: iso folds case and ";1"
 *	map     a POSIX name of all/ to a legal one; TRY 0 plain, then numbered
 */
#ifndef ISOWEAVE_NAME_NAME_H
#define ISOWEAVE_NAME_NAME_H

#include <sys/types.h>

#include "settings/settings.h"
#include "util/diag.h"

#define NAME_SIZE 1024 /* bytes that hold any name here, with its NUL */

struct name_rules {
	/*
	 * Whether NAME may name a thing of MODE's type; OUT receives what is
	 * stored and listed. -EINVAL, -ENAMETOOLONG, -EPERM (a type that the
	 * context cannot hold), with its sentence said.
	 */
	int (*check)(const struct settings *settings, const struct diag *diag,
		mode_t mode, const char *name, char out[NAME_SIZE]);
	/* The form in which two equal names are equal bytes; never fails: what
	 * cannot be a name here becomes "". */
	void (*key)(const struct settings *settings, const char *name,
		char out[NAME_SIZE]);
	/*
	 * A legal name of this context for the POSIX name NAME. TRY numbers
	 * those that collide, without end. -EPERM: the context cannot hold it.
	 */
	int (*map)(const struct settings *settings, mode_t mode,
		const char *name, unsigned try, char out[NAME_SIZE]);
};

/* Indexed by enum iw_view, up to IW_CONTEXTS. */
extern const struct name_rules name_rules[IW_CONTEXTS];

#endif
