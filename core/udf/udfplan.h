/*
 * UDF: one entry an inode, one identifier a name.
 *
 *	16...   recognition        ┐
 *	64      main sequence      │
 *	80      reserve sequence   ├ head
 *	96      integrity          │
 *	256     anchor             ┘
 *	257     partition ┬ file set, or file entry of the metadata mirror
 *	                  ├ run: entries, then what does not fit into them
 *	                  ├ data, shared with the other formats
 *	                  └ the last entry, or that of the metadata file
 *	end - 1 anchor
 *
 * The run is the body's part of it; what is in the run is numbered from its
 * start. Since 2.50 it is a partition of its own, which the metadata file
 * describes, so that nothing in it knows where it lies. An entry is the last
 * block before the anchor because 7-Zip takes what is behind all that it can
 * see, but zeros and anchors, for damage.
 *
 * An entry fills one block, whatever it holds: what can be is inside it. Knows
 * nothing of the other formats.
 */
#ifndef ISOWEAVE_UDF_UDFPLAN_H
#define ISOWEAVE_UDF_UDFPLAN_H

#include "emit/format.h"
#include "udf/ecma.h"

enum {
	UDF_SEQUENCE_BLOCKS = 16, /* ECMA-167 3/8.4.2.2 */
	UDF_MAIN_LBA = 64,
	UDF_RESERVE_LBA = UDF_MAIN_LBA + UDF_SEQUENCE_BLOCKS,
	UDF_INTEGRITY_LBA = UDF_RESERVE_LBA + UDF_SEQUENCE_BLOCKS,
	UDF_INTEGRITY_BLOCKS = 2, /* the descriptor and its terminator */
	UDF_PARTITION_LBA = UDF_ANCHOR + 1,
	UDF_FILE_SET_BLOCKS = 2,  /* likewise */
	UDF_RANK_LAST = 100,	  /* in the tail: nothing comes behind it */
	UDF_METADATA_UNIT = 32,	  /* blocks: UDF 2.50 2.2.10 */
	UDF_FIRST_UNIQUE_ID = 16, /* but the root's 0: UDF 3.2.1.1 */
};

/* A name, in the order of its directory. */
struct udf_name {
	const struct link *link;
	uint32_t entry;
	uint32_t unique_id; /* the entry's, or its own for a further name */
};

struct udf_entry {
	const struct iw_node *node;
	struct udf_name *names; /* of a directory */
	uint32_t name_count;
	uint32_t parent; /* of a directory: index of its entry */
	uint32_t links;	 /* identifiers that name it */
	uint32_t unique_id;
	uint32_t block;	 /* in the run: what does not fit into the entry */
	uint32_t blocks; /* of that; 0 if all does */
	uint64_t size;	 /* bytes of its data */
};

struct udf {
	struct source source;
	const struct layout *layout;
	const struct udf_revision *revision;
	struct udf_entry *entries; /* the root first, parents before children */
	uint32_t entry_count;
	uint32_t directories;
	uint32_t names; /* of what is no directory */
	uint32_t next_unique_id;
	uint32_t run_blocks;
	const struct section *run;    /* its first section */
	const struct section *last;   /* the block before the anchor */
	const struct section *anchor; /* the last one */
};

/* udftree.c: fills ENTRIES from the view. -ENOMEM, -EMLINK. */
int udftree_walk(struct udf *udf, struct layout *layout);

/* The one entry point: the row of the table of formats. */
int udfplan_add(struct layout *layout, const struct source *source);

/* ---- Places and times; places from the render on ---- */

/* The addresses of a block of the run and of an entry, and the index of their
 * partition. */
uint32_t udfplan_block(const struct udf *udf, uint32_t in_run);
uint32_t udfplan_entry(const struct udf *udf, uint32_t entry);
uint16_t udfplan_partition(const struct udf *udf);
/* Blocks of the partition on the volume: up to the last anchor. */
uint32_t udfplan_partition_blocks(const struct udf *udf);
/* A time of a file: not later than the source wants. */
struct udf_timestamp udfplan_time(const struct udf *udf, struct timespec time);
/* The volume's name, never "". */
const char *udfplan_volume_id(const struct udf *udf);

/* ---- Sections: what stands where; each appends them. -ENOMEM ---- */

typedef void udfplan_render(
	const struct layout *layout, const struct section *self, uint8_t *out);
/* Appends BLOCKS to the run. */
int udfplan_extend(struct udf *udf, struct layout *layout, uint64_t blocks,
	udfplan_render *render, const void *subject);

/* Recognition and integrity; the anchors, the last of which is kept. */
int udfhead_plan(struct udf *udf, struct layout *layout);
/* Both sequences. */
int sequence_plan(struct udf *udf, struct layout *layout);
/* The file set: in the head, or at the start of the run. */
int fileset_plan(struct udf *udf, struct layout *layout);
/* The entries of the metadata file, which is kept, and of its mirror. */
int metafile_plan(struct udf *udf, struct layout *layout);

/* ---- What an entry holds ---- */

/* Bytes of an entry of NODE that are left for its data, or for allocation
 * descriptors. */
size_t fileentry_room(const struct udf *udf, const struct iw_node *node);
/* Writes the entry's block. */
void fileentry_put(const struct udf *udf, uint32_t entry, uint8_t *out);
/* Writes the blocks of what does not fit into it. */
void fileentry_put_more(
	const struct udf *udf, const struct udf_entry *entry, uint8_t *out);

/* Bytes of a directory's identifiers. */
uint64_t fileident_size(const struct udf_entry *entry);
/* Writes them all; they begin in BLOCK, an address. */
void fileident_put(const struct udf *udf, const struct udf_entry *entry,
	uint32_t block, uint8_t *out);

/* Bytes of a symlink's target as path components. */
size_t pathname_size(const char *target);
/* Whether none of its names has to be cut. */
bool pathname_fits(const char *target);
/* Writes them; returns their size. */
size_t pathname_put(const char *target, uint8_t *out);
/* The target of SIZE bytes of components, NUL-terminated, in ROOM bytes.
 * -EUCLEAN: they are none (ECMA-167 4/14.16.1); -ENAMETOOLONG. */
int pathname_get(const uint8_t *bytes, size_t size, char *out, size_t room);

/*
 * Allocation descriptors of SIZE bytes from BLOCK of PARTITION. ROOM is for
 * those in the entry; more go to blocks of their own, each with a descriptor
 * and a pointer to the next.
 */
struct udf_space {
	uint64_t size;
	uint32_t block;
	uint16_t partition;
	bool is_long;
	size_t room;
	uint32_t more; /* block of the run of the first further extent */
};

/* Blocks of further extents that it needs. */
uint32_t filespace_blocks(const struct udf_space *space);
/* Writes those in the entry; returns their size. */
size_t filespace_put(
	const struct udf *udf, const struct udf_space *space, uint8_t *out);
/* Writes the further extents' blocks. */
void filespace_put_more(
	const struct udf *udf, const struct udf_space *space, uint8_t *out);
/* The space of a file's data, as far as it is known before placing. */
struct udf_space fileentry_space(
	const struct udf *udf, const struct udf_entry *entry);

#endif
