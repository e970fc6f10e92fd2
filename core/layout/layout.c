#include "layout/layout.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"

enum {
	SECTOR = 2048,
	SYSTEM_AREA_SECTORS = 16, /* ECMA-119 6.2.1 */
	HEAD_SECTORS = 32,	  /* room for later commits' descriptors */
	ANCHOR_APART = 256,	  /* between a last anchor's two places */
	BATCH_SECTORS = 512,	  /* rendered and written at once */
	DRIVE_SECTORS = 16,	  /* written at once by DVD drives and others */
};

struct entry {
	struct section section;
	size_t order; /* of adding */
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

struct layout {
	struct arena arena;
	struct entry **entries; /* once placed: by place */
	size_t count, room;
	struct section *blank;
	struct owner *owners; /* a few */
	struct follower *followers, *last_follower;
	uint64_t (*round)(uint64_t sectors); /* or NULL */
	uint64_t end;
};

static uint64_t sectors(const struct section *section)
{
	return section->size / SECTOR + (section->size % SECTOR != 0);
}

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

static bool in_head(const struct section *section)
{
	return section->zone <= ZONE_FIXED;
}

static bool in_body(const struct section *section)
{
	return !in_head(section) && section->zone < ZONE_TAIL;
}

static uint64_t zone_sectors(const struct layout *layout, enum zone zone)
{
	uint64_t count = 0;

	for (size_t i = 0; i < layout->count; i++) {
		if (layout->entries[i]->section.zone == zone)
			count += sectors(&layout->entries[i]->section);
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
			descriptors += sectors(s);
		if (s->zone == ZONE_PARTITION)
			again += sectors(s);
		if (s->zone == ZONE_FIXED && s->lba + sectors(s) > head)
			head = s->lba + sectors(s);
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
			body += sectors(&layout->entries[i]->section);
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
		*at = s->lba + sectors(s);
		assert(system_area <= SYSTEM_AREA_SECTORS);
	}
	place_patches(layout, i);
}

uint64_t layout_end(const struct layout *layout)
{
	return layout->end;
}

/* Sectors that adjoin, gathered so that small sections do not cost a write
 * each. */
struct batch {
	const struct layout *layout;
	layout_write *write;
	void *user;
	uint8_t *sectors;
	uint64_t room; /* sectors */
	uint64_t lba, count;
};

static int batch_flush(struct batch *batch)
{
	uint64_t count = batch->count;

	batch->count = 0;
	if (!count)
		return 0;
	return batch->write(batch->user, batch->lba, batch->sectors, count);
}

/* Room for COUNT more sectors at LBA, zeroed, in OUT. */
static int batch_take(
	struct batch *batch, uint64_t lba, uint64_t count, uint8_t **out)
{
	int error;

	if (batch->lba + batch->count != lba ||
		batch->count + count > batch->room) {
		error = batch_flush(batch);
		if (error)
			return error;
		batch->lba = lba;
	}
	if (count > batch->room) {
		uint8_t *grown = reallocarray(batch->sectors, count, SECTOR);

		if (!grown)
			return -ENOMEM;
		batch->sectors = grown;
		batch->room = count;
	}
	*out = batch->sectors + batch->count * SECTOR;
	memset(*out, 0, count * SECTOR);
	batch->count += count;
	return 0;
}

/* The head is written without gaps: what stood there before is gone. */
static int batch_blanks(struct batch *batch, uint64_t from, uint64_t to)
{
	uint8_t *out;
	int error = 0;

	while (!error && from < to) {
		uint64_t count = to - from;

		if (count > BATCH_SECTORS)
			count = BATCH_SECTORS;
		error = batch_take(batch, from, count, &out);
		from += count;
	}
	return error;
}

static int batch_section(struct batch *batch, const struct section *section)
{
	uint8_t *out;
	int error = batch_take(batch, section->lba, sectors(section), &out);

	if (!error)
		section->render(batch->layout, section, out);
	return error;
}

static int render_all(struct batch *batch)
{
	const struct layout *layout = batch->layout;
	uint64_t head = layout_head_sectors(layout);
	uint64_t drawn = 0;
	int error = 0;

	for (size_t i = 0; i < layout->count && !error; i++) {
		const struct section *s = &layout->entries[i]->section;

		error = batch_blanks(batch, drawn, in_head(s) ? s->lba : head);
		if (!error)
			error = batch_section(batch, s);
		drawn = s->lba + sectors(s);
	}
	if (!error)
		error = batch_blanks(batch, drawn, head);
	return error ? error : batch_flush(batch);
}

int layout_render(const struct layout *layout, layout_write *write, void *user)
{
	struct batch batch = {
		.layout = layout,
		.write = write,
		.user = user,
		.room = BATCH_SECTORS,
	};
	int error;

	batch.sectors = malloc((size_t)BATCH_SECTORS * SECTOR);
	if (!batch.sectors)
		return -ENOMEM;
	error = render_all(&batch);
	free(batch.sectors);
	return error;
}
