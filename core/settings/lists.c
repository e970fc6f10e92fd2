#include "settings/row.h"

#include <stdio.h>
#include <string.h>

#define MEDIUM_SECTOR 2048u /* bytes */

static bool next_word(const char **list, char *word, size_t size)
{
	size_t length = strcspn(*list, ":");

	if (!**list)
		return false;
	snprintf(word, size, "%.*s", (int)length, *list);
	*list += length;
	*list += **list == ':';
	return true;
}

static int contexts_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	bool named[IW_CONTEXTS] = { false };
	const char *rest = value;
	bool any = false;
	char word[32];

	for (; next_word(&rest, word, sizeof(word)); any = true) {
		const struct choice *one = setting_choice(row->choices, word);
		char list[128];

		if (one) {
			named[one->value] = true;
			continue;
		}
		setting_list(row->choices, list, sizeof(list));
		return setting_refuse(
			why, "%s: '%s' is none of %s", row->name, word, list);
	}
	if (!any)
		return setting_refuse(why,
			"%s: at least one is wanted, as in iso:rockridge",
			row->name);
	memcpy(setting_field(settings, row), named, sizeof(named));
	return 0;
}

static size_t contexts_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const bool *named = setting_field(settings, row);
	char list[128];
	size_t length = 0;

	for (const struct choice *one = row->choices; one->text; one++) {
		if (named[one->value])
			length += (size_t)sprintf(list + length, "%s%s",
				length ? ":" : "", one->text);
	}
	return (size_t)snprintf(out, size, "%s", list);
}

const struct setting_kind kind_contexts = {
	.set = contexts_set,
	.print = contexts_print,
};

/* Reads "700M" and the like in bytes; false if it is no such thing. */
static bool parse_size(const char *text, uint64_t *out)
{
	static const char units[] = { 'K', 'M', 'G', 'T' };
	const char *unit;
	uint64_t size = 0;
	int shift = 0;

	if (*text < '0' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (__builtin_mul_overflow(size, 10, &size) ||
			__builtin_add_overflow(size, *text - '0', &size))
			return false;
	}
	if (*text) {
		unit = memchr(units, *text & ~0x20, sizeof(units));
		if (!unit || text[1])
			return false;
		shift = 10 * (int)(unit - units + 1);
	}
	*out = size << shift;
	return *out >> shift == size;
}

static int media_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	const struct choice *medium = setting_choice(row->choices, value);
	uint64_t *sectors = setting_field(settings, row);
	uint64_t bytes;
	char list[128];

	if (medium) {
		*sectors = medium->value;
		return 0;
	}
	if (parse_size(value, &bytes) && bytes >= MEDIUM_SECTOR) {
		*sectors = bytes / MEDIUM_SECTOR;
		return 0;
	}
	setting_list(row->choices, list, sizeof(list));
	return setting_refuse(why,
		"%s: '%.100s' is none of %s, and no size in bytes from 2048 on "
		"(as 700M)",
		row->name, value, list);
}

static size_t media_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const uint64_t *sectors = setting_field(settings, row);

	for (const struct choice *one = row->choices; one->text; one++) {
		if (one->value == *sectors)
			return (size_t)snprintf(out, size, "%s", one->text);
	}
	return (size_t)snprintf(out, size, "%llu",
		(unsigned long long)*sectors * MEDIUM_SECTOR);
}

const struct setting_kind kind_media = {
	.set = media_set,
	.print = media_print,
};
