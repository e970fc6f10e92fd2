/*
 * Joliet: UCS-2, in names of 64 characters, or of 103 as a directory record
 * can hold with a version behind them. Characters past U+FFFF are not UCS-2;
 * readers disagree on them.
 */
#include "name/rows.h"

#include <errno.h>
#include <string.h>

#include "name/fit.h"
#include "name/plain_name.h"
#include "util/utf8.h"

#define UCS2_END 0x10000u
#define STANDARD_LIMIT 64u
#define LONG_LIMIT 103u

static bool is_joliet(uint32_t code)
{
	if (code < 0x20 || code >= UCS2_END)
		return false;
	return code >= 0x80 || !strchr("*/:;?\\", (int)code);
}

static size_t limit_of(const struct settings *settings)
{
	return settings->joliet_long ? LONG_LIMIT : STANDARD_LIMIT;
}

static bool is_holdable(mode_t mode)
{
	return S_ISREG(mode) || S_ISDIR(mode);
}

static int check_characters(const struct diag *diag, const char *name)
{
	for (const char *at = name; *at;) {
		const char *here = at;
		uint32_t code = utf8_next(&at);

		if (code == UTF8_BAD)
			return diag_fail(diag, -EINVAL,
				"joliet: '%s' is not UTF-8", name);
		if (!is_joliet(code))
			return diag_fail(diag, -EINVAL,
				"joliet: '%s' holds '%.*s' (U+%04X); not "
				"possible are * / : ; ? \\, control characters "
				"and those past U+FFFF",
				name, (int)(at - here), here, (unsigned)code);
	}
	return 0;
}

int joliet_name_check(const struct settings *settings, const struct diag *diag,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	size_t limit = limit_of(settings);
	size_t count = utf16_count(name);
	int error;

	if (!is_holdable(mode))
		return diag_fail(diag, -EPERM,
			"joliet: '%s': only files and directories can be here; "
			"others need rockridge/",
			name);
	error = check_characters(diag, name);
	if (error)
		return error;
	if (count > limit)
		return diag_fail(diag, -ENAMETOOLONG,
			"joliet: '%s' has %zu characters, at most %zu fit%s",
			name, count, limit,
			settings->joliet_long ? "" : "; try joliet-long");
	if (!count)
		return diag_fail(diag, -EINVAL, "joliet: a name is empty");
	plain_name_key(settings, name, out);
	return 0;
}

static size_t weight_one(uint32_t code)
{
	(void)code;
	return 1;
}

/* Linux, Windows and 7-Zip take a dot at the end for that of an empty
 * extension, and then cannot tell a name from that without. */
static void end_without_dot(char *name)
{
	for (size_t n = strlen(name); n && name[n - 1] == '.'; n--)
		name[n - 1] = '_';
}

int joliet_name_map(const struct settings *settings, mode_t mode,
	const char *name, unsigned try, char out[NAME_SIZE])
{
	const struct fit fit = {
		.limit = limit_of(settings),
		.weight = weight_one,
		.original = name,
		.try = try,
	};
	char legal[NAME_SIZE];

	if (!is_holdable(mode))
		return -EPERM;
	plain_name_replace(is_joliet, name, legal);
	end_without_dot(legal);
	fit_name(&fit, legal, out);
	end_without_dot(out);
	return 0;
}
