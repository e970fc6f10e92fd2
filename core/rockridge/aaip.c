#include "rockridge/aaip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "disk/susp.h"
#include "iso9660/carry.h"

struct al_entry {
	struct susp_head head;
	uint8_t flags;
	uint8_t bytes[];
};
static_assert(sizeof(struct al_entry) == 5, "AAIP 2.0, AL");

struct component_head {
	uint8_t flags;
	uint8_t size;
};

#define GOES_ON 0x01
#define AL_BYTES_MAX (SUSP_ENTRY_MAX - sizeof(struct al_entry))

static const struct al_entry *al_of(const struct carried_item *item)
{
	const struct al_entry *al = (const void *)item->bytes;

	if (item->kind != CARRY_ENTRY || le32_get(item->size) < sizeof(*al) ||
		memcmp(al->head.signature, "AL", 2) != 0)
		return NULL;
	return al;
}

/* The bytes of all AL entries; malloc(3)'s. NULL: no memory. */
static uint8_t *stream_of(const struct carried *all, size_t *size)
{
	uint8_t *stream = malloc(all->size + 1);
	const struct carried_item *item;
	size_t at = 0;

	*size = 0;
	while (stream && (item = carried_next(all, &at))) {
		const struct al_entry *al = al_of(item);
		size_t bytes = al ? al->head.length - sizeof(*al) : 0;

		if (bytes)
			memcpy(stream + *size, al->bytes, bytes);
		*size += bytes;
	}
	return stream;
}

/* What is behind the component AT; 0: it is not whole. */
static size_t behind(const uint8_t *stream, size_t size, size_t at)
{
	struct component_head head;

	do {
		if (size - at < sizeof(head))
			return 0;
		memcpy(&head, stream + at, sizeof(head));
		at += sizeof(head);
		if (size - at < head.size)
			return 0;
		at += head.size;
	} while (head.flags & GOES_ON);
	return at;
}

static bool is_named(const uint8_t *stream, size_t at, const char *name)
{
	struct component_head head;

	memcpy(&head, stream + at, sizeof(head));
	return !(head.flags & GOES_ON) && head.size == strlen(name) &&
	       memcmp(stream + at + sizeof(head), name, head.size) == 0;
}

/* Takes the attribute NAME out of STREAM; its new size. */
static size_t take_out(uint8_t *stream, size_t size, const char *name)
{
	size_t at = 0, value, end;

	while (at < size) {
		value = behind(stream, size, at);
		end = value ? behind(stream, size, value) : 0;
		if (!end)
			break;
		if (is_named(stream, at, name)) {
			memmove(stream + at, stream + end, size - end);
			size -= end - at;
		} else {
			at = end;
		}
	}
	return size;
}

/* Appends the entries that STREAM divides into. */
static int add_entries(struct carried_list *list,
	const struct carried_item *head, const uint8_t *stream, size_t size)
{
	int error = 0;

	for (size_t at = 0; at < size && !error;) {
		size_t part =
			size - at < AL_BYTES_MAX ? size - at : AL_BYTES_MAX;
		uint8_t entry[SUSP_ENTRY_MAX];
		const struct al_entry al = {
			.head = {
				.signature = { 'A', 'L' },
				.length = (uint8_t)(sizeof(al) + part),
				.version = 1,
			},
			.flags = at + part < size ? GOES_ON : 0,
		};

		memcpy(entry, &al, sizeof(al));
		memcpy(entry + sizeof(al), stream + at, part);
		error = carried_add(list, head, entry, al.head.length);
		at += part;
	}
	return error;
}

/* The items of ALL that are no AL entries; if KEPT is one, those as it is. */
static int add_others(struct carried_list *list, const struct carried *all,
	const struct carried_item *kept)
{
	const struct carried_item *item;
	size_t at = 0;
	int error = 0;

	while (!error && (item = carried_next(all, &at))) {
		struct carried_item head = *item;

		if (al_of(item) && !kept)
			continue;
		if (al_of(item))
			head.when = kept->when;
		error = carried_add(
			list, &head, item->bytes, le32_get(item->size));
	}
	return error;
}

/* ALTERED: how those are marked that come instead; KEPT: how those are that
 * they come for, or NULL to leave them out. */
static int leave_out(struct carried_list *list, const char *name,
	const struct carried_item *altered, const struct carried_item *kept,
	bool *found)
{
	const struct carried all = carried_all(list);
	struct carried_list out = { 0 };
	size_t old_size, size;
	uint8_t *stream = stream_of(&all, &old_size);
	int error;

	if (!stream)
		return -ENOMEM;
	size = take_out(stream, old_size, name);
	*found = size < old_size;
	if (!*found) {
		free(stream);
		return 0;
	}
	error = add_others(&out, &all, kept);
	if (!error)
		error = add_entries(&out, altered, stream, size);
	free(stream);
	free(error ? out.bytes : list->bytes);
	if (!error)
		*list = out;
	return error;
}

#define ITEM(moment)                                                           \
	{                                                                      \
		.kind = CARRY_ENTRY, .when = (moment), .where = CARRY_IN_NAME  \
	}

int aaip_leave_out(struct carried_list *list, const char *name, bool *found)
{
	static const struct carried_item altered = ITEM(CARRIED_ALWAYS);

	return leave_out(list, name, &altered, NULL, found);
}

int aaip_leave_out_later(
	struct carried_list *list, const char *name, bool *found)
{
	static const struct carried_item altered = ITEM(CARRIED_AFTERWARDS);
	static const struct carried_item kept = ITEM(CARRIED_OF_DATA);

	return leave_out(list, name, &altered, &kept, found);
}
