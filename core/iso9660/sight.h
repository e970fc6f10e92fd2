/*
 * A sight: one thing of the primary tree, as its directory record and Rock
 * Ridge describe it together.
 */
#ifndef ISOWEAVE_ISO9660_SIGHT_H
#define ISOWEAVE_ISO9660_SIGHT_H

#include "iso9660/isowalk.h"
#include "name/name.h"
#include "rockridge/gather.h"

struct sight {
	const struct iso_record *record;
	struct gathered rock;
	struct find find;
	char iso[NAME_SIZE];
	bool is_dir;
};

/* The system use of RECORD, which is in sector LBA. */
struct system_use sight_use(const struct iso_record *record, uint64_t lba);
/* What RECORD alone says of the thing whose sections are in WALK. */
void sight_begin(
	struct walk *walk, const struct iso_record *record, struct sight *out);
/* Its mode, owner, times and what else an inode has, once all is gathered. */
void sight_attributes(struct intake *intake, struct sight *sight);

#endif
