#include "util/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/utf8.h"

#define NONE ((iconv_t)-1)
#define ESCAPE_SIZE 5 /* bytes of ":20ac" */

struct charset {
	iconv_t to_utf8; /* NONE: the charset is UTF-8 */
	iconv_t from_utf8;
};

/* Converts LENGTH bytes from the initial state; returns the bytes written to
 * OUT, or -1: not expressible, or no room. */
static ssize_t convert(iconv_t iconv_of, const char *text, size_t length,
	char *out, size_t size)
{
	char *from = (char *)text; /* iconv(3) does not write there */
	size_t room = size;

	iconv(iconv_of, NULL, NULL, NULL, NULL);
	/* A count above 0 says that a character became another one. */
	if (iconv(iconv_of, &from, &length, &out, &room) != 0 ||
		iconv(iconv_of, NULL, NULL, &out, &room) != 0)
		return -1;
	return (ssize_t)(size - room);
}

/*
 * Names are cut at '/' and compared with "." before they are converted, and
 * extensions are found after: in the charset those must be themselves, and
 * never a part of something else, as they are where states are shifted.
 */
static bool keeps_ascii(const struct charset *charset)
{
	static const char ascii[] = "AZaz09./:+&_-~";
	static const char *const others[] = { "\u3042", "\u4e2d", "\ud55c" };
	char out[sizeof(ascii)];

	if (convert(charset->to_utf8, ascii, sizeof(ascii), out, sizeof(out)) !=
			sizeof(ascii) ||
		memcmp(ascii, out, sizeof(ascii)) != 0)
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (convert(charset->from_utf8, others[i], 3, out,
			    sizeof(out)) > 0 &&
			!(out[0] & 0x80))
			return false;
	}
	return true;
}

int charset_open(const char *name, struct charset **out)
{
	struct charset *charset = malloc(sizeof(*charset));

	if (!charset)
		return -ENOMEM;
	charset->to_utf8 = charset->from_utf8 = NONE;
	*out = charset;
	if (!strcasecmp(name, "UTF-8") || !strcasecmp(name, "UTF8"))
		return 0;
	charset->to_utf8 = iconv_open("UTF-8", name);
	charset->from_utf8 = iconv_open(name, "UTF-8");
	if (charset->to_utf8 != NONE && charset->from_utf8 != NONE && *name &&
		!strchr(name, '/') && keeps_ascii(charset))
		return 0;
	charset_close(charset);
	return -EINVAL;
}

void charset_close(struct charset *charset)
{
	if (!charset)
		return;
	if (charset->to_utf8 != NONE)
		iconv_close(charset->to_utf8);
	if (charset->from_utf8 != NONE)
		iconv_close(charset->from_utf8);
	free(charset);
}

static bool is_expressible(const struct charset *charset, uint32_t code)
{
	char text[UTF8_MAX];
	char out[32];

	return convert(charset->from_utf8, text, utf8_put(code, text), out,
		       sizeof(out)) >= 0;
}

/* The unit that ":20ac" at TEXT stands for; 0: it is not of that form. */
static uint16_t unit_at(const char *text)
{
	unsigned unit = 0;

	if (*text++ != ':')
		return 0;
	for (int i = 0; i < 4; i++, text++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = *text ? strchr(digits, *text) : NULL;

		if (!digit)
			return 0;
		unit = unit << 4 | (unsigned)(digit - digits);
	}
	return (uint16_t)unit;
}

/* Decodes one escaped character at TEXT into UTF-8; returns how many bytes of
 * TEXT it took, 0: none is there. */
static size_t unescape(
	const struct charset *charset, const char *text, char out[UTF8_MAX + 1])
{
	be16 units[2] = { be16_from(unit_at(text)) };
	size_t count = 1;
	const char *decoded = out;

	if (be16_get(units[0]) < 0x80)
		return 0;
	if (be16_get(units[0]) >> 10 == 0xd800 >> 10) {
		units[1] = be16_from(unit_at(text + ESCAPE_SIZE));
		count = 2;
	}
	utf16_get(units, count, out, UTF8_MAX + 1);
	if (utf16_count(out) != count ||
		is_expressible(charset, utf8_next(&decoded)))
		return 0;
	return count * ESCAPE_SIZE;
}

const char *charset_to_utf8(
	struct charset *charset, const char *name, char *out, size_t size)
{
	char *to = out;
	ssize_t length;

	if (charset->to_utf8 == NONE)
		return name;
	length = convert(charset->to_utf8, name, strlen(name), out, size - 1);
	if (length < 0)
		return NULL;
	out[length] = 0;
	for (const char *from = out; *from;) {
		char one[UTF8_MAX + 1];
		size_t taken = *from == ':' ? unescape(charset, from, one) : 0;

		if (taken) {
			size_t bytes = strlen(one);

			memcpy(to, one, bytes);
			to += bytes;
			from += taken;
		} else {
			*to++ = *from++;
		}
	}
	*to = 0;
	return out;
}

/* Writes the escapes of CODE. */
static size_t escape(uint32_t code, char *out, size_t size)
{
	char text[UTF8_MAX + 1] = { 0 };
	be16 units[2];
	size_t length = 0;
	size_t count;

	utf8_put(code, text);
	count = utf16_put(text, units, 2);
	if (count * ESCAPE_SIZE >= size)
		return 0;
	for (size_t i = 0; i < count; i++)
		length += (size_t)sprintf(
			out + length, ":%04x", be16_get(units[i]));
	return length;
}

const char *charset_from_utf8(
	struct charset *charset, const char *name, char *out, size_t size)
{
	ssize_t length;
	size_t at = 0;

	if (charset->to_utf8 == NONE)
		return name;
	length = convert(charset->from_utf8, name, strlen(name), out, size - 1);
	for (uint32_t code; length < 0 && (code = utf8_next(&name));) {
		char text[UTF8_MAX];
		ssize_t bytes;

		if (code == UTF8_BAD)
			code = '?';
		bytes = convert(charset->from_utf8, text, utf8_put(code, text),
			out + at, size - 1 - at);
		if (bytes < 0)
			bytes = (ssize_t)escape(code, out + at, size - at);
		at += (size_t)bytes;
	}
	out[length < 0 ? at : (size_t)length] = 0;
	return out;
}
