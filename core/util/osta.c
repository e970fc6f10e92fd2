#include "util/osta.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "util/utf8.h"

enum { KIND_BYTES = 8, KIND_UNITS = 16 };

static bool fits_bytes(const char *text)
{
	for (uint32_t code; (code = utf8_next(&text)) != 0;)
		if (code > 0xff && code != UTF8_BAD)
			return false;
	return true;
}

size_t osta_size(const char *text)
{
	if (!*text)
		return 0;
	return 1 +
	       (fits_bytes(text) ? utf8_count(text) : 2 * utf16_count(text));
}

size_t osta_put(const char *text, uint8_t *out, size_t room)
{
	size_t size = 1;
	uint32_t code;

	if (!*text || room < 2)
		return 0;
	if (!fits_bytes(text)) {
		out[0] = KIND_UNITS;
		size = 1 +
		       2 * utf16_put(text, (be16 *)(out + 1), (room - 1) / 2);
		return size > 1 ? size : 0;
	}
	out[0] = KIND_BYTES;
	while (size < room && (code = utf8_next(&text)) != 0)
		out[size++] = code == UTF8_BAD ? '_' : (uint8_t)code;
	return size;
}

/* One unit a byte, in pieces that a name always fits in. */
static size_t get_bytes(
	const uint8_t *bytes, size_t size, char *out, size_t room)
{
	be16 units[255];
	size_t count = size < 255 ? size : 255;

	for (size_t i = 0; i < count; i++)
		units[i] = be16_from(bytes[i]);
	return utf16_get(units, count, out, room);
}

size_t osta_get(const uint8_t *bytes, size_t size, char *out, size_t room)
{
	assert(room);
	*out = '\0';
	if (size < 2)
		return 0;
	if (*bytes == KIND_BYTES)
		return get_bytes(bytes + 1, size - 1, out, room);
	if (*bytes == KIND_UNITS)
		return utf16_get(
			(const be16 *)(bytes + 1), (size - 1) / 2, out, room);
	return 0;
}

void osta_put_field(const char *text, uint8_t *field, size_t size)
{
	memset(field, 0, size);
	field[size - 1] = (uint8_t)osta_put(text, field, size - 1);
}

size_t osta_get_field(const uint8_t *field, size_t size, char *out, size_t room)
{
	size_t used = field[size - 1];

	return osta_get(field, used < size ? used : 0, out, room);
}
