#include "name/fit.h"

#include <stdio.h>
#include <string.h>

#include "util/utf8.h"

#define COUNTED 9u    /* tries whose number is the try itself */
#define FEW_DIGITS 5u /* of the first number drawn */
#define MANY_DIGITS 7u
#define DIGITS_SIZE (MANY_DIGITS + 1)

/* FNV-1a over the name, then over the try. */
static uint64_t draw(const char *name, unsigned try)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
	for (; try; try >>= 8)
		hash = (hash ^ (try & 0xff)) * 0x100000001b3u;
	return hash ^ hash >> 32;
}

/* Writes the digits of the try's number; none at first. */
static void number(const struct fit *fit, char out[DIGITS_SIZE])
{
	unsigned digits = FEW_DIGITS + fit->try - COUNTED - 1;
	uint64_t drawn;

	if (fit->try <= COUNTED) {
		out[0] = fit->try ? (char)('0' + fit->try) : 0;
		out[1] = 0;
		return;
	}
	if (digits > MANY_DIGITS)
		digits = MANY_DIGITS;
	drawn = draw(fit->original, fit->try);
	out[digits] = 0;
	for (; digits; drawn /= 10)
		out[--digits] = (char)('0' + drawn % 10);
}

const char *fit_extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (!dot || strspn(name, ".") >= (size_t)(dot - name))
		return name + strlen(name);
	return dot;
}

static size_t weigh(const struct fit *fit, const char *text)
{
	size_t weight = 0;
	uint32_t code;

	while ((code = utf8_next(&text)))
		weight += fit->weight(code);
	return weight;
}

/* Bytes of the longest start of STEM, of at most SIZE bytes, that costs at
 * most ROOM. */
static size_t cut(
	const struct fit *fit, const char *stem, size_t size, size_t room)
{
	const char *at = stem;
	size_t end = 0;

	while (end < size) {
		size_t cost = fit->weight(utf8_next(&at));

		if (cost > room)
			break;
		room -= cost;
		end = (size_t)(at - stem);
	}
	return end;
}

void fit_parts(const struct fit *fit, const char *stem, size_t stem_size,
	const char *tail, char out[NAME_SIZE])
{
	char digits[DIGITS_SIZE];
	size_t taken;
	size_t room;

	number(fit, digits);
	taken = weigh(fit, tail) + weigh(fit, digits);
	room = fit->limit > taken ? fit->limit - taken : 0;
	stem_size = cut(fit, stem, stem_size, room);
	snprintf(
		out, NAME_SIZE, "%.*s%s%s", (int)stem_size, stem, digits, tail);
}

void fit_name(const struct fit *fit, const char *name, char out[NAME_SIZE])
{
	const char *tail = fit_extension(name);

	/* One that takes more than half the room distinguishes, it does not
	 * classify. */
	if ((fit->try || weigh(fit, name) > fit->limit) &&
		weigh(fit, tail) > fit->limit / 2)
		tail = name + strlen(name);
	fit_parts(fit, name, (size_t)(tail - name), tail, out);
}
