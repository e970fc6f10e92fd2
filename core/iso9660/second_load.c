/* The volume that a partition from sector LAYOUT_PARTITION on has for itself:
 * other descriptors and directories, for the same data. It is read to know
 * whether it is that; what it says is told by the first volume. */
#include <errno.h>
#include <stdlib.h>

#include "iso9660/isowalk.h"
#include "iso9660/loads.h"
#include "iso9660/toc.h"
#include "layout/layout.h"
#include "load/loader.h"

struct looking {
	const struct intake *first;
	struct intake second;
	struct iso_session session;
	bool is_other;
};

/* Where a relocated directory was, its place has the record of a file. */
static bool is_directory(const struct walk *walk, uint64_t lba)
{
	uint8_t sector[SECTOR_SIZE];
	struct iso_record self;

	return medium_sectors(
		       &walk->intake->medium, lba, SECTOR_SIZE, sector) == 0 &&
	       iso_record_decode(sector, SECTOR_SIZE, &self) > 0 &&
	       self.flags & ISO_DIRECTORY && record_lba(&self) == lba;
}

static bool is_known(const struct walk *walk, const struct intake *first)
{
	uint64_t lba = walk->sections[0].start;
	uint64_t start = lba + LAYOUT_PARTITION;

	return start == first->catalog ||
	       places_get(&first->files, start, walk->size) ||
	       is_directory(walk, lba);
}

static int take(struct walk *walk, const struct iso_record *record)
{
	const struct walk_dir dir = {
		.lba = record_lba(record),
		.size = walk->size,
		.node = walk->now.node,
	};
	struct looking *looking = walk->user;

	if (record->flags & ISO_DIRECTORY)
		return walk_add(walk, &dir);
	if (walk->size && walk->section_count)
		looking->is_other |= !is_known(walk, looking->first);
	return 0;
}

static int dots(struct walk *walk, const struct iso_record *record)
{
	(void)walk, (void)record;
	return 0;
}

static int compare(struct looking *looking, const struct iso_volume *volume)
{
	static const struct walk_kind kind = { .take = take, .dots = dots };
	struct walk walk = {
		.intake = &looking->second,
		.kind = &kind,
		.user = looking,
	};
	struct iso_volume_tree tree;
	int error;

	iso_volume_decode(volume, &tree);
	error = walk_tree(&walk, &tree.root);
	walk_end(&walk);
	return error;
}

static int look(struct looking *looking)
{
	struct iso_session *session = &looking->session;
	int error = session_take(&looking->second, 0, session);

	if (!error)
		error = compare(looking, &session->primary);
	if (!error && session->has_joliet)
		error = compare(looking, &session->joliet);
	return error;
}

static bool is_there(const struct medium *medium)
{
	struct iso_volume_head head;

	return medium_sectors(medium, TOC_DESCRIPTORS, sizeof(head), &head) ==
		       0 &&
	       iso_volume_is_primary(&head);
}

/* From where the partition begins. */
static struct medium inner(const struct medium *medium)
{
	const uint64_t origin = (uint64_t)LAYOUT_PARTITION * SECTOR_SIZE;
	struct medium out = *medium;

	out.size -= out.size < origin ? out.size : origin;
	out.origin = origin;
	return out;
}

static enum second judge(const struct looking *looking, int error)
{
	const struct intake *second = &looking->second;

	if (error || second->faults || second->uncarried)
		return SECOND_DAMAGED;
	return looking->is_other ? SECOND_OTHER : SECOND_SAME;
}

int second_load(struct intake *intake)
{
	const struct medium medium = inner(&intake->medium);
	struct looking *looking;
	int error;

	if (!intake->session || !is_there(&medium))
		return -ENOENT;
	looking = calloc(1, sizeof(*looking));
	if (!looking)
		return -ENOMEM;
	looking->first = intake;
	looking->second.model = intake->model;
	looking->second.medium = medium;
	/* Of what is not changed nothing has to be the same. */
	error = intake->settings->read_only ? 0 : look(looking);
	intake->second = judge(looking, error);
	free(looking);
	return error == -ENOMEM ? error : 0;
}
