/*
 * Master boot record: the first 512 bytes of a disk (UEFI 2.10, 5.2.1), and
 * the field of isohybrid and GRUB in its code that points at the boot image.
 */
#ifndef ISOWEAVE_DISK_PARTITION_MBR_H
#define ISOWEAVE_DISK_PARTITION_MBR_H

#include <assert.h>

#include "util/bytes.h"

/* Sectors of partition tables have 512 bytes. */
#define BLOCK_SIZE 512u
#define BLOCKS_A_SECTOR 4u

#define MBR_PARTITIONS 4

enum {
	MBR_ACTIVE = 0x80,
	MBR_TYPE_EMPTY = 0x00,
	MBR_TYPE_HIDDEN_NTFS = 0x17, /* what isohybrid gives the whole image */
	MBR_TYPE_PROTECTED_ISO = 0xcd,
	MBR_TYPE_PROTECTIVE = 0xee,
	MBR_TYPE_EFI = 0xef,
};

/* Cylinder, head, sector: 0xfe 0xff 0xff where it cannot be said. */
struct mbr_chs {
	uint8_t head;
	uint8_t sector; /* from 1; bits 6 and 7: the cylinder's bits 8, 9 */
	uint8_t cylinder;
};

struct mbr_partition {
	uint8_t status;
	struct mbr_chs first;
	uint8_t type;
	struct mbr_chs last;
	le32 start;  /* blocks */
	le32 blocks; /* 0: the entry is empty */
};
static_assert(sizeof(struct mbr_partition) == 16, "UEFI 2.10, table 5.2");

struct mbr {
	uint8_t code[432];
	le64 pointer; /* isohybrid, GRUB: block at which the loader is */
	le32 disk_id;
	le16 unknown;
	struct mbr_partition partition[MBR_PARTITIONS];
	uint8_t signature[2]; /* 0x55 0xaa */
};
static_assert(sizeof(struct mbr) == BLOCK_SIZE, "UEFI 2.10, table 5.1");

#endif
