#include "hybrid/keep.h"

#include <string.h>

#include "util/crc.h"

#define ENTRY_SIZE sizeof(struct gpt_partition)
/* How far before the last usable block the last gap may end: writers round. */
#define NEAR_END 64u

/* Tables being made true. */
struct keeping {
	const struct geography *geography;
	const uint8_t *old;
	uint64_t old_end, end;
	/* The partition that has the volume in it for itself ended at OLD_OWN,
	 * and ends at OWN; 0: none does, or it is left as it was. */
	uint64_t old_own, own;
};

struct stretch {
	uint64_t start, blocks;
};

/* Whether it was the last in the GPT. */
static bool reaches_end(
	const struct keeping *keeping, const struct stretch *stretch)
{
	return stretch->start + stretch->blocks + NEAR_END >
	       le64_get(kept_header(keeping->old).last_usable);
}

static uint64_t last_usable(
	const struct keeping *keeping, const struct gpt_header *header)
{
	return keeping->end - kept_array_blocks(header) - 2;
}

static struct kept was_of(
	const struct keeping *keeping, const struct placed *placed)
{
	return kept_entry(keeping->old, placed->partition->number);
}

/* ---- The volume's own partition, and the gaps behind it ---- */

/* With nobody else behind it, all is the volume's; a last gap keeps a block. */
static uint64_t own_end_alone(const struct keeping *keeping)
{
	struct gpt_header header = kept_header(keeping->old);
	uint64_t end = keeping->old_own + keeping->end - keeping->old_end;
	uint64_t last = last_usable(keeping, &header);

	if (!kept_has_gpt(keeping->old))
		return keeping->end;
	return end > last ? end : last;
}

/* Which does not make way. */
static bool has_hfs_behind(const struct keeping *keeping)
{
	for (int number = 1; number <= KEPT_MAX; number++) {
		struct kept is = kept_entry(keeping->old, number);

		if (is.number && is.kind == KEPT_HFS &&
			is.start >= keeping->old_own)
			return true;
	}
	return false;
}

/* Up to the first file behind it, once those have moved to let it grow. */
static uint64_t own_end(const struct keeping *keeping)
{
	uint64_t first = UINT64_MAX, old_first = UINT64_MAX;

	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];
		uint64_t was = was_of(keeping, placed).start;

		if (was < keeping->old_own)
			continue;
		if (was < old_first)
			old_first = was;
		if (placed->start < first)
			first = placed->start;
	}
	if (has_hfs_behind(keeping))
		return keeping->old_own;
	if (first == UINT64_MAX)
		return own_end_alone(keeping);
	return first == old_first ? keeping->old_own : first;
}

/* Where a gap begins that began at BLOCK. */
static uint64_t gap_start(const struct keeping *keeping, uint64_t block)
{
	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];
		struct kept was = was_of(keeping, placed);

		if (was.start + was.blocks == block &&
			placed->start != was.start)
			return placed->start + placed->blocks;
	}
	return block > keeping->own ? block : keeping->own;
}

/* The same of its end, at BLOCK. */
static uint64_t gap_end(const struct keeping *keeping, uint64_t block)
{
	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];

		if (was_of(keeping, placed).start == block)
			return placed->start;
	}
	return block;
}

/* The last one gets what is left, so that its number and GUID stay. */
static void keep_gap(const struct keeping *keeping, struct stretch *stretch)
{
	struct gpt_header header = kept_header(keeping->old);
	uint64_t start = gap_start(keeping, stretch->start);
	uint64_t end = stretch->start + stretch->blocks;

	if (!reaches_end(keeping, stretch))
		end = gap_end(keeping, end);
	else if (start < end + keeping->end - keeping->old_end)
		end += keeping->end - keeping->old_end;
	else
		end = last_usable(keeping, &header) + 1;
	stretch->start = start;
	stretch->blocks = end > start ? end - start : 0;
}

/* Lets STRETCH follow its file. false: there is none. */
static bool follow(const struct keeping *keeping, struct stretch *stretch)
{
	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];
		uint64_t start = was_of(keeping, placed).start;

		if (start != stretch->start)
			continue;
		if (placed->start != start)
			*stretch = (struct stretch){ placed->start,
				placed->blocks };
		return true;
	}
	return false;
}

/* The MBR beside a GPT can have another than that has. */
static bool is_own(const struct keeping *keeping, const struct stretch *stretch)
{
	return keeping->own && stretch->start == AREA_SIZE / BLOCK_SIZE &&
	       stretch->start + stretch->blocks == keeping->old_own;
}

/* The MBR's entry of the volume, or of the whole disc. */
static void stretch_volume(const struct keeping *keeping,
	const struct mbr_range *range, struct stretch *stretch)
{
	bool was_all =
		range->start + (uint64_t)range->blocks == keeping->old_end;

	/* One of type 0 is there for BIOSes only; others may lie in it. */
	if (is_own(keeping, stretch))
		stretch->blocks = keeping->own - stretch->start;
	else if (range->blocks > 1 &&
		 (was_all || range->type == MBR_TYPE_EMPTY))
		stretch->blocks = keeping->end - range->start;
}

