#include "boot/bootimage.h"

#include <string.h>

#include "disk/partition_mbr.h"

#define DISKBOOT_AT 2048u /* GRUB's cdboot has one sector */

/* FAT's boot sector (ECMA-107 8.1, and the 32-bit fields of later ones). */
struct fat_boot {
	uint8_t jump[3];
	uint8_t oem[8];
	le16 sector_size;
	uint8_t cluster_sectors;
	le16 reserved_sectors;
	uint8_t fats;
	le16 root_entries;
	le16 sectors;
	uint8_t medium;
	uint8_t other[10];
	le32 many_sectors;
};
static_assert(sizeof(struct fat_boot) == 36, "ECMA-107 8.1.1");

static bool holds(const uint8_t *bytes, size_t size, const char *text)
{
	return memmem(bytes, size, text, strlen(text)) != NULL;
}

/* What isohybrid's code looks for in the loader, too. */
static bool is_isolinux(const uint8_t *head)
{
	static const uint8_t mark[4] = { 0xfb, 0xc0, 0x78, 0x70 };

	return memcmp(head + 64, mark, sizeof(mark)) == 0 ||
	       holds(head, BOOT_IMAGE_HEAD, "ISOLINUX ");
}

/* GRUB's diskboot ends with a block list of one: sector, length, segment. Its
 * messages stand somewhere before that. */
static bool has_diskboot(const uint8_t *block)
{
	return block[510] == 0x20 && block[511] == 0x08 &&
	       holds(block, BLOCK_SIZE, "Geom") &&
	       holds(block, BLOCK_SIZE, "Read");
}

static uint64_t fat_size(const uint8_t *head)
{
	struct fat_boot fat;
	uint64_t sectors;
	uint16_t sector_size;

	memcpy(&fat, head, sizeof(fat));
	sector_size = le16_get(fat.sector_size);
	sectors = le16_get(fat.sectors);
	if (!sectors)
		sectors = le32_get(fat.many_sectors);
	if ((fat.jump[0] != 0xeb && fat.jump[0] != 0xe9) || sector_size < 512 ||
		(sector_size & (sector_size - 1)) != 0 ||
		!fat.cluster_sectors ||
		(fat.cluster_sectors & (fat.cluster_sectors - 1)) != 0 ||
		!le16_get(fat.reserved_sectors) || !fat.fats || fat.fats > 2 ||
		(fat.medium < 0xf8 && fat.medium != 0xf0))
		return 0;
	return sectors * sector_size;
}

/* The signatures of HFS, HFS+ and HFSX in the volume's third block. */
static bool is_hfs(const uint8_t *head)
{
	const uint8_t *mark = head + 1024;

	return memcmp(mark, "BD", 2) == 0 || memcmp(mark, "H+", 2) == 0 ||
	       memcmp(mark, "HX", 2) == 0;
}

static void look_at_mbr(const uint8_t *head, struct boot_image *out)
{
	struct mbr mbr;

	memcpy(&mbr, head, sizeof(mbr));
	out->has_mbr = mbr.signature[0] == 0x55 && mbr.signature[1] == 0xaa;
	if (!out->has_mbr)
		return;
	for (int i = MBR_PARTITIONS - 1; i >= 0; i--) {
		if (mbr.partition[i].type == MBR_TYPE_EMPTY)
			continue;
		out->partitions++;
		out->system_type = mbr.partition[i].type;
	}
}

void boot_image_look(const uint8_t *head, uint64_t size, struct boot_image *out)
{
	*out = (struct boot_image){ .size = size };
	if (is_isolinux(head))
		out->loader = LOADER_ISOLINUX;
	else if (has_diskboot(head + DISKBOOT_AT))
		out->loader = LOADER_GRUB2;
	out->is_hfs = is_hfs(head);
	out->fat_size = fat_size(head);
	look_at_mbr(head, out);
}
