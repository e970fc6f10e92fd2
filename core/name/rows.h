/* The functions behind the rows of name_rules, one file a context. */
#ifndef ISOWEAVE_NAME_ROWS_H
#define ISOWEAVE_NAME_ROWS_H

#include "name/name.h"

#define NAME_ROW(context)                                                      \
	int context##_name_check(const struct settings *settings,              \
		const struct diag *diag, mode_t mode, const char *name,        \
		char out[NAME_SIZE]);                                          \
	int context##_name_map(const struct settings *settings, mode_t mode,   \
		const char *name, unsigned try, char out[NAME_SIZE])

NAME_ROW(iso);
NAME_ROW(rockridge);
NAME_ROW(joliet);
NAME_ROW(udf);
NAME_ROW(boot);

void iso_name_key(
	const struct settings *settings, const char *name, char out[NAME_SIZE]);
/* Of the contexts whose names are equal only as bytes. */
void plain_name_key(
	const struct settings *settings, const char *name, char out[NAME_SIZE]);

#endif
