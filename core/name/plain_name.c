#include "name/plain_name.h"

#include <errno.h>
#include <string.h>

#include "name/rows.h"
#include "util/utf8.h"

void plain_name_key(
	const struct settings *settings, const char *name, char out[NAME_SIZE])
{
	size_t size = strlen(name) + 1;

	(void)settings;
	if (size > NAME_SIZE)
		out[0] = 0;
	else
		memcpy(out, name, size);
}

int plain_name_check(const struct diag *diag, const char *view,
	const char *name, char out[NAME_SIZE])
{
	size_t size = strlen(name);

	if (!size)
		return diag_fail(diag, -EINVAL, "%s: a name is empty", view);
	if (size > PLAIN_LIMIT)
		return diag_fail(diag, -ENAMETOOLONG,
			"%s: '%s' has %zu bytes, at most %u fit", view, name,
			size, PLAIN_LIMIT);
	memcpy(out, name, size + 1);
	return 0;
}

void plain_name_replace(
	bool (*is_legal)(uint32_t code), const char *name, char out[NAME_SIZE])
{
	size_t length = 0;
	uint32_t code;

	while (length + UTF8_MAX < NAME_SIZE && (code = utf8_next(&name))) {
		if (code == UTF8_BAD || !is_legal(code))
			code = '_';
		length += utf8_put(code, out + length);
	}
	out[length] = 0;
}
