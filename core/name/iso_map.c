#include "name/rows.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "name/fit.h"
#include "name/iso_name.h"
#include "name/iso_text.h"
#include "util/translit.h"

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
		*at++ = iso_text_is_d(*from) ? iso_text_upper(*from) : '_';
	*at = 0;
	return (size_t)(at - out);
}

static void map_folder(const struct settings *settings, struct fit *fit,
	const char *ascii, char out[NAME_SIZE])
{
	char stem[NAME_SIZE];
	size_t size = put_plain(ascii, ascii + strlen(ascii), stem);

	fit->limit = settings->iso_level == 1 ? ISO_STEM : ISO_FOLDER;
	fit_parts(fit, stem, size, "", out);
}

static void map_file(const struct settings *settings, struct fit *fit,
	const char *ascii, char out[NAME_SIZE])
{
	const char *end = ascii + strlen(ascii);
	const char *dot = fit_extension(ascii);
	size_t tail_limit = ISO_TAIL;
	char stem[NAME_SIZE];
	char tail[NAME_SIZE];
	size_t size;

	fit->limit = ISO_STEM;
	if (settings->iso_level != 1) {
		tail_limit = ISO_FILE / 2;
		if (!fit->try && (size_t)(end - ascii) <= ISO_FILE + 1)
			tail_limit = ISO_FILE;
		if ((size_t)(end - dot) > tail_limit + 1)
			dot = end;
		fit->limit = ISO_FILE;
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
	size_t kept = iso_text_without_dots(ascii, length);

	if (!kept)
		memset(ascii, '_', kept = length);
	ascii[kept] = 0;
	for (char *at = ascii; *at; at++) {
		if (!iso_text_is_long(*at))
			*at = '_';
	}
	fit->limit = iso_name_long_limit(settings);
	fit_name(fit, ascii, out);
	/* Cutting can bare dots. */
	length = strlen(out);
	kept = iso_text_without_dots(out, length);
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

	if (!iso_text_is_holdable(mode))
		return -EPERM;
	if (!translit_ascii(name, ascii, sizeof(ascii)))
		strcpy(ascii, "_");
	if (settings->iso_level == ISO_LEVEL_LONG)
		map_long(settings, &fit, ascii, out);
	else if (S_ISDIR(mode))
		map_folder(settings, &fit, ascii, out);
	else
		map_file(settings, &fit, ascii, out);
	return 0;
}
