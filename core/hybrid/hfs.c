#include "hybrid/hfs.h"

#include <stdlib.h>
#include <string.h>

#include "disk/partition_apm.h"

#define BLOCK 512u
#define APM_MAX 63u	/* entries that are looked at */
#define HEADER_AT 1024u /* bytes, in the volume */

bool hfs_is_file(const struct intake *intake, uint64_t start, uint64_t blocks)
{
	uint64_t lba = start / BLOCKS_A_SECTOR;
	uint64_t end = (start + blocks + BLOCKS_A_SECTOR - 1) / BLOCKS_A_SECTOR;
	const struct iw_node *node;
	bool others;

	if (start % BLOCKS_A_SECTOR)
		return false;
	node = intake_at(intake, lba, end, &others);
	return node && !others && lba + sectors_of(node->content.size) == end;
}

static bool begins_in(const uint8_t *area)
{
	const char *mark = (const char *)area + HEADER_AT;

	return memcmp(mark, "BD", 2) == 0 || memcmp(mark, "H+", 2) == 0 ||
	       memcmp(mark, "HX", 2) == 0;
}

static bool is_in_map(const struct intake *intake, const uint8_t *area)
{
	const struct apm_descriptor *descriptor = (const void *)area;
	uint32_t size = be16_get(descriptor->block_size);
	uint32_t count = APM_MAX;

	if (memcmp(descriptor->signature, "ER", 2) != 0 || size < BLOCK ||
		size % BLOCK)
		return false;
	for (uint32_t i = 1; i <= count && (i + 1) * size <= AREA_SIZE; i++) {
		const struct apm_partition *is =
			(const void *)(area + (size_t)i * size);
		uint64_t blocks = size / BLOCK;

		if (memcmp(is->signature, "PM", 2) != 0)
			return false;
		if (be32_get(is->map_count) < count)
			count = be32_get(is->map_count);
		if (strncmp((const char *)is->type, "Apple_HFS",
			    sizeof(is->type)) == 0 &&
			!hfs_is_file(intake, be32_get(is->start) * blocks,
				be32_get(is->count) * blocks))
			return true;
	}
	return false;
}

static bool is_in_tables(const struct intake *intake, const uint8_t *area)
{
	struct kept *list = calloc(KEPT_MAX, sizeof(*list));
	size_t count = list ? kept_list(area, list) : 0;
	/* Without memory it is better to assume the worst. */
	bool found = !list;

	for (size_t i = 0; i < count && !found; i++)
		found = list[i].kind == KEPT_HFS &&
			!hfs_is_file(intake, list[i].start, list[i].blocks);
	free(list);
	return found;
}

bool hfs_is_there(const struct intake *intake, const uint8_t *area)
{
	return begins_in(area) || is_in_map(intake, area) ||
	       is_in_tables(intake, area);
}

void hfs_take_out(uint8_t *area)
{
	if (begins_in(area))
		memset(area + HEADER_AT, 0, BLOCK);
	for (size_t at = BLOCK; at < AREA_SIZE; at += BLOCK) {
		if (memcmp(area + at, "PM", 2) == 0)
			memset(area + at, 0, BLOCK);
	}
}
