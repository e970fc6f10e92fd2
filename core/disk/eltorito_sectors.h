/*
 * "El Torito" Bootable CD-ROM Format Specification 1.0, with the platform
 * identifier that UEFI 2.10, 13.3.2.1 adds.
 *
 *	sector 17: boot record ──▶ boot catalog, slots of 32 bytes:
 *
 *	┌────────────┬─────────┬──────────────────────────┬──────────── ─ ─
 *	│ validation │ initial │ section header, n entries │ section header ...
 *	└────────────┴─────────┴──────────────────────────┴──────────── ─ ─
 */
#ifndef ISOWEAVE_DISK_ELTORITO_SECTORS_H
#define ISOWEAVE_DISK_ELTORITO_SECTORS_H

#include <assert.h>

#include "util/bytes.h"

/* The sector at which the boot record must be (2.0, figure 7). */
#define ELTORITO_RECORD_LBA 17
#define ELTORITO_SYSTEM "EL TORITO SPECIFICATION"

/* Boot record volume descriptor (figure 7; ECMA-119 8.2). */
struct eltorito_record {
	uint8_t type; /* 0 */
	uint8_t identifier[5];
	uint8_t version;
	uint8_t system[32]; /* ELTORITO_SYSTEM, padded with zeros */
	uint8_t unused1[32];
	le32 catalog_lba;
	uint8_t unused2[1973];
};
static_assert(sizeof(struct eltorito_record) == 2048, "figure 7");

enum eltorito_platform {
	PLATFORM_BIOS = 0,
	PLATFORM_PPC = 1,
	PLATFORM_MAC = 2,
	PLATFORM_EFI = 0xef,
};

enum {
	ELTORITO_VALIDATION = 0x01,
	ELTORITO_BOOTABLE = 0x88,
	ELTORITO_NOT_BOOTABLE = 0x00,
	ELTORITO_HEADER = 0x90,
	ELTORITO_LAST_HEADER = 0x91,
	ELTORITO_EXTENSION = 0x44,
};

/* Validation entry (2.1, figure 2). The 16-bit words of it sum up to 0. */
struct eltorito_validation {
	uint8_t header; /* ELTORITO_VALIDATION */
	uint8_t platform;
	le16 reserved;
	uint8_t id[24];
	le16 checksum;
	uint8_t key[2]; /* 0x55 0xaa */
};
static_assert(sizeof(struct eltorito_validation) == 32, "figure 2");

enum eltorito_media {
	MEDIA_NO_EMULATION = 0,
	MEDIA_FLOPPY_1200 = 1,
	MEDIA_FLOPPY_1440 = 2,
	MEDIA_FLOPPY_2880 = 3,
	MEDIA_HARD_DISK = 4,
	MEDIA_TYPE_MASK = 0x0f,
	MEDIA_CONTINUED = 0x20, /* an extension follows; sections only */
	MEDIA_DRIVERS = 0xc0,	/* ATAPI, SCSI; sections only */
};

/* Initial entry (2.2, figure 3) and section entry (2.4, figure 5); of the
 * former the criteria are unused. */
struct eltorito_entry {
	uint8_t indicator;
	uint8_t media;
	le16 load_segment;   /* 0: 0x7c0 */
	uint8_t system_type; /* byte 5 of the hard disk image's partition */
	uint8_t unused;
	le16 sector_count; /* of 512 bytes */
	le32 load_rba;	   /* sector of the volume */
	uint8_t criteria[20];
};
static_assert(sizeof(struct eltorito_entry) == 32, "figures 3 and 5");

/* Section header (2.3, figure 4). */
struct eltorito_header {
	uint8_t indicator;
	uint8_t platform;
	le16 count;
	uint8_t id[28];
};
static_assert(sizeof(struct eltorito_header) == 32, "figure 4");

/*
 * Boot info table: bytes 8 to 63 of a loader, a convention of mkisofs that
 * isolinux and GRUB follow. The checksum is that of the 32-bit words from byte
 * 64 on.
 */
struct boot_info_table {
	le32 pvd_lba;
	le32 image_lba;
	le32 image_size; /* bytes */
	le32 checksum;
	uint8_t reserved[40];
};
static_assert(sizeof(struct boot_info_table) == 56, "mkisofs(8)");
#define BOOT_INFO_AT 8
#define BOOT_INFO_SUMMED_AT 64

/* Where GRUB's core image in an El Torito image has the sector, of 512 bytes,
 * of what follows its first: the block list at the end of diskboot. */
#define GRUB2_INFO_AT 2548
#define GRUB2_INFO_SIZE 8

#endif
