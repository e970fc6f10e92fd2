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

size_t iso_name_identifier(const struct settings *settings, mode_t mode,
	const char *name, char out[NAME_SIZE])
{
	const char *version = strchr(name, ';');
	size_t length = version ? (size_t)(version - name) : strlen(name);
	bool is_bare = S_ISDIR(mode) || settings->iso_level == ISO_LEVEL_LONG;

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
	if (S_ISDIR(mode) || !version || !iso_text_version(version + 1))
		return;
	kept = iso_text_without_dots(out, (size_t)(version - out));
	if (!kept)
		return;
	if (iso_text_version(version + 1) == 1)
		out[kept] = 0;
	else
		memmove(out + kept, version, strlen(version) + 1);
}
