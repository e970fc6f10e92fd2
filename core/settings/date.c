/*
 * The dates of a volume (ECMA-119 8.4.26.1), digit by digit: boot loaders
 * search for a volume by them, so what an image had is kept to the letter.
 */
#include "settings/row.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool in_range(const char *at, int count, int least, int most)
{
	int value = 0;

	while (count--)
		value = value * 10 + (*at++ - '0');
	return value >= least && value <= most;
}

/* YYYYMMDDhhmmsscc, and perhaps a zone in quarters of an hour. */
static bool parse(const char *text, struct volume_date *out)
{
	long zone = 0;
	char *end;

	for (int i = 0; i < VOLUME_DATE_DIGITS; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
	}
	if (!in_range(text, 4, 1, 9999) || !in_range(text + 4, 2, 1, 12) ||
		!in_range(text + 6, 2, 1, 31) ||
		!in_range(text + 8, 2, 0, 23) ||
		!in_range(text + 10, 2, 0, 59) ||
		!in_range(text + 12, 2, 0, 59))
		return false;
	if (text[VOLUME_DATE_DIGITS]) {
		zone = strtol(text + VOLUME_DATE_DIGITS, &end, 10);
		if (*end || zone < -48 || zone > 52)
			return false;
	}
	memcpy(out->digits, text, VOLUME_DATE_DIGITS);
	out->digits[VOLUME_DATE_DIGITS] = '\0';
	out->zone = (int)zone;
	return true;
}

static int date_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	struct volume_date *date = setting_field(settings, row);

	if (!*value) {
		*date = (struct volume_date){ 0 };
		return 0;
	}
	if (parse(value, date))
		return 0;
	return setting_refuse(why,
		"%s: '%.100s' is no date of 16 digits, YYYYMMDDhhmmsscc, with "
		"perhaps its zone in quarters of an hour (as "
		"'2026013112000000 +4')",
		row->name, value);
}

static size_t date_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const struct volume_date *date = setting_field(settings, row);

	if (!date->zone)
		return (size_t)snprintf(out, size, "%s", date->digits);
	return (size_t)snprintf(out, size, "%s %+d", date->digits, date->zone);
}

const struct setting_kind kind_date = {
	.set = date_set,
	.print = date_print,
};
