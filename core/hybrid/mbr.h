/*
 * The master boot record: its code is the user's, its partition entries are
 * ours. Places and sizes are in blocks of 512 bytes.
 */
#ifndef ISOWEAVE_HYBRID_MBR_H
#define ISOWEAVE_HYBRID_MBR_H

#include <stdbool.h>

#include "disk/partition_mbr.h"

/* Heads and sectors a track, by which a BIOS counts. */
struct geometry {
	uint8_t heads;
	uint8_t sectors;
};

/* That of isohybrid, 64 x 32, as long as 1024 cylinders of it cover an image
 * of BLOCKS; then larger ones. A cylinder is always whole 32 KiB. */
struct geometry geometry_of(uint64_t blocks);
/* SECTORS, of 2048 bytes, rounded up to whole cylinders of their geometry. */
uint64_t geometry_round(uint64_t sectors);

struct mbr_range {
	bool active;
	uint8_t type;
	uint32_t start, blocks; /* 0 blocks: the entry is empty */
};

struct mbr_partition mbr_partition_encode(
	const struct mbr_range *range, struct geometry geometry);
struct mbr_range mbr_partition_decode(const struct mbr_partition *partition);

/* Whose code an MBR has; it says where the pointer at its end points. */
enum mbr_code {
	MBR_CODE_NONE,
	MBR_CODE_UNKNOWN,   /* takes no pointer */
	MBR_CODE_ISOHYBRID, /* loads isolinux.bin from it */
	MBR_CODE_GRUB2,	    /* loads a core image from it */
};
/* Looks at the first 512 bytes of the system area. */
enum mbr_code mbr_code_look(const struct mbr *mbr);
/* The pointer for CODE to the El Torito image at sector LBA. */
uint64_t mbr_pointer(enum mbr_code code, uint32_t lba);

#endif
