#include "name/iso_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool iso_text_is_holdable(mode_t mode)
{
	return S_ISREG(mode) || S_ISDIR(mode);
}

char iso_text_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool iso_text_is_d(char c)
{
	c = iso_text_upper(c);
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool iso_text_is_long(char c)
{
	return c >= ' ' && c <= '~' && !strchr("*/:;?\\", c);
}

long iso_text_version(const char *text)
{
	char *end;
	long version = strtol(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || version > 32767)
		return 0;
	return version;
}

size_t iso_text_without_dots(const char *name, size_t size)
{
	while (size && name[size - 1] == '.')
		size--;
	return size;
}
