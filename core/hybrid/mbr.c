#include "hybrid/mbr.h"

#include <string.h>

#include "util/blank.h"

#define CYLINDERS 1024u /* that an entry can tell */

static uint32_t cylinder_blocks(struct geometry geometry)
{
	return (uint32_t)geometry.heads * geometry.sectors;
}

struct geometry geometry_of(uint64_t blocks)
{
	static const struct geometry known[] = { { 64, 32 }, { 128, 32 },
		{ 192, 63 } };
	size_t i = 0;

	while (i + 1 < sizeof(known) / sizeof(*known) &&
		blocks > (uint64_t)CYLINDERS * cylinder_blocks(known[i]))
		i++;
	return known[i];
}

uint64_t geometry_round(uint64_t sectors)
{
	uint64_t cylinder =
		cylinder_blocks(geometry_of(sectors * BLOCKS_A_SECTOR)) /
		BLOCKS_A_SECTOR;

	return (sectors + cylinder - 1) / cylinder * cylinder;
}

static struct mbr_chs chs_of(uint32_t block, struct geometry geometry)
{
	uint32_t cylinder = block / cylinder_blocks(geometry);
	uint32_t head = block / geometry.sectors % geometry.heads;
	uint32_t sector = block % geometry.sectors + 1;

	if (cylinder >= CYLINDERS)
		return (struct mbr_chs){ 0xfe, 0xff, 0xff };
	return (struct mbr_chs){
		.head = (uint8_t)head,
		.sector = (uint8_t)(sector | (cylinder >> 2 & 0xc0)),
		.cylinder = (uint8_t)cylinder,
	};
}

struct mbr_partition mbr_partition_encode(
	const struct mbr_range *range, struct geometry geometry)
{
	if (!range->blocks)
		return (struct mbr_partition){ 0 };
	return (struct mbr_partition){
		.status = range->active ? MBR_ACTIVE : 0,
		.first = chs_of(range->start, geometry),
		.type = range->type,
		.last = chs_of(range->start + range->blocks - 1, geometry),
		.start = le32_from(range->start),
		.blocks = le32_from(range->blocks),
	};
}

struct mbr_range mbr_partition_decode(const struct mbr_partition *partition)
{
	return (struct mbr_range){
		.active = (partition->status & MBR_ACTIVE) != 0,
		.type = partition->type,
		.start = le32_get(partition->start),
		.blocks = le32_get(partition->blocks),
	};
}

enum mbr_code mbr_code_look(const struct mbr *mbr)
{
	/* What isohybrid's code compares the loader with. */
	static const uint8_t isolinux[4] = { 0xfb, 0xc0, 0x78, 0x70 };
	static const uint8_t grub[10] = "GRUB \0Geom";

	if (blank_all(mbr->code, sizeof(mbr->code)))
		return MBR_CODE_NONE;
	if (memmem(mbr->code, sizeof(mbr->code), isolinux, sizeof(isolinux)))
		return MBR_CODE_ISOHYBRID;
	if (memmem(mbr->code, sizeof(mbr->code), grub, sizeof(grub)))
		return MBR_CODE_GRUB2;
	return MBR_CODE_UNKNOWN;
}

uint64_t mbr_pointer(enum mbr_code code, uint32_t lba)
{
	uint64_t block = (uint64_t)lba * BLOCKS_A_SECTOR;

	/* GRUB wants its core image, behind the sector of cdboot. */
	return code == MBR_CODE_GRUB2 ? block + BLOCKS_A_SECTOR : block;
}
