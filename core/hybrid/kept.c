#include "hybrid/kept.h"

#include <string.h>

#include "disk/partition_apm.h"
#include "util/crc.h"

#define AREA_BLOCKS (AREA_SIZE / BLOCK_SIZE)
#define ENTRY_SIZE sizeof(struct gpt_partition)
#define TYPE_HFS 0xaf

struct gpt_header kept_header(const uint8_t *area)
{
	struct gpt_header header;

	memcpy(&header, area + BLOCK_SIZE, sizeof(header));
	return header;
}

bool kept_has_gpt(const uint8_t *area)
{
	return gpt_is_header(area + BLOCK_SIZE);
}

uint64_t kept_array_size(const struct gpt_header *header)
{
	return (uint64_t)le32_get(header->count) * ENTRY_SIZE;
}

uint64_t kept_array_blocks(const struct gpt_header *header)
{
	return (kept_array_size(header) + BLOCK_SIZE - 1) / BLOCK_SIZE;
}

static bool is_within(const struct gpt_header *header)
{
	uint64_t at = le64_get(header->array);

	return le32_get(header->size) == sizeof(*header) &&
	       le32_get(header->entry_size) == ENTRY_SIZE &&
	       le32_get(header->count) <= KEPT_MAX && at > 1 &&
	       at <= AREA_BLOCKS &&
	       kept_array_blocks(header) <= AREA_BLOCKS - at;
}

const uint8_t *kept_array(const uint8_t *area, const struct gpt_header *header)
{
	return area + le64_get(header->array) * BLOCK_SIZE;
}

bool kept_is_sound(const uint8_t *area)
{
	struct gpt_header header = kept_header(area);

	return !kept_has_gpt(area) ||
	       (is_within(&header) && gpt_crc(header) == le32_get(header.crc) &&
		       crc32_of(0, kept_array(area, &header),
			       kept_array_size(&header)) ==
			       le32_get(header.array_crc));
}

bool kept_has_mbr(const uint8_t *area)
{
	return area[510] == 0x55 && area[511] == 0xaa;
}

/* Without its signature it has no partitions. */
struct mbr kept_mbr(const uint8_t *area)
{
	struct mbr mbr;

	memcpy(&mbr, area, sizeof(mbr));
	if (!kept_has_mbr(area))
		memset(mbr.partition, 0, sizeof(mbr.partition));
	return mbr;
}

uint32_t kept_apm_size(const uint8_t *area)
{
	struct apm_descriptor head;
	uint32_t size;

	memcpy(&head, area, sizeof(head));
	size = be16_get(head.block_size);
	if (head.signature[0] != 'E' || head.signature[1] != 'R' ||
		(size != BLOCK_SIZE && size != APM_BLOCK_SIZE) ||
		!kept_is_apm_at(area, size))
		return 0;
	return size;
}

bool kept_is_apm_at(const uint8_t *area, uint32_t at)
{
	return at && at + BLOCK_SIZE <= AREA_SIZE &&
	       memcmp(area + at, "PM", 2) == 0;
}

static uint64_t apm_end(const uint8_t *area)
{
	uint32_t size = kept_apm_size(area);
	uint64_t end = 0;

	for (uint32_t at = size; kept_is_apm_at(area, at); at += size) {
		struct apm_partition entry;
		uint64_t is;

		memcpy(&entry, area + at, sizeof(entry));
		is = (uint64_t)be32_get(entry.start) + be32_get(entry.count);
		if (is > end)
			end = is;
	}
	return end * (size / BLOCK_SIZE);
}

uint64_t kept_end(const uint8_t *area)
{
	struct mbr mbr = kept_mbr(area);
	uint64_t end = 0;

	if (kept_has_gpt(area))
		return le64_get(kept_header(area).other) + 1;
	for (int i = 0; i < MBR_PARTITIONS; i++) {
		uint64_t start = le32_get(mbr.partition[i].start);

		if (start + le32_get(mbr.partition[i].blocks) > end)
			end = start + le32_get(mbr.partition[i].blocks);
	}
	return end ? end : apm_end(area);
}

