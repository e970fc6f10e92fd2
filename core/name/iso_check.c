#include "name/rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "name/iso_name.h"
#include "name/iso_text.h"
#include "util/utf8.h"

/* A name taken apart at its separators. */
struct parts {
	size_t stem; /* bytes before the last '.' */
	size_t tail; /* bytes behind it, the version left out */
	size_t size; /* bytes in front of the version */
	unsigned dots;
	long version; /* 1 if none is given, 0 if a wrong one is */
};

static bool is_legal(const struct settings *settings, char c)
{
	return settings->iso_level == ISO_LEVEL_LONG ? iso_text_is_long(c)
						     : iso_text_is_d(c);
}

static struct parts take_apart(const char *name)
{
	const char *version = strrchr(name, ';');
	struct parts parts = { .version = 1 };
	size_t dot;

	parts.size = strlen(name);
	if (version) {
		parts.size = (size_t)(version - name);
		parts.version = iso_text_version(version + 1);
	}
	for (dot = parts.size, parts.stem = parts.size; dot-- > 0;) {
		if (name[dot] != '.')
			continue;
		if (!parts.dots++)
			parts.stem = dot;
	}
	parts.tail = parts.dots ? parts.size - parts.stem - 1 : 0;
	return parts;
}

static int check_characters(const struct settings *settings,
	const struct diag *diag, const char *name, size_t size)
{
	for (const char *at = name; at < name + size;) {
		const char *here = at;
		uint32_t code = utf8_next(&at);

		if (*here == '.' || is_legal(settings, *here))
			continue;
		if (code == UTF8_BAD)
			return diag_fail(
				diag, -EINVAL, "iso: '%s' is not UTF-8", name);
		return diag_fail(diag, -EINVAL,
			"iso: '%s' holds '%.*s'; at iso-level=%d a name is "
			"made of %s",
			name, (int)(at - here), here, settings->iso_level,
			settings->iso_level == ISO_LEVEL_LONG
				? "printable ASCII without * / : ; ? \\"
				: "A-Z 0-9 _");
	}
	return 0;
}

static int too_long(const struct settings *settings, const struct diag *diag,
	const char *name, size_t length, size_t limit)
{
	const char *remedy[] = { "", "; try iso-level=3", "; try iso-level=4",
		"; try iso-level=4", "" };

	return diag_fail(diag, -ENAMETOOLONG,
		"iso: '%s' has %zu characters, at most %zu fit at "
		"iso-level=%d%s",
		name, length, limit, settings->iso_level,
		remedy[settings->iso_level]);
}

static int check_folder(const struct settings *settings,
	const struct diag *diag, const char *name, const struct parts *parts)
{
	size_t limit = settings->iso_level == 1 ? ISO_STEM : ISO_FOLDER;

	if (parts->dots)
		return diag_fail(diag, -EINVAL,
			"iso: '%s' has a '.', which a directory has not at "
			"iso-level=%d; try iso-level=4",
			name, settings->iso_level);
	if (parts->size > limit)
		return too_long(settings, diag, name, parts->size, limit);
	return 0;
}

static int check_file(const struct settings *settings, const struct diag *diag,
	const char *name, const struct parts *parts)
{
	size_t length = parts->stem + parts->tail;

	if (parts->dots > 1)
		return diag_fail(diag, -EINVAL,
			"iso: '%s' has more than one '.'; try iso-level=4",
			name);
	if (settings->iso_level == 1 && parts->stem > ISO_STEM)
		return too_long(settings, diag, name, parts->stem, ISO_STEM);
	if (settings->iso_level == 1 && parts->tail > ISO_TAIL)
		return diag_fail(diag, -ENAMETOOLONG,
			"iso: '%s' has %zu characters behind the '.', at most "
			"%u fit at iso-level=1; try iso-level=3",
			name, parts->tail, ISO_TAIL);
	if (length > ISO_FILE)
		return too_long(settings, diag, name, length, ISO_FILE);
	return 0;
}

static int check_version(const struct settings *settings,
	const struct diag *diag, mode_t mode, const char *name,
	const struct parts *parts)
{
	if (!name[parts->size])
		return 0;
	if (S_ISDIR(mode))
		return diag_fail(diag, -EINVAL,
			"iso: '%s': a directory has no version", name);
	if (!parts->version)
		return diag_fail(diag, -EINVAL,
			"iso: '%s': a version is a number from 1 to 32767",
			name);
	if (settings->iso_level == ISO_LEVEL_LONG && parts->version != 1)
		return diag_fail(diag, -EINVAL,
			"iso: '%s': iso-level=4 has no versions", name);
	return 0;
}

static int check_length(const struct settings *settings,
	const struct diag *diag, mode_t mode, const char *name,
	const struct parts *parts)
{
	size_t limit = iso_name_long_limit(settings);

	if (strspn(name, ".") == parts->size)
		return diag_fail(
			diag, -EINVAL, "iso: '%s' has no character", name);
	if (settings->iso_level != ISO_LEVEL_LONG)
		return S_ISDIR(mode) ? check_folder(settings, diag, name, parts)
				     : check_file(settings, diag, name, parts);
	if (parts->size > limit)
		return too_long(settings, diag, name, parts->size, limit);
	return 0;
}

int iso_name_check(const struct settings *settings, const struct diag *diag,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	struct parts parts = take_apart(name);
	bool is_long = settings->iso_level == ISO_LEVEL_LONG;
	int error;

	if (!iso_text_is_holdable(mode))
		return diag_fail(diag, -EPERM,
			"iso: '%s': only files and directories can be here; "
			"others need rockridge/",
			name);
	error = check_version(settings, diag, mode, name, &parts);
	if (!error)
		error = check_characters(settings, diag, name, parts.size);
	if (!error)
		error = check_length(settings, diag, mode, name, &parts);
	if (error)
		return error;
	parts.size = iso_text_without_dots(name, parts.size);
	for (size_t i = 0; i < parts.size; i++)
		out[i] = is_long ? name[i] : iso_text_upper(name[i]);
	out[parts.size] = 0;
	if (parts.version != 1)
		sprintf(out + parts.size, ";%ld", parts.version);
	return 0;
}
