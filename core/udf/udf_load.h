/*
 * Loading an existing UDF volume: the mirror of udfplan.h, for what others
 * wrote, too.
 *
 *	anchors.c        recognition, anchors, sequences: the descriptors
 *	partitions.c     the maps: which byte of the image is block B of map M
 *	virtualmap.c     those that a file describes: virtual, metadata
 *	filesetread.c    the file set: where the root is
 *	entryread.c      information control blocks: the entry of a file
 *	runs.c           where a file's bytes are in the image
 *	holding.c        its data or target, into the intake
 *	identread.c      the identifiers of a directory
 *	udf_load.c       the walk from the root
 *
 *	(map, block) ─▶ bytes of the image ─▶ entry ─▶ runs ─▶ identifiers ─┐
 *	      ▲                                                             │
 *	      └─────────────────────────────────────────────────────────────┘
 *
 * Nothing here recurses, and every step that an image can ask for is taken
 * from one sum, the disc's patience, which is in proportion to its size.
 */
#ifndef ISOWEAVE_UDF_UDF_LOAD_H
#define ISOWEAVE_UDF_UDF_LOAD_H

#include "load/intake.h"
#include "udf/ecma.h"

enum {
	UDF_MAPS_MAX = 8,
	UDF_BLOCK_MAX = 4096, /* bytes; 512, 1024 and 2048 are others */
	UDF_PARTITIONS_MAX = 8,
};

#define UDF_HOLE UINT64_MAX

/* SIZE bytes of a file, from its byte FROM, are at the byte AT of the image;
 * UDF_HOLE: they are zeros. */
struct udf_piece {
	uint64_t from, at, size;
};

struct udf_runs {
	struct udf_piece *piece;
	uint32_t count, room;
	uint64_t size;	/* bytes in all */
	uint64_t holes; /* of them */
};

enum udf_map_kind {
	UDF_MAP_UNKNOWN,
	UDF_MAP_PHYSICAL,
	UDF_MAP_SPARABLE,
	UDF_MAP_VIRTUAL,
	UDF_MAP_METADATA,
};

struct udf_area {
	enum udf_map_kind kind;
	uint64_t start;	 /* sector of the partition on the volume */
	uint64_t blocks; /* in it */
	uint16_t number; /* of its partition descriptor */
	/* Of a sparable one: packets that are elsewhere, in order. */
	struct udf_sparing_entry *spared;
	uint32_t spared_count, packet;
	uint32_t *table; /* of a virtual one */
	uint32_t table_count;
	struct udf_runs runs; /* of the metadata file */
	uint32_t files[2];    /* its entries: main, mirror */
};

/* What the sequence of descriptors says. */
struct udf_descriptors {
	uint8_t volume[UDF_BLOCK_MAX]; /* the logical volume, with its maps */
	uint64_t volume_at;	       /* its sector */
	struct udf_primary primary;
	struct udf_volume_info info;
	struct udf_partition partitions[UDF_PARTITIONS_MAX];
	unsigned partition_count;
	bool has_volume, has_primary, has_info;
};

struct udf_disc {
	struct intake *intake;
	uint32_t block; /* bytes of a sector, and of a logical block */
	struct udf_descriptors found;
	struct udf_area maps[UDF_MAPS_MAX];
	unsigned map_count;
	struct places extents; /* of descriptors, that were read */
	uint64_t patience;     /* steps that are left */
	bool is_impatient;     /* that there are none was said */
};

/* A place as UDF says it, and where it is in the image. */
struct udf_spot {
	uint32_t block;
	uint16_t map;
	uint64_t at; /* byte */
};

struct udf_found_entry {
	uint8_t bytes[UDF_BLOCK_MAX];
	struct udf_spot spot; /* of the entry itself */
	const struct udf_entry_head *head;
	const struct udf_file_entry *plain; /* one of the two is NULL */
	const struct udf_extended_entry *extended;
	const uint8_t *attributes, *data; /* in BYTES */
	uint32_t attributes_size, data_size;
	bool has_streams; /* or attributes in a file of their own */
};

