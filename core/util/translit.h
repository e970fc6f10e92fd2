/*
 * Text in plain ASCII: what ISO 9660 identifiers are made of. By the C
 * library's tables (iconv's //TRANSLIT), yet the same under every locale of
 * the process.
 */
#ifndef ISOWEAVE_UTIL_TRANSLIT_H
#define ISOWEAVE_UTIL_TRANSLIT_H

#include <stddef.h>

/*
 * Writes TEXT, UTF-8, as ASCII into OUT of SIZE bytes with its NUL, cut where
 * it does not fit; what has no likeness becomes '_'. Combining accents vanish.
 * Returns the length.
 */
size_t translit_ascii(const char *text, char *out, size_t size);

#endif
