#include "name/iso_name.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/fit.h"
#include "name/rows.h"
#include "util/translit.h"
#include "util/utf8.h"

#define SHORT_STEM 8u /* level 1: ECMA-119 10.1 */
#define SHORT_TAIL 3u
#define FILE_LIMIT 30u	 /* name and extension, without the dot: 7.5.1 */
#define FOLDER_LIMIT 31u /* 7.6.3 */
#define RECORD_HEAD 33u	 /* bytes of a directory record's fields: 9.1 */
#define RECORD_LIMIT 254u
#define CONTINUATION 28u /* bytes of a CE field: SUSP 5.1 */
#define LONG_LIMIT 207u	 /* ISO 9660:1999 7.5.1 */
#define LEVEL_LONG 4

/* A name taken apart at its separators. */
struct parts {
	size_t stem; /* bytes before the last '.' */
	size_t tail; /* bytes behind it, the version left out */
	size_t size; /* bytes in front of the version */
	unsigned dots;
	long version; /* 1 if none is given, 0 if a wrong one is */
};

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* d-characters (ECMA-119 7.4.1), and lower case, which is folded. */
static bool is_d_character(char c)
{
	c = upper(c);
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* ISO 9660:1999 leaves the characters to agreement; these are what every
 * reader can show, and what Joliet takes. */
static bool is_long_character(char c)
{
	return c >= ' ' && c <= '~' && !strchr("*/:;?\\", c);
}

static bool is_legal(const struct settings *settings, char c)
{
	return settings->iso_level == LEVEL_LONG ? is_long_character(c)
						 : is_d_character(c);
}

static long parse_version(const char *text)
{
	char *end;
	long version = strtol(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || version > 32767)
		return 0;
	return version;
}

static struct parts take_apart(const char *name)
{
	const char *version = strrchr(name, ';');
	struct parts parts = { .version = 1 };
	size_t dot;

	parts.size = strlen(name);
	if (version) {
		parts.size = (size_t)(version - name);
		parts.version = parse_version(version + 1);
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

/* Bytes of NAME's first SIZE without the dots at their end, which are no part
 * of a name: those of an empty extension. */
static size_t without_dots(const char *name, size_t size)
{
	while (size && name[size - 1] == '.')
		size--;
	return size;
}

size_t iso_name_long_limit(const struct settings *settings)
{
	/* An odd identifier needs no padding byte. */
	if (settings->context[IW_ROCKRIDGE])
		return RECORD_LIMIT - RECORD_HEAD - CONTINUATION;
	return LONG_LIMIT;
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
			settings->iso_level == LEVEL_LONG
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
	size_t limit = settings->iso_level == 1 ? SHORT_STEM : FOLDER_LIMIT;

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
	if (settings->iso_level == 1 && parts->stem > SHORT_STEM)
		return too_long(settings, diag, name, parts->stem, SHORT_STEM);
	if (settings->iso_level == 1 && parts->tail > SHORT_TAIL)
		return diag_fail(diag, -ENAMETOOLONG,
			"iso: '%s' has %zu characters behind the '.', at most "
			"%u fit at iso-level=1; try iso-level=3",
			name, parts->tail, SHORT_TAIL);
	if (length > FILE_LIMIT)
		return too_long(settings, diag, name, length, FILE_LIMIT);
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
	if (settings->iso_level == LEVEL_LONG && parts->version != 1)
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
	if (settings->iso_level != LEVEL_LONG)
		return S_ISDIR(mode) ? check_folder(settings, diag, name, parts)
				     : check_file(settings, diag, name, parts);
	if (parts->size > limit)
		return too_long(settings, diag, name, parts->size, limit);
	return 0;
}

static bool is_holdable(mode_t mode)
{
	return S_ISREG(mode) || S_ISDIR(mode);
}

int iso_name_check(const struct settings *settings, const struct diag *diag,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	struct parts parts = take_apart(name);
	bool is_long = settings->iso_level == LEVEL_LONG;
	int error;

	if (!is_holdable(mode))
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
	parts.size = without_dots(name, parts.size);
	for (size_t i = 0; i < parts.size; i++)
		out[i] = is_long ? name[i] : upper(name[i]);
	out[parts.size] = 0;
	if (parts.version != 1)
		sprintf(out + parts.size, ";%ld", parts.version);
	return 0;
}

/* Folded at level 4 too: readers that show one case would meet two files. */
void iso_name_key(
	const struct settings *settings, const char *name, char out[NAME_SIZE])
{
	size_t size = strlen(name);
	const char *version = strrchr(name, ';');
	size_t length = version ? (size_t)(version - name) : size;

	(void)settings;
	out[0] = 0;
	if (size >= NAME_SIZE)
		return;
	length = without_dots(name, length);
	for (size_t i = 0; i < length; i++)
		out[i] = upper(name[i]);
	out[length] = 0;
	if (version && strcmp(version, ";1") != 0)
		strcpy(out + length, version);
}

static size_t weight_one(uint32_t code)
{
	(void)code;
	return 1;
}

/* Bytes from FROM to UNTIL, upper case, '_' for what is no d-character. */
static size_t put_plain(const char *from, const char *until, char *out)
{
	char *at = out;

	for (; from < until; from++)
		*at++ = is_d_character(*from) ? upper(*from) : '_';
	*at = 0;
	return (size_t)(at - out);
}

static void map_folder(const struct settings *settings, struct fit *fit,
	const char *ascii, char out[NAME_SIZE])
{
	char stem[NAME_SIZE];
	size_t size = put_plain(ascii, ascii + strlen(ascii), stem);

	fit->limit = settings->iso_level == 1 ? SHORT_STEM : FOLDER_LIMIT;
	fit_parts(fit, stem, size, "", out);
}

static void map_file(const struct settings *settings, struct fit *fit,
	const char *ascii, char out[NAME_SIZE])
{
	const char *end = ascii + strlen(ascii);
	const char *dot = fit_extension(ascii);
	size_t tail_limit = SHORT_TAIL;
	char stem[NAME_SIZE];
	char tail[NAME_SIZE];
	size_t size;

	fit->limit = SHORT_STEM;
	if (settings->iso_level != 1) {
		tail_limit = FILE_LIMIT / 2;
		if (!fit->try && (size_t)(end - ascii) <= FILE_LIMIT + 1)
			tail_limit = FILE_LIMIT;
		if ((size_t)(end - dot) > tail_limit + 1)
			dot = end;
		fit->limit = FILE_LIMIT;
	}
	size = put_plain(ascii, dot, stem);
	tail[0] = 0;
	if (end - dot > 1) {
		tail[0] = '.';
		put_plain(dot + 1, end, tail + 1);
	}
	tail[tail_limit + 1] = 0;
	fit->limit += settings->iso_level == 1 ? strlen(tail) : !!tail[0];
	fit_parts(fit, stem, size, tail, out);
}

static void map_long(const struct settings *settings, struct fit *fit,
	char *ascii, char out[NAME_SIZE])
{
	size_t length = strlen(ascii);
	size_t kept = without_dots(ascii, length);

	if (!kept)
		memset(ascii, '_', kept = length);
	ascii[kept] = 0;
	for (char *at = ascii; *at; at++) {
		if (!is_long_character(*at))
			*at = '_';
	}
	fit->limit = iso_name_long_limit(settings);
	fit_name(fit, ascii, out);
	/* Cutting can bare dots. */
	length = strlen(out);
	kept = without_dots(out, length);
	memset(out + kept, '_', length - kept);
}

int iso_name_map(const struct settings *settings, mode_t mode, const char *name,
	unsigned try, char out[NAME_SIZE])
{
	struct fit fit = {
		.weight = weight_one,
		.original = name,
		.try = try,
	};
	char ascii[NAME_SIZE];

	if (!is_holdable(mode))
		return -EPERM;
	if (!translit_ascii(name, ascii, sizeof(ascii)))
		strcpy(ascii, "_");
	if (settings->iso_level == LEVEL_LONG)
		map_long(settings, &fit, ascii, out);
	else if (S_ISDIR(mode))
		map_folder(settings, &fit, ascii, out);
	else
		map_file(settings, &fit, ascii, out);
	return 0;
}

size_t iso_name_identifier(const struct settings *settings, mode_t mode,
	const char *name, char out[NAME_SIZE])
{
	const char *version = strchr(name, ';');
	size_t length = version ? (size_t)(version - name) : strlen(name);
	bool is_bare = S_ISDIR(mode) || settings->iso_level == LEVEL_LONG;

	assert(strlen(name) + sizeof(".;1") <= NAME_SIZE);
	if (is_bare)
		return (size_t)sprintf(out, "%s", name);
	return (size_t)sprintf(out, "%.*s%s%s", (int)length, name,
		memchr(name, '.', length) ? "" : ".", version ? version : ";1");
}

void iso_name_stored(
	mode_t mode, const char *identifier, size_t size, char out[NAME_SIZE])
{
	const char *version;
	size_t kept;

	if (size >= NAME_SIZE)
		size = NAME_SIZE - 1;
	for (size_t i = 0; i < size; i++) {
		bool is_odd = !identifier[i] || identifier[i] == '/';

		out[i] = is_odd ? '_' : identifier[i];
	}
	out[size] = 0;
	version = strrchr(out, ';');
	if (S_ISDIR(mode) || !version || !parse_version(version + 1))
		return;
	kept = without_dots(out, (size_t)(version - out));
	if (!kept)
		return;
	if (parse_version(version + 1) == 1)
		out[kept] = 0;
	else
		memmove(out + kept, version, strlen(version) + 1);
}
