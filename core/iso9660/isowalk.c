#include "iso9660/isowalk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int walk_add(struct walk *walk, const struct walk_dir *dir)
{
	int error;

	if (places_get(&walk->seen, dir->lba, 0)) {
		intake_fault(walk->intake, walk->lba, "ECMA-119 6.8.2",
			"the directory at sector %llu is reached twice; the "
			"second way is shown without its files",
			(unsigned long long)dir->lba);
		return 0;
	}
	if (walk->count == walk->room) {
		size_t room = walk->room ? walk->room * 2 : 256;
		struct walk_dir *wider =
			reallocarray(walk->queue, room, sizeof(*walk->queue));

		if (!wider)
			return -ENOMEM;
		walk->queue = wider;
		walk->room = room;
	}
	error = places_put(&walk->seen, dir->lba, 0, dir->node);
	if (error)
		return error;
	walk->queue[walk->count++] = *dir;
	return 0;
}

static int add_section(struct walk *walk, const struct iso_record *record)
{
	struct extent what = {
		.start = record_lba(record),
		.count = sectors_of(record->size),
	};
	struct extent *last = NULL;

	if (walk->size % SECTOR_SIZE != 0)
		intake_fault(walk->intake, walk->lba, "ECMA-119 6.5.1",
			"a section that is not the last ends within a sector");
	walk->size += record->size;
	if (what.count == 0)
		return 0;
	if (walk->section_count)
		last = &walk->sections[walk->section_count - 1];
	if (last && last->start + last->count == what.start) {
		last->count += what.count;
		return 0;
	}
	if (walk->section_count == walk->section_room) {
		uint32_t room = walk->section_room ? walk->section_room * 2 : 8;
		struct extent *wider = reallocarray(
			walk->sections, room, sizeof(*walk->sections));

		if (!wider)
			return -ENOMEM;
		walk->sections = wider;
		walk->section_room = room;
	}
	walk->sections[walk->section_count++] = what;
	return 0;
}

/* The records of a file are complete. */
static int finish(struct walk *walk)
{
	struct iso_record first;

	if (!walk->is_open)
		return 0;
	walk->is_open = false;
	if (iso_record_decode(walk->first, sizeof(walk->first), &first) <= 0)
		return 0;
	return walk->kind->take(walk, &first);
}

static bool continues(const struct walk *walk, const struct iso_record *record)
{
	struct iso_record first;

	return walk->is_open &&
	       iso_record_decode(walk->first, sizeof(walk->first), &first) >
		       0 &&
	       !((first.flags ^ record->flags) & ISO_ASSOCIATED) &&
	       first.identifier_size == record->identifier_size &&
	       memcmp(first.identifier, record->identifier,
		       first.identifier_size) == 0;
}

static int begin(struct walk *walk, const uint8_t *at)
{
	int error = 0;

	if (walk->is_open) {
		intake_fault(walk->intake, walk->lba, "ECMA-119 9.1.6",
			"the last section of a file is missing");
		error = finish(walk);
	}
	memset(walk->first, 0, sizeof(walk->first));
	memcpy(walk->first, at, at[0]);
	walk->section_count = 0;
	walk->size = 0;
	walk->is_open = true;
	return error;
}

/* `.' and `..' have the identifiers 00 and 01 (ECMA-119 7.6.2). */
static bool is_self(const struct iso_record *record, uint8_t which)
{
	return record->identifier_size == 1 && record->identifier[0] == which;
}

static int take_record(
	struct walk *walk, const struct iso_record *record, const uint8_t *at)
{
	int error = 0;

	if (is_self(record, 0) || is_self(record, 1))
		return walk->lba == walk->now.lba
			       ? walk->kind->dots(walk, record)
			       : 0;
	if (record->unit_size || record->gap_size) {
		intake_fault(walk->intake, walk->lba, "ECMA-119 9.1.7",
			"an interleaved file is left out");
		return 0;
	}
	if (!continues(walk, record))
		error = begin(walk, at);
	if (!error)
		error = add_section(walk, record);
	if (!error && !(record->flags & ISO_MULTI_EXTENT))
		error = finish(walk);
	return error;
}

static int take_sector(struct walk *walk, const uint8_t sector[SECTOR_SIZE])
{
	size_t at = 0;

	while (at < SECTOR_SIZE) {
		struct iso_record record;
		int used = iso_record_decode(
			sector + at, SECTOR_SIZE - at, &record);
		int error;

		if (used == 0)
			return 0;
		if (used < 0) {
			intake_fault(walk->intake, walk->lba, "ECMA-119 9.1",
				"a directory record is not what it has to be; "
				"the rest of its sector is left out");
			return 0;
		}
		error = take_record(walk, &record, sector + at);
		if (error)
			return error;
		at += (size_t)used;
	}
	return 0;
}

/* No sector is of two directories: in all they have no more than the image. */
static bool is_left(struct walk *walk)
{
	if (walk->left) {
		walk->left--;
		return true;
	}
	if (!walk->is_spent)
		intake_fault(walk->intake, walk->now.lba, "ECMA-119 6.8.1",
			"directories overlap: together they are longer than "
			"the image; the rest of them is left out");
	walk->is_spent = true;
	return false;
}

static int take_dir(struct walk *walk)
{
	uint64_t end = walk->now.lba + sectors_of(walk->now.size);
	uint8_t sector[SECTOR_SIZE];
	int error = 0;

	for (walk->lba = walk->now.lba; walk->lba < end && is_left(walk);
		walk->lba++) {
		error = medium_sectors(
			&walk->intake->medium, walk->lba, SECTOR_SIZE, sector);
		if (error == -EUCLEAN) {
			intake_fault(walk->intake, walk->lba, "ECMA-119 6.8",
				"a directory goes on beyond the image's end");
			error = 0;
			break;
		}
		if (!error)
			error = take_sector(walk, sector);
		if (error)
			return error;
	}
	if (walk->is_open)
		intake_fault(walk->intake, walk->lba - 1, "ECMA-119 9.1.6",
			"the last section of a file is missing");
	return finish(walk);
}

int walk_queue(struct walk *walk)
{
	int error = 0;

	while (!error && walk->head < walk->count) {
		walk->now = walk->queue[walk->head++];
		error = take_dir(walk);
	}
	return error;
}

int walk_tree(struct walk *walk, const struct iso_record *root)
{
	const struct walk_dir top = {
		.lba = record_lba(root),
		.size = root->size,
		.node = walk->intake->model->root,
		.views = ~0u,
	};
	int error;

	walk->left = walk->intake->medium.size / SECTOR_SIZE + 1;
	if (!(root->flags & ISO_DIRECTORY))
		intake_fault(walk->intake, top.lba, "ECMA-119 8.4.18",
			"the root directory says that it is none");
	error = walk_add(walk, &top);
	return error ? error : walk_queue(walk);
}

void walk_end(struct walk *walk)
{
	places_free(&walk->seen);
	free(walk->queue);
	free(walk->sections);
}
