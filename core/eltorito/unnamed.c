#include "eltorito/unnamed.h"

#include <string.h>

#include "boot/bootimage.h"
#include "disk/partition_mbr.h"

static uint64_t emulated_size(uint8_t media)
{
	switch (media & MEDIA_TYPE_MASK) {
	case MEDIA_FLOPPY_1200:
		return 1200 * 1024;
	case MEDIA_FLOPPY_1440:
		return 1440 * 1024;
	case MEDIA_FLOPPY_2880:
		return 2880 * 1024;
	default:
		return 0;
	}
}

uint32_t unnamed_told(const uint8_t *head, uint32_t lba)
{
	struct boot_info_table table;

	memcpy(&table, head + BOOT_INFO_AT, sizeof(table));
	return le32_get(table.image_lba) == lba ? le32_get(table.image_size)
						: 0;
}

static uint64_t told_size(
	const struct catalog_entry *entry, const uint8_t *head)
{
	uint64_t told = unnamed_told(head, entry->lba);
	struct boot_image image;

	boot_image_look(head, told, &image);
	if (!told)
		told = image.fat_size;
	return told ? told : emulated_size(entry->media);
}

static int read_head(const struct medium *medium, uint32_t lba, uint8_t *out)
{
	size_t size = medium_has(medium, lba, BOOT_IMAGE_HEAD) ? BOOT_IMAGE_HEAD
							       : SECTOR_SIZE;

	memset(out, 0, BOOT_IMAGE_HEAD);
	return medium_sectors(medium, lba, size, out);
}

int unnamed_size(const struct intake *intake, const struct catalog_entry *entry,
	enum boot_place place, uint64_t *out)
{
	const struct medium *medium = &intake->medium;
	uint64_t loaded = (uint64_t)entry->sectors * BLOCK_SIZE;
	uint64_t end =
		intake_next(intake, entry->lba, medium->size / SECTOR_SIZE);
	uint8_t head[BOOT_IMAGE_HEAD];
	int error = read_head(medium, entry->lba, head);
	uint64_t told;

	if (error)
		return error;
	told = told_size(entry, head);
	if (told && told >= loaded && medium_has(medium, entry->lba, told))
		*out = told;
	else if (place == PLACE_EFI && entry->sectors > 1 &&
		 medium_has(medium, entry->lba, loaded))
		*out = loaded;
	else
		*out = (end - entry->lba) * SECTOR_SIZE;
	return 0;
}
