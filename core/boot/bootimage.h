/*
 * What the first bytes of a boot image tell of it: which loader it is, and
 * whether it is a floppy, a hard disk or a FAT file system.
 */
#ifndef ISOWEAVE_BOOT_BOOTIMAGE_H
#define ISOWEAVE_BOOT_BOOTIMAGE_H

#include <stdbool.h>
#include <stdint.h>

enum loader {
	LOADER_UNKNOWN,
	LOADER_ISOLINUX,
	LOADER_GRUB2, /* with a core image that finds itself by GRUB2_INFO_AT */
};

struct boot_image {
	uint64_t size; /* of the file */
	enum loader loader;
	bool has_table;	   /* a boot info table that is true of this file */
	bool is_hfs;	   /* HFS or HFS+ */
	uint64_t fat_size; /* bytes of the FAT file system; 0: none */
	/* Of the partition table, as of a hard disk: */
	bool has_mbr;
	int partitions;	     /* entries in use */
	uint8_t system_type; /* of the first in use */
};

/* How many bytes boot_image_look() looks at. */
#define BOOT_IMAGE_HEAD 4096u

/* Looks at HEAD, the first BOOT_IMAGE_HEAD bytes of a file of SIZE bytes, with
 * zeros behind its end. */
void boot_image_look(
	const uint8_t *head, uint64_t size, struct boot_image *out);

#endif
