/*
 * UTF-8, and the sixteen-bit characters of Joliet and UDF.
 *
 * Names may hold bytes that are no UTF-8 (a tree in an old charset): reading
 * never fails, such a byte comes out as UTF8_BAD.
 */
#ifndef ISOWEAVE_UTIL_UTF8_H
#define ISOWEAVE_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/bytes.h"

#define UTF8_BAD UINT32_MAX
#define UTF8_MAX 4 /* bytes of one character */

/*
 * The character at *TEXT, which then points behind it. At the NUL: 0, and
 * *TEXT stays. What RFC 3629 section 4 does not allow (overlong forms,
 * surrogates, past U+10FFFF, truncated) is UTF8_BAD, one byte long.
 */
uint32_t utf8_next(const char **text);
/* Writes CODE, a character that utf8_next can return; returns its bytes. */
size_t utf8_put(uint32_t code, char out[UTF8_MAX]);
bool utf8_valid(const char *text);
/* Characters; a bad byte counts one. */
size_t utf8_count(const char *text);

/* Sixteen-bit units: one a character, two past U+FFFF (RFC 2781). */
size_t utf16_count(const char *text);
/* Writes TEXT, without a terminator, to at most ROOM units of OUT; a
 * character that does not fit ends it. A bad byte becomes '_'. Returns the
 * units written. */
size_t utf16_put(const char *text, be16 *out, size_t room);
/* The UTF-8 of COUNT units, NUL-terminated, into SIZE bytes, cut at a whole
 * character; lone surrogates, NUL and '/' become '_'. Returns its length. */
size_t utf16_get(const be16 *units, size_t count, char *out, size_t size);

#endif
