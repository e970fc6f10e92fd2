#include "settings/row.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/charset.h"

int setting_refuse(char why[SETTINGS_WHY], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, SETTINGS_WHY, format, args);
	va_end(args);
	return -EINVAL;
}

int setting_replace(
	struct settings *settings, const struct setting *row, const char *value)
{
	char **field = setting_field(settings, row);
	char *copy = strdup(value);

	if (!copy)
		return -ENOMEM;
	free(*field);
	*field = copy;
	return 0;
}

void setting_list(const struct choice *choices, char *out, size_t size)
{
	size_t length = 0;

	out[0] = 0;
	for (; choices->text && length < size; choices++)
		length += (size_t)snprintf(out + length, size - length, "%s%s",
			length ? ", " : "", choices->text);
}

const struct choice *setting_choice(
	const struct choice *choices, const char *text)
{
	for (; choices->text; choices++) {
		if (!strcmp(choices->text, text))
			return choices;
	}
	return NULL;
}

static int choice_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	const struct choice *choice = setting_choice(row->choices, value);
	char list[128];

	if (choice) {
		*(int *)setting_field(settings, row) = (int)choice->value;
		return 0;
	}
	setting_list(row->choices, list, sizeof(list));
	return setting_refuse(
		why, "%s: '%.100s' is none of %s", row->name, value, list);
}

static size_t choice_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const int *field = setting_field(settings, row);
	const struct choice *choice = row->choices;

	while ((int)choice->value != *field)
		choice++;
	return (size_t)snprintf(out, size, "%s", choice->text);
}

const struct setting_kind kind_choice = {
	.set = choice_set,
	.print = choice_print,
};

static int flag_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	static const struct choice words[] = { { "yes", true }, { "no", false },
		{ "on", true }, { "off", false }, { "true", true },
		{ "false", false }, { "1", true }, { "0", false }, { NULL } };
	const struct choice *word =
		setting_choice(words, value ? value : "yes");

	if (!word)
		return setting_refuse(why, "%s: '%.100s' is neither yes nor no",
			row->name, value);
	*(bool *)setting_field(settings, row) = word->value;
	return 0;
}

static size_t flag_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const bool *field = setting_field(settings, row);

	return (size_t)snprintf(out, size, "%s", *field ? "yes" : "no");
}

const struct setting_kind kind_flag = {
	.set = flag_set,
	.print = flag_print,
	.is_bare = true,
};

/* A number, or the one choice, which stands for one that is none. */
static int number_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	const struct choice *choice = setting_choice(row->choices, value);
	uint64_t *field = setting_field(settings, row);
	uint64_t number;
	char *end;

	if (choice) {
		*field = choice->value;
		return 0;
	}
	number = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || number > UINT32_MAX ||
		number == row->choices->value)
		return setting_refuse(why,
			"%s: '%.100s' is neither '%s' nor a number of those "
			"that there can be",
			row->name, value, row->choices->text);
	*field = number;
	return 0;
}

static size_t number_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	const uint64_t *field = setting_field(settings, row);

	if (*field == row->choices->value)
		return (size_t)snprintf(out, size, "%s", row->choices->text);
	return (size_t)snprintf(out, size, "%llu", (unsigned long long)*field);
}

const struct setting_kind kind_number = {
	.set = number_set,
	.print = number_print,
};

static int path_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	if (!*value)
		return setting_refuse(why, "%s: a path is wanted", row->name);
	return setting_replace(settings, row, value);
}

static size_t text_print(const struct settings *settings,
	const struct setting *row, char *out, size_t size)
{
	char *const *field = setting_field(settings, row);

	return (size_t)snprintf(out, size, "%s", *field ? *field : "");
}

const struct setting_kind kind_path = {
	.set = path_set,
	.print = text_print,
	.is_owned_text = true,
};

static int charset_set(struct settings *settings, const struct setting *row,
	const char *value, char why[SETTINGS_WHY])
{
	struct charset *charset;
	int error = charset_open(value, &charset);

	if (error == -EINVAL)
		return setting_refuse(why,
			"%s: '%.100s' is unknown, or does not hold ASCII; "
			"`iconv -l' lists those there are",
			row->name, value);
	if (error)
		return error;
	charset_close(charset);
	return setting_replace(settings, row, value);
}

const struct setting_kind kind_charset = {
	.set = charset_set,
	.print = text_print,
	.is_owned_text = true,
};