enum kept_kind kept_kind_of_gpt(const struct gpt_range *range)
{
	if (range->start <= AREA_BLOCKS)
		return KEPT_VOLUME;
	if (guid_equal(&range->type, &guid_apple_hfs))
		return KEPT_HFS;
	if (guid_equal(&range->type, &guid_basic_data) &&
		strncmp(range->label, "Gap", 3) == 0)
		return KEPT_GAP;
	return KEPT_FILE;
}

enum kept_kind kept_kind_of_mbr(const struct mbr_range *range)
{
	if (range->start <= AREA_BLOCKS)
		return KEPT_VOLUME;
	return range->type == TYPE_HFS ? KEPT_HFS : KEPT_FILE;
}

static struct kept mbr_entry(const struct mbr *mbr, int number)
{
	struct mbr_range range =
		mbr_partition_decode(&mbr->partition[number - 1]);

	if (!range.blocks)
		return (struct kept){ 0 };
	return (struct kept){
		.number = number,
		.kind = kept_kind_of_mbr(&range),
		.start = range.start,
		.blocks = range.blocks,
		.type = range.type,
		.active = range.active,
	};
}

static struct kept gpt_entry(const uint8_t *array, int number)
{
	struct gpt_range range =
		gpt_range_decode(array + (size_t)(number - 1) * ENTRY_SIZE);

	if (guid_is_zero(&range.type))
		return (struct kept){ 0 };
	return (struct kept){
		.number = number,
		.kind = kept_kind_of_gpt(&range),
		.start = range.start,
		.blocks = range.blocks,
		.gpt = range,
	};
}

static int entry_count(const uint8_t *area)
{
	struct gpt_header header = kept_header(area);

	return kept_has_gpt(area) ? (int)le32_get(header.count)
				  : MBR_PARTITIONS;
}

struct kept kept_entry(const uint8_t *area, int number)
{
	struct gpt_header header = kept_header(area);
	struct mbr mbr = kept_mbr(area);

	if (number > entry_count(area))
		return (struct kept){ 0 };
	return kept_has_gpt(area) ? gpt_entry(kept_array(area, &header), number)
				  : mbr_entry(&mbr, number);
}

/* What the MBR says of the GPT's entry KEPT. */
static void find_type(const uint8_t *area, struct kept *kept)
{
	struct mbr mbr = kept_mbr(area);

	for (int number = 1; number <= MBR_PARTITIONS; number++) {
		struct kept is = mbr_entry(&mbr, number);

		if (is.number && is.start == kept->start) {
			kept->type = is.type;
			kept->active = is.active;
		}
	}
}

size_t kept_list(const uint8_t *area, struct kept out[KEPT_MAX])
{
	int entries = kept_is_sound(area) ? entry_count(area) : 0;
	size_t count = 0;

	for (int number = 1; number <= entries; number++) {
		out[count] = kept_entry(area, number);
		if (!out[count].number)
			continue;
		find_type(area, &out[count++]);
	}
	return count;
}

uint64_t kept_own_end(const uint8_t *area)
{
	for (int number = 1; number <= entry_count(area); number++) {
		struct kept is = kept_entry(area, number);

		if (is.number && is.start == AREA_BLOCKS)
			return is.start + is.blocks;
	}
	return 0;
}

bool kept_has_hfs_at(const uint8_t *area, uint64_t start)
{
	struct gpt_header header = kept_header(area);

	for (uint32_t i = 0; kept_has_gpt(area) && i < le32_get(header.count);
		i++) {
		struct gpt_range range = gpt_range_decode(
			kept_array(area, &header) + i * ENTRY_SIZE);

		if (range.start == start &&
			kept_kind_of_gpt(&range) == KEPT_HFS)
			return true;
	}
	return false;
}