/* An identifier in a directory. */
struct udf_found_name {
	const struct udf_file_identifier *ident;
	const uint8_t *name; /* of ident->name_size bytes */
	uint64_t at;	     /* byte of the image that it begins at */
};

/* The sector of 2048 bytes that the diagnostics name. */
static inline uint64_t udf_sector(uint64_t at)
{
	return at == UDF_HOLE ? 0 : at / SECTOR_SIZE;
}

/* Takes COUNT steps; false, with a fault said, if there were too many. */
bool udf_steps(struct udf_disc *disc, uint64_t count);
/* A descriptor ID of LOCATION, whole and sealed, from the byte AT; -EUCLEAN:
 * there is none, of which nothing was said. OUT has room for a block. */
int udf_read_descriptor(struct udf_disc *disc, uint64_t at, enum udf_tag_id id,
	uint32_t location, uint8_t *out);

/*
 * Finds the volume: DISC's block size and descriptors. -ENOENT: there is no
 * UDF; -EUCLEAN: one that is too damaged to be read, which was said; -EIO.
 */
int anchors_find(struct udf_disc *disc);

/* Fills DISC's maps. Those that are not known are said. -ENOMEM, -EIO. */
int partitions_load(struct udf_disc *disc);
/* Where the block of SPOT is, and how many COUNT are in one piece from there.
 * -EUCLEAN: nowhere; -EIO. */
int partitions_locate(
	struct udf_disc *disc, struct udf_spot *spot, uint64_t *count);
void partitions_free(struct udf_disc *disc);

/* The table of a virtual map, or the metadata file's runs. -EUCLEAN: they are
 * not readable, which was said; -ENOMEM, -EIO. */
int virtualmap_load(struct udf_disc *disc, uint16_t map);
int metadatamap_load(struct udf_disc *disc, uint16_t map);

/*
 * The entry that ICB leads to, the last of its chain. -EUCLEAN: there is none;
 * entry_is_missing() says so. -EIO.
 */
int entryread_find(struct udf_disc *disc, const struct udf_long_ad *icb,
	struct udf_found_entry *out);
/* The same of the one block at SPOT, whose place was found. */
int entryread_at(struct udf_disc *disc, const struct udf_spot *spot,
	struct udf_found_entry *out);
/* Owner, mode, times and device of ENTRY; of the data nothing. */
void entryread_describe(struct udf_disc *disc,
	const struct udf_found_entry *entry, struct find *out);

/* Where the bytes of ENTRY are; fewer than it says if it has not more, which
 * is a fault. OUT is to be freed. -ENOMEM, -EIO. */
int runs_of(struct udf_disc *disc, const struct udf_found_entry *entry,
	struct udf_runs *out);
/* SIZE bytes of RUNS from the byte FROM, which there are. */
int runs_read(struct udf_disc *disc, const struct udf_runs *runs, uint64_t from,
	size_t size, void *out);
/* The byte of the image that FROM is at; *SIZE bytes are, from there. */
uint64_t runs_at(const struct udf_runs *runs, uint64_t from, uint64_t *size);
int runs_add(struct udf_runs *runs, uint64_t at, uint64_t size);
void runs_free(struct udf_runs *runs);

/* The place of the root's entry, by the last file set. -EUCLEAN: none, which
 * was said; -EIO. */
int filesetread_root(struct udf_disc *disc, struct udf_long_ad *out);

/*
 * The inode of ENTRY, which FIND describes: with its data or target. -ENOENT:
 * it is left out, which was said; -ENOMEM, -EIO, -ENOSPC.
 */
int holding_make(struct udf_disc *disc, const struct udf_found_entry *entry,
	struct find *find, struct iw_node **out);

/* Calls TAKE for each identifier in the directory of RUNS; an error of it ends
 * that. Damage is said. -ENOMEM, -EIO. */
int identread_all(struct udf_disc *disc, const struct udf_runs *runs,
	int (*take)(void *user, const struct udf_found_name *name), void *user);

#endif
