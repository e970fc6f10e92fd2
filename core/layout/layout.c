#include "layout/sections.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SYSTEM_AREA_SECTORS = 16, /* ECMA-119 6.2.1 */
	HEAD_SECTORS = 32,	  /* room for later commits' descriptors */
	ANCHOR_APART = 256,	  /* between a last anchor's two places */
	DRIVE_SECTORS = 16,	  /* written at once by DVD drives and others */
};

struct owner {
	struct owner *next;
	const void *file;
	const struct section *section;
};

struct follower {
	struct follower *next;
	void *file;
};

struct layout *layout_new(void)
{
	return calloc(1, sizeof(struct layout));
}

void layout_free(struct layout *layout)
{
	if (!layout)
		return;
	arena_free(&layout->arena);
	free(layout->entries);
	free(layout);
}

void *layout_alloc(struct layout *layout, size_t size)
{
	return arena_alloc(&layout->arena, size);
}

void *layout_bytes(struct layout *layout, size_t size)
{
	return arena_bytes(&layout->arena, size);
}

static int make_room(struct layout *layout)
{
	size_t room = layout->room ? layout->room * 2 : 64;
	struct entry **entries;

	if (layout->count < layout->room)
		return 0;
	entries = reallocarray(layout->entries, room, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	layout->entries = entries;
	layout->room = room;
	return 0;
}

struct section *layout_add(struct layout *layout, const struct section *what)
{
	struct entry *entry;

	assert(what->size > 0);
	if (make_room(layout) < 0)
		return NULL;
	entry = layout_alloc(layout, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->section = *what;
	entry->order = layout->count;
	layout->entries[layout->count++] = entry;
	return &entry->section;
}

static void render_blank(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	memset(out, 0, self->size);
}

const struct section *layout_blank(struct layout *layout)
{
	/* Behind the continuations: see the drawing. */
	const struct section blank = {
		.zone = ZONE_BLANK, .size = SECTOR, .render = render_blank
	};

	if (!layout->blank)
		layout->blank = layout_add(layout, &blank);
	return layout->blank;
}

int layout_own(
	struct layout *layout, const void *file, const struct section *section)
{
	struct owner *owner = layout_alloc(layout, sizeof(*owner));

	if (!owner)
		return -ENOMEM;
	*owner = (struct owner){ layout->owners, file, section };
	layout->owners = owner;
	return 0;
}

const struct section *layout_owned(
	const struct layout *layout, const void *file)
{
	const struct owner *owner = layout->owners;

	while (owner && owner->file != file)
		owner = owner->next;
	return owner ? owner->section : NULL;
}

int layout_follow(struct layout *layout, void *file)
{
	struct follower *follower = layout_alloc(layout, sizeof(*follower));

	if (!follower)
		return -ENOMEM;
	follower->file = file;
	if (layout->last_follower)
		layout->last_follower->next = follower;
	else
		layout->followers = follower;
	layout->last_follower = follower;
	return 0;
}

int layout_followers(const struct layout *layout, layout_each *each, void *user)
{
	const struct follower *follower = layout->followers;
	int error = 0;

	for (; follower && !error; follower = follower->next)
		error = each(user, follower->file);
	return error;
}

static bool in_body(const struct section *section)
{
	return !section_in_head(section) && section->zone < ZONE_TAIL;
}

static uint64_t zone_sectors(const struct layout *layout, enum zone zone)
{
	uint64_t count = 0;

	for (size_t i = 0; i < layout->count; i++) {
		if (layout->entries[i]->section.zone == zone)
			count += section_sectors(&layout->entries[i]->section);
	}
	return count;
}

/* Sectors behind the tail. */
static uint64_t end_sectors(const struct layout *layout)
{
	uint64_t end = zone_sectors(layout, ZONE_END);

	assert(end <= ANCHOR_APART);
	return end && zone_sectors(layout, ZONE_TAIL) ? ANCHOR_APART : end;
}

/* Sectors from the tail on. */
static uint64_t tail_sectors(const struct layout *layout)
{
	return zone_sectors(layout, ZONE_TAIL) + end_sectors(layout);
}

uint64_t layout_head_sectors(const struct layout *layout)
{
	uint64_t descriptors = SYSTEM_AREA_SECTORS;
	uint64_t again = LAYOUT_PARTITION + SYSTEM_AREA_SECTORS;
	uint64_t head = HEAD_SECTORS;

	for (size_t i = 0; i < layout->count; i++) {
		const struct section *s = &layout->entries[i]->section;

		if (s->zone == ZONE_DESCRIPTORS)
			descriptors += section_sectors(s);
		if (s->zone == ZONE_PARTITION)
			again += section_sectors(s);
		if (s->zone == ZONE_FIXED && s->lba + section_sectors(s) > head)
			head = s->lba + section_sectors(s);
	}
	if (head < descriptors)
		head = descriptors;
	return again > head ? again : head;
}

uint64_t layout_body_sectors(const struct layout *layout)
{
	uint64_t body = 0;

	for (size_t i = 0; i < layout->count; i++) {
		if (in_body(&layout->entries[i]->section))
			body += section_sectors(&layout->entries[i]->section);
	}
	return body;
}

uint64_t layout_volume_end(const struct layout *layout, uint64_t used)
{
	uint64_t tail = tail_sectors(layout);
	uint64_t end = used + tail;

	if (tail)
		end = (end + DRIVE_SECTORS - 1) / DRIVE_SECTORS * DRIVE_SECTORS;
	return layout->round ? layout->round(end) : end;
}

void layout_round_end(
	struct layout *layout, uint64_t (*round)(uint64_t sectors))
{
	layout->round = round;
}

static int by_zone(const void *left, const void *right)
{
	const struct entry *l = *(struct entry *const *)left;
	const struct entry *r = *(struct entry *const *)right;

	if (l->section.zone != r->section.zone)
		return l->section.zone < r->section.zone ? -1 : 1;
	if (l->section.zone == ZONE_FIXED && l->section.lba != r->section.lba)
		return l->section.lba < r->section.lba ? -1 : 1;
	if (l->section.rank != r->section.rank)
		return l->section.rank < r->section.rank ? -1 : 1;
	return l->order < r->order ? -1 : 1;
}

static int by_place(const void *left, const void *right)
{
	const struct entry *l = *(struct entry *const *)left;
	const struct entry *r = *(struct entry *const *)right;

	if (l->section.lba != r->section.lba)
		return l->section.lba < r->section.lba ? -1 : 1;
	return 0;
}

/* Patches are the last of the entries, from the FIRST on. */
static void place_patches(struct layout *layout, size_t first)
{
	if (first == layout->count)
		return;
	for (size_t i = first; i < layout->count; i++) {
		struct section *s = &layout->entries[i]->section;

		s->lba = s->locate(s);
	}
	qsort(layout->entries, layout->count, sizeof(struct entry *), by_place);
}

/* The sector before which no section of ZONE can lie. */
static uint64_t zone_start(
	const struct layout *layout, enum zone zone, uint64_t body_lba)
{
	switch (zone) {
	case ZONE_PARTITION:
		return LAYOUT_PARTITION + SYSTEM_AREA_SECTORS;
	case ZONE_TAIL:
		return layout->end - tail_sectors(layout);
	case ZONE_END:
		return layout->end - zone_sectors(layout, ZONE_END);
	default:
		return zone <= ZONE_FIXED ? 0 : body_lba;
	}
}

void layout_place(struct layout *layout, uint64_t body_lba, uint64_t end)
{
	uint64_t system_area = 0;
	uint64_t free_from = SYSTEM_AREA_SECTORS;
	size_t i;

	layout->end = end;
	assert(body_lba >= layout_head_sectors(layout));
	assert(end >=
		body_lba + layout_body_sectors(layout) + tail_sectors(layout));
	if (layout->count)
		qsort(layout->entries, layout->count, sizeof(struct entry *),
			by_zone);
	for (i = 0; i < layout->count; i++) {
		struct section *s = &layout->entries[i]->section;
		uint64_t start = zone_start(layout, s->zone, body_lba);
		uint64_t *at =
			s->zone == ZONE_SYSTEM_AREA ? &system_area : &free_from;

		if (s->zone == ZONE_PATCHES)
			break;
		if (*at < start)
			*at = start;
		if (s->zone != ZONE_FIXED)
			s->lba = *at;
		assert(s->lba >= *at);
		*at = s->lba + section_sectors(s);
		assert(system_area <= SYSTEM_AREA_SECTORS);
	}
	place_patches(layout, i);
}

uint64_t layout_end(const struct layout *layout)
{
	return layout->end;
}
