#include "hybrid/keep.h"

#include <string.h>

#include "util/crc.h"

#define AREA_BLOCKS (AREA_SIZE / BLOCK_SIZE)
#define ENTRY_SIZE sizeof(struct gpt_partition)
#define TYPE_HFS 0xaf
/* How far before the last usable block the last gap may end: writers round. */
#define NEAR_END 64u

/* Tables being made true. */
struct keeping {
	const struct geography *geography;
	const uint8_t *old;
	uint64_t old_end, end;
};

struct stretch {
	uint64_t start, blocks;
};

static struct gpt_header header_of(const uint8_t *area)
{
	struct gpt_header header;

	memcpy(&header, area + BLOCK_SIZE, sizeof(header));
	return header;
}

static bool has_gpt(const uint8_t *area)
{
	return gpt_is_header(area + BLOCK_SIZE);
}

static uint64_t array_size(const struct gpt_header *header)
{
	return (uint64_t)le32_get(header->count) * ENTRY_SIZE;
}

static uint64_t array_blocks(const struct gpt_header *header)
{
	return (array_size(header) + BLOCK_SIZE - 1) / BLOCK_SIZE;
}

static bool is_within(const struct gpt_header *header)
{
	uint64_t at = le64_get(header->array);

	return le32_get(header->size) == sizeof(*header) &&
	       le32_get(header->entry_size) == ENTRY_SIZE &&
	       le32_get(header->count) <= KEPT_MAX && at > 1 &&
	       at <= AREA_BLOCKS && array_blocks(header) <= AREA_BLOCKS - at;
}

static uint32_t crc_of(struct gpt_header header)
{
	header.crc = le32_from(0);
	return crc32_of(0, &header, sizeof(header));
}

static const uint8_t *array_of(
	const uint8_t *area, const struct gpt_header *header)
{
	return area + le64_get(header->array) * BLOCK_SIZE;
}

bool keep_is_sound(const uint8_t *area)
{
	struct gpt_header header = header_of(area);

	return !has_gpt(area) ||
	       (is_within(&header) && crc_of(header) == le32_get(header.crc) &&
		       crc32_of(0, array_of(area, &header),
			       array_size(&header)) ==
			       le32_get(header.array_crc));
}

static bool has_mbr(const uint8_t *area)
{
	return area[510] == 0x55 && area[511] == 0xaa;
}

/* Without its signature it has no partitions. */
static struct mbr mbr_of(const uint8_t *area)
{
	struct mbr mbr;

	memcpy(&mbr, area, sizeof(mbr));
	if (!has_mbr(area))
		memset(mbr.partition, 0, sizeof(mbr.partition));
	return mbr;
}

uint64_t keep_end(const uint8_t *area)
{
	struct mbr mbr = mbr_of(area);
	uint64_t end = 0;

	if (has_gpt(area))
		return le64_get(header_of(area).other) + 1;
	for (int i = 0; i < MBR_PARTITIONS; i++) {
		uint64_t start = le32_get(mbr.partition[i].start);

		if (start + le32_get(mbr.partition[i].blocks) > end)
			end = start + le32_get(mbr.partition[i].blocks);
	}
	return end;
}

static enum kept_kind kind_of_gpt(const struct gpt_range *range)
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

static enum kept_kind kind_of_mbr(const struct mbr_range *range)
{
	if (range->start <= AREA_BLOCKS)
		return KEPT_VOLUME;
	return range->type == TYPE_HFS ? KEPT_HFS : KEPT_FILE;
}

static size_t list_mbr(const uint8_t *area, struct kept *out)
{
	struct mbr mbr = mbr_of(area);
	size_t count = 0;

	for (int i = 0; i < MBR_PARTITIONS; i++) {
		struct mbr_range range =
			mbr_partition_decode(&mbr.partition[i]);

		if (range.blocks)
			out[count++] = (struct kept){
				.number = i + 1,
				.kind = kind_of_mbr(&range),
				.start = range.start,
				.blocks = range.blocks,
				.type = range.type,
				.active = range.active,
			};
	}
	return count;
}