static void keep_mbr_entry(
	const struct keeping *keeping, struct mbr_partition *entry)
{
	struct mbr_range range = mbr_partition_decode(entry);
	const struct stretch was = { range.start, range.blocks };
	struct stretch is = was;
	enum kept_kind kind = kept_kind_of_mbr(&range);

	if (kind == KEPT_VOLUME)
		stretch_volume(keeping, &range, &is);
	else if (!follow(keeping, &is) && kind == KEPT_FILE &&
		 !kept_has_hfs_at(keeping->old, is.start))
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
	struct mbr mbr = kept_mbr(area);

	for (int i = 0; i < MBR_PARTITIONS; i++) {
		if (le32_get(mbr.partition[i].blocks))
			keep_mbr_entry(keeping, &mbr.partition[i]);
	}
	memcpy(area + offsetof(struct mbr, partition), mbr.partition,
		kept_has_mbr(area) ? sizeof(mbr.partition) : 0);
}

static bool is_in(uint64_t block, const struct stretch *stretch)
{
	return block >= stretch->start &&
	       block - stretch->start < stretch->blocks;
}

/* Lets what was WAS end where a file has come to lie in it: firmware takes
 * neither of two that overlap. */
static void make_way(const struct keeping *keeping, const struct stretch *was,
	struct stretch *stretch)
{
	for (size_t i = 0; i < keeping->geography->count; i++) {
		const struct placed *placed = &keeping->geography->placed[i];

		if (is_in(placed->start, stretch) &&
			!is_in(was_of(keeping, placed).start, was))
			stretch->blocks = placed->start - stretch->start;
	}
}

/* The GPT's entry of the volume, or of a gap. */
static void keep_rest(const struct keeping *keeping, enum kept_kind kind,
	struct stretch *stretch)
{
	const struct stretch was = *stretch;

	if (is_own(keeping, stretch))
		stretch->blocks = keeping->own - stretch->start;
	else if (keeping->own && kind == KEPT_GAP)
		keep_gap(keeping, stretch);
	else if (reaches_end(keeping, stretch))
		stretch->blocks += keeping->end - keeping->old_end;
	make_way(keeping, &was, stretch);
}

static void keep_gpt_entry(const struct keeping *keeping, uint8_t *bytes)
{
	struct gpt_range range = gpt_range_decode(bytes);
	const struct stretch was = { range.start, range.blocks };
	struct stretch is = was;
	enum kept_kind kind = kept_kind_of_gpt(&range);
	struct gpt_partition entry;

	memcpy(&entry, bytes, sizeof(entry));
	if (guid_is_zero(&entry.type))
		return;
	if (kind == KEPT_VOLUME || kind == KEPT_GAP)
		keep_rest(keeping, kind, &is);
	else if (!follow(keeping, &is) && kind == KEPT_FILE)
		is.blocks = 0;
	entry.first = le64_from(is.start);
	entry.last = le64_from(is.start + is.blocks - 1);
	if (!is.blocks)
		memset(&entry, 0, sizeof(entry));
	memcpy(bytes, &entry, sizeof(entry));
}

static void keep_gpt(const struct keeping *keeping, uint8_t *area)
{
	struct gpt_header header = kept_header(area);
	uint8_t *array = area + le64_get(header.array) * BLOCK_SIZE;

	if (!kept_has_gpt(area))
		return;
	for (uint32_t i = 0; i < le32_get(header.count); i++)
		keep_gpt_entry(keeping, array + i * ENTRY_SIZE);
	header.other = le64_from(keeping->end - 1);
	header.last_usable = le64_from(last_usable(keeping, &header));
	header.disk = keeping->geography->area->is.disk_guid;
	header.array_crc =
		le32_from(crc32_of(0, array, kept_array_size(&header)));
	header.crc = le32_from(gpt_crc(header));
	memcpy(area + BLOCK_SIZE, &header, sizeof(header));
}

/* Such a volume has its last header in its last blocks. */
static bool is_hfs(const struct apm_partition *entry)
{
	return strncmp((const char *)entry->type, "Apple_HFS",
		       sizeof(entry->type)) == 0;
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
		if (end / BLOCKS_A_SECTOR !=
				keeping->old_end / BLOCKS_A_SECTOR ||
			is_hfs(&entry))
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
	uint32_t size = kept_apm_size(area);

	for (uint32_t at = size; kept_is_apm_at(area, at); at += size)
		keep_apm_entry(keeping, size / BLOCK_SIZE, area + at);
}

void keep_tables(const struct geography *geography, uint8_t *area)
{
	struct keeping keeping = {
		.geography = geography,
		.old = geography->area->bytes,
		.old_end = kept_end(geography->area->bytes),
		.end = geography->blocks,
	};

	if (geography->area->is.partition_offset == OFFSET_16) {
		keeping.old_own = kept_own_end(keeping.old);
		keeping.own = own_end(&keeping);
	}
	keep_mbr(&keeping, area);
	keep_gpt(&keeping, area);
	keep_apm(&keeping, area);
}

/* ---- The second GPT ---- */

uint64_t keep_backup_blocks(const uint8_t *area)
{
	struct gpt_header header = kept_header(area);

	return kept_has_gpt(area) ? kept_array_blocks(&header) + 1 : 0;
}

void keep_backup(const uint8_t *area, uint8_t *end)
{
	struct gpt_header header = kept_header(area);
	uint64_t blocks = kept_array_blocks(&header);
	le64 self = header.self;

	memcpy(end - (blocks + 1) * BLOCK_SIZE, kept_array(area, &header),
		kept_array_size(&header));
	header.self = header.other;
	header.other = self;
	header.array = le64_from(le64_get(header.self) - blocks);
	header.crc = le32_from(gpt_crc(header));
	memset(end - BLOCK_SIZE, 0, BLOCK_SIZE);
	memcpy(end - BLOCK_SIZE, &header, sizeof(header));
}
