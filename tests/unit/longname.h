/* Names of a length, for the tests of what is too long. */
#ifndef ISOWEAVE_TESTS_LONGNAME_H
#define ISOWEAVE_TESTS_LONGNAME_H

#include <string.h>

#include "name/name.h"

/* TIMES times TEXT, then END; good until the next call. */
static inline const char *longname(
	const char *text, size_t times, const char *end)
{
	static char out[2 * NAME_SIZE];

	out[0] = '\0';
	while (times--)
		strcat(out, text);
	return strcat(out, end);
}

#endif