static size_t list_gpt(const uint8_t *area, struct kept *out)
{
	struct gpt_header header = header_of(area);
	const uint8_t *array = array_of(area, &header);
	size_t count = 0;

	for (uint32_t i = 0; i < le32_get(header.count); i++) {
		struct gpt_range range =
			gpt_range_decode(array + i * ENTRY_SIZE);

		if (!guid_is_zero(&range.type))
			out[count++] = (struct kept){
				.number = (int)i + 1,
				.kind = kind_of_gpt(&range),
				.start = range.start,
				.blocks = range.blocks,
				.gpt = range,
			};
	}
	return count;
}

/* What the MBR says of the GPT's entry KEPT. */
static void find_type(const uint8_t *area, struct kept *kept)
{
	struct kept mbr[MBR_PARTITIONS];
	size_t count = list_mbr(area, mbr);

	for (size_t i = 0; i < count; i++) {
		if (mbr[i].start == kept->start) {
			kept->type = mbr[i].type;
			kept->active = mbr[i].active;
		}
	}
}

size_t keep_list(const uint8_t *area, struct kept out[KEPT_MAX])
{
	size_t count;

	if (!has_gpt(area))
		return list_mbr(area, out);
	count = list_gpt(area, out);
	for (size_t i = 0; i < count; i++)
		find_type(area, &out[i]);
	return count;
}

/* ---- Writing ---- */

/* The block at which the partition NUMBER began. */
static uint64_t old_start(const uint8_t *area, int number)
{
	struct gpt_header header = header_of(area);
	struct mbr mbr = mbr_of(area);

	if (has_gpt(area) && (uint32_t)number <= le32_get(header.count))
		return gpt_range_decode(array_of(area, &header) +
					(size_t)(number - 1) * ENTRY_SIZE)
			.start;
	return number <= MBR_PARTITIONS
		       ? le32_get(mbr.partition[number - 1].start)
		       : 0;
}

/* Lets STRETCH follow its file. false: there is none. */
static bool follow(const struct keeping *keeping, struct stretch *stretch)
{
	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];
		uint64_t start =
			old_start(keeping->old, placed->partition->number);

		if (start != stretch->start)
			continue;
		if (placed->start != start)
			*stretch = (struct stretch){ placed->start,
				placed->blocks };
		return true;
	}
	return false;
}

/* The MBR's entry of the volume, or of the whole disc. */
static void stretch_volume(const struct keeping *keeping,
	const struct mbr_range *range, struct stretch *stretch)
{
	bool was_all =
		range->start + (uint64_t)range->blocks == keeping->old_end;

	/* One of type 0 is there for BIOSes only; others may lie in it. */
	if (range->blocks > 1 && (was_all || range->type == MBR_TYPE_EMPTY))
		stretch->blocks = keeping->end - range->start;
}

static void keep_mbr_entry(
	const struct keeping *keeping, struct mbr_partition *entry)
{
	struct mbr_range range = mbr_partition_decode(entry);
	const struct stretch was = { range.start, range.blocks };
	struct stretch is = was;
	enum kept_kind kind = kind_of_mbr(&range);

	if (kind == KEPT_VOLUME)
		stretch_volume(keeping, &range, &is);
	else if (!follow(keeping, &is) && kind == KEPT_FILE)
		is.blocks = 0;
	if (is.start == was.start && is.blocks == was.blocks)
		return;
	range.start = (uint32_t)is.start;
	range.blocks =
		is.blocks > UINT32_MAX ? UINT32_MAX : (uint32_t)is.blocks;
	*entry = mbr_partition_encode(&range, geometry_of(keeping->end));
}

static void keep_mbr(const struct keeping *keeping, uint8_t *area)
{
	struct mbr mbr = mbr_of(area);

	for (int i = 0; i < MBR_PARTITIONS; i++) {
		if (le32_get(mbr.partition[i].blocks))
			keep_mbr_entry(keeping, &mbr.partition[i]);
	}
	memcpy(area + offsetof(struct mbr, partition), mbr.partition,
		has_mbr(area) ? sizeof(mbr.partition) : 0);
}

