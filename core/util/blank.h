/*
 * Fields that nobody has filled in.
 */
#ifndef ISOWEAVE_UTIL_BLANK_H
#define ISOWEAVE_UTIL_BLANK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether all SIZE bytes are zeros. */
static inline bool blank_all(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	while (size && !at[size - 1])
		size--;
	return !size;
}

#endif
