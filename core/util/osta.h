/*
 * OSTA Compressed Unicode: the characters of UDF (UDF 2.1.1).
 *
 *	text := 8 byte*		all of U+0000 to U+00FF
 *	      | 16 be16*	anything else, two units past U+FFFF
 *
 * No text has no bytes at all. A d-string (UDF 2.1.3) is a field of fixed size
 * with the text's size in its last byte.
 */
#ifndef ISOWEAVE_UTIL_OSTA_H
#define ISOWEAVE_UTIL_OSTA_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that TEXT, UTF-8, needs. */
size_t osta_size(const char *text);
/* Writes TEXT to at most ROOM bytes of OUT; characters that do not fit are
 * left out, a byte that is no UTF-8 becomes '_'. Returns the bytes written. */
size_t osta_put(const char *text, uint8_t *out, size_t room);
/* The UTF-8 of SIZE bytes, NUL-terminated, into ROOM bytes, cut at a whole
 * character; what cannot be in a name becomes '_'. Returns its length; 0 for
 * an unknown kind. */
size_t osta_get(const uint8_t *bytes, size_t size, char *out, size_t room);

/* As above for the d-string FIELD of SIZE bytes, which is zeroed. */
void osta_put_field(const char *text, uint8_t *field, size_t size);
size_t osta_get_field(
	const uint8_t *field, size_t size, char *out, size_t room);

#endif
