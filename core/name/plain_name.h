/* What the contexts with free names share. */
#ifndef ISOWEAVE_NAME_PLAIN_NAME_H
#define ISOWEAVE_NAME_PLAIN_NAME_H

#include "name/name.h"

#define PLAIN_LIMIT 255u /* bytes of a POSIX name: NAME_MAX of Linux */

/* Copies NAME to OUT. -EINVAL: empty. -ENAMETOOLONG: past PLAIN_LIMIT, with
 * the sentence said of VIEW. */
int plain_name_check(const struct diag *diag, const char *view,
	const char *name, char out[NAME_SIZE]);
/* Copies NAME to OUT, cut, with '_' for each character that IS_LEGAL denies
 * and for each byte that is no UTF-8. */
void plain_name_replace(
	bool (*is_legal)(uint32_t code), const char *name, char out[NAME_SIZE]);

#endif
