#include "util/utf8.h"

#include <assert.h>

#define SURROGATE_HIGH 0xd800u
#define SURROGATE_LOW 0xdc00u
#define SURROGATE_END 0xe000u
#define PLANE_SIZE 0x10000u
#define CODE_END 0x110000u

/* Bytes of the character that LEAD begins, by RFC 3629 section 3; 0: none. */
static int lead_bytes(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2)
		return 0;
	if (lead < 0xe0)
		return 2;
	if (lead < 0xf0)
		return 3;
	return lead < 0xf5 ? 4 : 0;
}

static bool is_surrogate(uint32_t code)
{
	return code >= SURROGATE_HIGH && code < SURROGATE_END;
}

/* The character of COUNT bytes, or UTF8_BAD. */
static uint32_t decode(const unsigned char *at, int count)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, PLANE_SIZE };
	uint32_t code = at[0] & (0x7fu >> count);

	for (int i = 1; i < count; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return UTF8_BAD;
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < least[count] || code >= CODE_END || is_surrogate(code))
		return UTF8_BAD;
	return code;
}

uint32_t utf8_next(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	int count = lead_bytes(at[0]);
	uint32_t code;

	if (count == 1) {
		*text += at[0] != 0;
		return at[0];
	}
	code = count ? decode(at, count) : UTF8_BAD;
	*text += code == UTF8_BAD ? 1 : count;
	return code;
}

size_t utf8_put(uint32_t code, char out[UTF8_MAX])
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	int count = 1 + (code >= 0x80) + (code >= 0x800) + (code >= PLANE_SIZE);

	assert(code < CODE_END);
	if (count == 1) {
		out[0] = (char)code;
		return 1;
	}
	for (int i = count - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(lead[count] | code);
	return (size_t)count;
}

bool utf8_valid(const char *text)
{
	uint32_t code;

	do
		code = utf8_next(&text);
	while (code && code != UTF8_BAD);
	return !code;
}

size_t utf8_count(const char *text)
{
	size_t count = 0;

	while (utf8_next(&text))
		count++;
	return count;
}

static size_t units_of(uint32_t code)
{
	return code != UTF8_BAD && code >= PLANE_SIZE ? 2 : 1;
}

size_t utf16_count(const char *text)
{
	size_t count = 0;
	uint32_t code;

	while ((code = utf8_next(&text)))
		count += units_of(code);
	return count;
}

size_t utf16_put(const char *text, be16 *out, size_t room)
{
	size_t count = 0;
	uint32_t code;

	while ((code = utf8_next(&text)) && count + units_of(code) <= room) {
		if (code == UTF8_BAD)
			code = '_';
		if (code < PLANE_SIZE) {
			out[count++] = be16_from((uint16_t)code);
			continue;
		}
		code -= PLANE_SIZE;
		out[count++] =
			be16_from((uint16_t)(SURROGATE_HIGH + (code >> 10)));
		out[count++] =
			be16_from((uint16_t)(SURROGATE_LOW + (code & 0x3ff)));
	}
	return count;
}

/* The character at UNITS, of which LEFT are there; *USED is set. */
static uint32_t pair_get(const be16 *units, size_t left, size_t *used)
{
	uint32_t high = be16_get(units[0]);
	uint32_t low = left > 1 ? be16_get(units[1]) : 0;

	*used = 1;
	if (!is_surrogate(high))
		return high && high != '/' ? high : '_';
	if (high >= SURROGATE_LOW || low < SURROGATE_LOW ||
		low >= SURROGATE_END)
		return '_';
	*used = 2;
	return PLANE_SIZE + ((high - SURROGATE_HIGH) << 10) +
	       (low - SURROGATE_LOW);
}

size_t utf16_get(const be16 *units, size_t count, char *out, size_t size)
{
	size_t length = 0;
	size_t used;

	for (size_t i = 0; i < count; i += used) {
		char one[UTF8_MAX];
		size_t bytes =
			utf8_put(pair_get(units + i, count - i, &used), one);

		if (length + bytes >= size)
			break;
		for (size_t b = 0; b < bytes; b++)
			out[length++] = one[b];
	}
	out[length] = 0;
	return length;
}
