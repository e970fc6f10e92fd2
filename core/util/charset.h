/*
 * The charset of names in the mount. Inside the library all names are UTF-8.
 *
 * A character that the charset lacks is shown as ':' and four hexadecimal
 * digits for each of its sixteen-bit units, and such a name given back means
 * that character: every name can be reached in every charset.
 */
#ifndef ISOWEAVE_UTIL_CHARSET_H
#define ISOWEAVE_UTIL_CHARSET_H

#include <stddef.h>

struct charset;

/*
 * Opens NAME as iconv_open(3) knows it. -EINVAL: unknown, or '/' and ASCII are
 * not themselves in it. The caller ends it with charset_close. One thread at a
 * time may use it.
 */
int charset_open(const char *name, struct charset **out);
void charset_close(struct charset *charset);

/*
 * NAME as UTF-8: NAME itself where that is the charset, else OUT of SIZE bytes.
 * NULL: it is not in the charset, or too long. For UTF-8 it is not checked:
 * Rock Ridge takes any bytes.
 */
const char *charset_to_utf8(
	struct charset *charset, const char *name, char *out, size_t size);
/* NAME, UTF-8, in the charset, as above; cut where OUT ends. */
const char *charset_from_utf8(
	struct charset *charset, const char *name, char *out, size_t size);

#endif