static void keep_gpt_entry(const struct keeping *keeping, uint8_t *bytes)
{
	uint64_t old_last = le64_get(header_of(keeping->old).last_usable);
	struct gpt_range range = gpt_range_decode(bytes);
	struct stretch is = { range.start, range.blocks };
	enum kept_kind kind = kind_of_gpt(&range);
	struct gpt_partition entry;

	memcpy(&entry, bytes, sizeof(entry));
	if (guid_is_zero(&entry.type))
		return;
	if (kind == KEPT_FILE && !follow(keeping, &is)) {
		memset(bytes, 0, sizeof(entry));
		return;
	}
	if ((kind == KEPT_VOLUME || kind == KEPT_GAP) &&
		range.start + range.blocks + NEAR_END > old_last)
		is.blocks += keeping->end - keeping->old_end;
	entry.first = le64_from(is.start);
	entry.last = le64_from(is.start + is.blocks - 1);
	memcpy(bytes, &entry, sizeof(entry));
}

static void keep_gpt(const struct keeping *keeping, uint8_t *area)
{
	struct gpt_header header = header_of(area);
	uint8_t *array = area + le64_get(header.array) * BLOCK_SIZE;

	if (!has_gpt(area))
		return;
	for (uint32_t i = 0; i < le32_get(header.count); i++)
		keep_gpt_entry(keeping, array + i * ENTRY_SIZE);
	header.other = le64_from(keeping->end - 1);
	header.last_usable =
		le64_from(keeping->end - array_blocks(&header) - 2);
	header.disk = keeping->geography->area->is.disk_guid;
	header.array_crc = le32_from(crc32_of(0, array, array_size(&header)));
	header.crc = le32_from(crc_of(header));
	memcpy(area + BLOCK_SIZE, &header, sizeof(header));
}

/* Of units of 512 or 2048 bytes. */
static void keep_apm_entry(
	const struct keeping *keeping, uint32_t unit, uint8_t *bytes)
{
	struct apm_partition entry;
	struct stretch is;
	uint64_t end;

	memcpy(&entry, bytes, sizeof(entry));
	is.start = (uint64_t)be32_get(entry.start) * unit;
	is.blocks = (uint64_t)be32_get(entry.count) * unit;
	end = is.start + is.blocks;
	if (!follow(keeping, &is)) {
		if (end / BLOCKS_A_SECTOR != keeping->old_end / BLOCKS_A_SECTOR)
			return;
		is.blocks += keeping->end - keeping->old_end;
	}
	entry.start = be32_from((uint32_t)(is.start / unit));
	entry.count = be32_from((uint32_t)(is.blocks / unit));
	entry.data_count = entry.count;
	memcpy(bytes, &entry, sizeof(entry));
}

static void keep_apm(const struct keeping *keeping, uint8_t *area)
{
	struct apm_descriptor head;
	uint32_t size;

	memcpy(&head, area, sizeof(head));
	size = be16_get(head.block_size);
	if (head.signature[0] != 'E' || head.signature[1] != 'R' ||
		(size != BLOCK_SIZE && size != APM_BLOCK_SIZE))
		return;
	for (uint32_t at = size; at + BLOCK_SIZE <= AREA_SIZE; at += size) {
		if (memcmp(area + at, "PM", 2) != 0)
			break;
		keep_apm_entry(keeping, size / BLOCK_SIZE, area + at);
	}
}

void keep_tables(const struct geography *geography, uint8_t *area)
{
	const struct keeping keeping = {
		.geography = geography,
		.old = geography->area->bytes,
		.old_end = keep_end(geography->area->bytes),
		.end = geography->blocks,
	};

	keep_mbr(&keeping, area);
	keep_gpt(&keeping, area);
	keep_apm(&keeping, area);
}

/* ---- The second GPT ---- */

uint64_t keep_backup_blocks(const uint8_t *area)
{
	struct gpt_header header = header_of(area);

	return has_gpt(area) ? array_blocks(&header) + 1 : 0;
}

void keep_backup(const uint8_t *area, uint8_t *end)
{
	struct gpt_header header = header_of(area);
	uint64_t blocks = array_blocks(&header);
	le64 self = header.self;

	memcpy(end - (blocks + 1) * BLOCK_SIZE, array_of(area, &header),
		array_size(&header));
	header.self = header.other;
	header.other = self;
	header.array = le64_from(le64_get(header.self) - blocks);
	header.crc = le32_from(crc_of(header));
	memset(end - BLOCK_SIZE, 0, BLOCK_SIZE);
	memcpy(end - BLOCK_SIZE, &header, sizeof(header));
}
