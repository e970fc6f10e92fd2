/*
 * Walking the directories of an existing ISO 9660 or Joliet tree.
 *
 *	queue of directories ─▶ sectors ─▶ records ─▶ sections of one file
 *	        ▲                                            │
 *	        └──────────── subdirectories ◀── kind.take ──┘
 *
 * One queue, no recursion: a tree may be 3,000 deep. A directory's extent is
 * walked once; a second way to it is a loop or a shared directory, a fault, and
 * so is more of them than fits into the image.
 */
#ifndef ISOWEAVE_ISO9660_ISOWALK_H
#define ISOWEAVE_ISO9660_ISOWALK_H

#include "disk/iso_volume.h"
#include "load/intake.h"

struct walk;

/* What a kind of tree makes of one thing in a directory. */
struct walk_kind {
	/* RECORD is the first of a file's records; its sections are in
	 * WALK. 0, or what stops the walk. */
	int (*take)(struct walk *walk, const struct iso_record *record);
	/* The `.' and `..' of a directory, before anything else in it. */
	int (*dots)(struct walk *walk, const struct iso_record *record);
};

struct walk_dir {
	uint64_t lba, size; /* sector, bytes */
	struct iw_node *node;
	unsigned views; /* those that its records can name things in */
};

struct walk {
	struct intake *intake;
	const struct walk_kind *kind;
	void *user;	    /* the kind's own */
	struct places seen; /* directories */
	struct walk_dir *queue;
	size_t head, count, room;
	uint64_t left;	     /* sectors that directories may yet have */
	bool is_spent;	     /* that there are none was said */
	struct walk_dir now; /* the directory being walked */
	uint64_t lba;	     /* its sector */
	/* The file whose records are being read. */
	struct extent *sections;
	uint32_t section_count, section_room;
	uint64_t size;	    /* bytes in them */
	bool is_open;	    /* more records of it follow */
	uint8_t first[256]; /* the first record of it */
};

/* Walks the tree from ROOT. -ENOMEM, -EIO; damage is said. */
int walk_tree(struct walk *walk, const struct iso_record *root);
/* Puts a directory into the queue, whose records are names in NODE. One that
 * has been there is a fault. -ENOMEM. */
int walk_add(struct walk *walk, const struct walk_dir *dir);
/* Goes on with what was added since. */
int walk_queue(struct walk *walk);
void walk_end(struct walk *walk);

/* Where a record's data begins. */
static inline uint64_t record_lba(const struct iso_record *record)
{
	return (uint64_t)record->extent + record->attribute_sectors;
}

#endif
