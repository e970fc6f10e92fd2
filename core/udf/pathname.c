#include "udf/udfplan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "name/name.h"
#include "util/osta.h"

enum { IDENTIFIER_MAX = 255 }; /* ECMA-167 4/14.16.1.2 */

struct component {
	struct udf_path_component head;
	uint8_t identifier[IDENTIFIER_MAX];
};

static enum udf_component_type type_of(const char *name)
{
	if (strcmp(name, ".") == 0)
		return UDF_PATH_SELF;
	return strcmp(name, "..") == 0 ? UDF_PATH_PARENT : UDF_PATH_NAME;
}

/* The component of TARGET at *PATH, which then points behind it; false at the
 * end. Several slashes are as one. */
static bool next_component(
	const char *target, const char **path, struct component *out)
{
	bool is_root = *path == target && *target == '/';
	char name[NAME_SIZE];
	size_t length;

	*out = (struct component){ .head.type = UDF_PATH_ROOT };
	*path += strspn(*path, "/");
	if (is_root)
		return true;
	length = strcspn(*path, "/");
	if (!length)
		return false;
	/* What is cut here is more than fits into an identifier. */
	snprintf(name, sizeof(name), "%.*s", (int)length, *path);
	*path += length;
	out->head.type = (uint8_t)type_of(name);
	if (out->head.type == UDF_PATH_NAME)
		out->head.name_size = (uint8_t)osta_put(
			name, out->identifier, IDENTIFIER_MAX);
	return true;
}

size_t pathname_size(const char *target)
{
	const char *path = target;
	struct component component;
	size_t size = 0;

	while (next_component(target, &path, &component))
		size += sizeof(component.head) + component.head.name_size;
	return size;
}

bool pathname_fits(const char *target)
{
	char name[NAME_SIZE];
	size_t length;

	for (const char *path = target; *path; path += length) {
		path += strspn(path, "/");
		length = strcspn(path, "/");
		snprintf(name, sizeof(name), "%.*s", (int)length, path);
		if (length >= sizeof(name) || osta_size(name) > IDENTIFIER_MAX)
			return false;
	}
	return true;
}

size_t pathname_put(const char *target, uint8_t *out)
{
	const char *path = target;
	struct component component;
	size_t used = 0;

	while (next_component(target, &path, &component)) {
		size_t size = sizeof(component.head) + component.head.name_size;

		memcpy(out + used, &component, size);
		used += size;
	}
	return used;
}

static const char *text_of(enum udf_component_type type, const char *name)
{
	switch (type) {
	case UDF_PATH_AGREED:
		/* That of an absolute target, as Linux writes it. */
		return *name ? NULL : "/";
	case UDF_PATH_ROOT:
		return "/";
	case UDF_PATH_PARENT:
		return "..";
	case UDF_PATH_SELF:
		return ".";
	case UDF_PATH_NAME:
		return *name ? name : NULL;
	}
	return NULL;
}

/* Adds TEXT to OUT, of which *USED of ROOM bytes are taken, with a slash
 * between unless there is one. */
static int append(char *out, size_t *used, size_t room, const char *text)
{
	bool slash = *used && out[*used - 1] != '/';
	size_t size = strlen(text) + slash;

	if (*used + size >= room)
		return -ENAMETOOLONG;
	snprintf(out + *used, room - *used, "%s%s", slash ? "/" : "", text);
	*used += size;
	return 0;
}

int pathname_get(const uint8_t *bytes, size_t size, char *out, size_t room)
{
	char name[NAME_SIZE];
	size_t used = 0;
	int error = 0;

	assert(room);
	*out = '\0';
	for (size_t at = 0; at < size && !error;) {
		const struct udf_path_component *head =
			(const void *)(bytes + at);
		const char *text;

		if (size - at < sizeof(*head) ||
			size - at - sizeof(*head) < head->name_size)
			return -EUCLEAN;
		osta_get((const uint8_t *)(head + 1), head->name_size, name,
			sizeof(name));
		text = text_of(head->type, name);
		if (!text)
			return -EUCLEAN;
		error = append(out, &used, room, text);
		at += sizeof(*head) + head->name_size;
	}
	return error;
}
