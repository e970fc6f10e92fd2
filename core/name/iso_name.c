#include "name/iso_name.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "name/iso_text.h"
#include "name/rows.h"

#define RECORD_HEAD 33u /* bytes of a directory record's fields: 9.1 */
#define RECORD_LIMIT 254u
#define CONTINUATION 28u /* bytes of a CE field: SUSP 5.1 */
#define ATTRIBUTES 44u	 /* and of a PX field: RRIP 4.1.1 */
#define LONG_LIMIT 207u	 /* ISO 9660:1999 7.5.1 */

size_t iso_name_long_limit(const struct settings *settings)
{
	/* An odd identifier needs no padding byte. */
	if (settings->context[IW_ROCKRIDGE])
		return RECORD_LIMIT - RECORD_HEAD - CONTINUATION - ATTRIBUTES;
	return LONG_LIMIT;
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
	length = iso_text_without_dots(name, length);
	for (size_t i = 0; i < length; i++)
		out[i] = iso_text_upper(name[i]);
	out[length] = 0;
	if (version && strcmp(version, ";1") != 0)
		strcpy(out + length, version);
}

/* The ';' before a version in NAME, or NULL. */
static const char *version_in(const char *name)
{
	const char *at = strrchr(name, ';');

	return at && iso_text_version(at + 1) ? at : NULL;
}

unsigned iso_name_form(const char *identifier, size_t size)
{
	char name[NAME_SIZE];
	const char *version;
	unsigned form;
	size_t length;

	snprintf(name, sizeof(name), "%.*s", (int)size, identifier);
	version = version_in(name);
	length = version ? (size_t)(version - name) : strlen(name);
	form = version ? ISO_VERSION : ISO_NO_VERSION;
	if (!memchr(name, '.', length))
		return form | ISO_NO_DOT;
	return length && name[length - 1] == '.' ? form | ISO_DOT : form;
}

/* Whether of two bits of FORM only this one is there. */
static bool is_only(unsigned form, unsigned bit, unsigned other)
{
	return (form & bit) && !(form & other);
}

size_t iso_name_identifier(const struct settings *settings, unsigned form,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	const char *version = version_in(name);
	size_t length = version ? (size_t)(version - name) : strlen(name);
	const char *dot = ".";

	assert(strlen(name) + sizeof(".;1") <= NAME_SIZE);
	if (S_ISDIR(mode) || settings->iso_level == ISO_LEVEL_LONG)
		return (size_t)sprintf(out, "%s", name);
	if (memchr(name, '.', length) || is_only(form, ISO_NO_DOT, ISO_DOT))
		dot = "";
	if (!version)
		version =
			is_only(form, ISO_NO_VERSION, ISO_VERSION) ? "" : ";1";
	return (size_t)sprintf(
		out, "%.*s%s%s", (int)length, name, dot, version);
}

static void without_dots(const struct settings *settings, char *name)
{
	size_t kept = iso_text_without_dots(name, strlen(name));

	if (kept && settings->iso_level != ISO_LEVEL_LONG)
		name[kept] = 0;
}

void iso_name_stored(const struct settings *settings, mode_t mode,
	const char *identifier, size_t size, char out[NAME_SIZE])
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
	if (S_ISDIR(mode))
		return;
	version = version_in(out);
	if (!version) {
		without_dots(settings, out);
		return;
	}
	kept = iso_text_without_dots(out, (size_t)(version - out));
	if (!kept)
		return;
	if (iso_text_version(version + 1) == 1)
		out[kept] = 0;
	else
		memmove(out + kept, version, strlen(version) + 1);
}
