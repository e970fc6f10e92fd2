#include "disk/rrip.h"

#include <errno.h>
#include <string.h>

/* What a component is written as: text, or only flags. */
static uint8_t component_flags(const char *text, size_t size)
{
	if (size == 1 && text[0] == '.')
		return RRIP_CURRENT;
	if (size == 2 && text[0] == '.' && text[1] == '.')
		return RRIP_PARENT;
	return 0;
}

static size_t put_component(
	uint8_t *out, uint8_t flags, const char *text, size_t size)
{
	const struct rrip_component component = {
		.flags = flags,
		.length = (uint8_t)size,
	};

	memcpy(out, &component, sizeof(component));
	memcpy(out + sizeof(component), text, size);
	return sizeof(component) + size;
}

/*
 * Writes the next component, or as much of it as leaves ROOM for the head of
 * the one behind it. ROOM is never less than such a head.
 */
static size_t next_component(
	struct rrip_target *target, size_t room, uint8_t *out)
{
	const size_t head = sizeof(struct rrip_component);
	const char *text = target->at;
	size_t size = strcspn(text, "/");
	bool more = text[size] == '/';
	uint8_t flags = target->inside ? 0 : component_flags(text, size);
	size_t bytes = flags ? 0 : size;
	size_t part;

	if (head + bytes + (more ? head : 0) <= room) {
		target->inside = false;
		target->at = more ? text + size + 1 : NULL;
		return put_component(out, flags, text, bytes);
	}
	part = bytes ? bytes - 1 : 0;
	if (part > room - head)
		part = room - head;
	target->inside = true;
	target->at += part;
	return put_component(out, RRIP_CONTINUE, text, part);
}

/* The root that an absolute target begins with. */
static size_t begin(struct rrip_target *target, uint8_t *out)
{
	target->begun = true;
	if (*target->at != '/')
		return 0;
	target->at = target->at[1] ? target->at + 1 : NULL;
	return put_component(out, RRIP_ROOT, "", 0);
}

size_t rrip_sl_encode(struct rrip_target *target, uint8_t *out)
{
	struct rrip_text sl = { .head = SUSP_HEAD('S', 'L', struct rrip_text) };
	size_t size = sizeof(sl);

	if (!target->begun)
		size += begin(target, out + size);
	do {
		if (target->at)
			size += next_component(
				target, SUSP_ENTRY_MAX - size, out + size);
	} while (target->at && !target->inside);
	sl.head.length = (uint8_t)size;
	sl.flags = target->at ? RRIP_CONTINUE : 0;
	memcpy(out, &sl, sizeof(sl));
	return size;
}

static int append(struct rrip_target_text *out, const void *text, size_t size)
{
	if (size > out->room - out->size)
		return -ENAMETOOLONG;
	memcpy(out->text + out->size, text, size);
	out->size += size;
	return 0;
}

static int append_component(struct rrip_target_text *out, uint8_t flags,
	const void *text, size_t size)
{
	int error = 0;

	if (out->size && !out->inside)
		error = append(out, "/", 1);
	if (error)
		return error;
	/* Old writers put it between others, where a target has two slashes;
	 * readers take it for one. */
	out->inside = flags & (RRIP_CONTINUE | RRIP_ROOT);
	if (flags & RRIP_ROOT)
		return append(out, "/", 1);
	if (flags & RRIP_CURRENT)
		return append(out, ".", 1);
	if (flags & RRIP_PARENT)
		return append(out, "..", 2);
	return append(out, text, size);
}

int rrip_sl_decode(const struct susp_head *entry, struct rrip_target_text *out)
{
	const uint8_t *at = (const uint8_t *)entry + sizeof(struct rrip_text);
	const uint8_t *end = (const uint8_t *)entry + entry->length;
	struct rrip_component component;
	int error = 0;

	if (entry->length < sizeof(struct rrip_text))
		return -EUCLEAN;
	while (!error && at < end) {
		if ((size_t)(end - at) < sizeof(component))
			return -EUCLEAN;
		memcpy(&component, at, sizeof(component));
		at += sizeof(component);
		if (component.length > end - at ||
			memchr(at, 0, component.length))
			return -EUCLEAN;
		error = append_component(
			out, component.flags, at, component.length);
		at += component.length;
	}
	return error;
}
