/*
 * The identifiers of a volume (ECMA-119 8.4). Anything that has an ASCII form
 * can be written; readers show lower case and blanks as they are, so those
 * are taken and only remarked on.
 */
#include "settings/row.h"

#include <stdio.h>
#include <string.h>

#include "util/osta.h"
#include "util/translit.h"
#include "util/utf8.h"

#define TEXT_SIZE 1024
#define DSTRING_SIZE 128 /* bytes of the field */

static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static int check_text(
	const struct setting *row, const char *value, char why[SETTINGS_WHY])
{
	if (!utf8_valid(value))
		return setting_refuse(why, "%s: not in UTF-8", row->name);
	if (has_control(value))
		return setting_refuse(why,
			"%s: '%.100s' holds a control "
			"character",
			row->name, value);
	return 0;
}

static int identifier_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	char ascii[TEXT_SIZE];
	size_t length;
	int error = check_text(row, value, why);

	if (error)
		return error;
	length = translit_ascii(value, ascii, sizeof(ascii));
	if (length > row->alphabet->limit)
		return setting_refuse(why,
			"%s: '%.100s' has %zu characters, at most %zu fit",
			row->name, value, length, row->alphabet->limit);
	/* Combining accents have no length in ASCII. */
	if (strlen(value) > UTF8_MAX * row->alphabet->limit)
		return setting_refuse(
			why, "%s: '%.100s...' is too long", row->name, value);
	return setting_replace(settings, row, value);
}

static size_t identifier_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	char *const *field = setting_field(settings, row);

	return (size_t)snprintf(out, size, "%s", *field);
}

static bool is_regular(const struct alphabet *alphabet, char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       strchr(alphabet->others, c);
}

static void identifier_warn(const struct settings *settings,
	const struct setting *row, const struct diag *diag)
{
	char *const *field = setting_field(settings, row);
	const char *at = *field;
	char ascii[TEXT_SIZE];

	while (*at && is_regular(row->alphabet, *at))
		at++;
	if (!*at)
		return;
	translit_ascii(*field, ascii, sizeof(ascii));
	diag_say(diag, LOG_INFO,
		"%s: '%s' holds other characters than A-Z 0-9 _%s (%s); "
		"written as %s in ISO 9660",
		row->name, *field, row->alphabet->others, row->alphabet->clause,
		strcmp(ascii, *field) ? ascii : "it is");
}

const struct setting_kind kind_identifier = {
	.set = identifier_set,
	.print = identifier_print,
	.warn = identifier_warn,
	.is_owned_text = true,
};

/* UDF 2.1.3: the field's last byte has the size. */
static int dstring_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	int error = check_text(row, value, why);

	if (error)
		return error;
	if (osta_size(value) >= DSTRING_SIZE)
		return setting_refuse(why,
			"%s: '%.100s' takes %zu bytes, at most %d fit (UDF "
			"2.1.3)",
			row->name, value, osta_size(value), DSTRING_SIZE - 1);
	return setting_replace(settings, row, value);
}

const struct setting_kind kind_dstring = {
	.set = dstring_set,
	.print = identifier_print,
	.is_owned_text = true,
};
