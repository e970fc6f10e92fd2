#include "hybrid/tables.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AREA_BLOCKS (AREA_SIZE / BLOCK_SIZE)
/* What libisofs and its users give to partitions that are not to be written:
 * required by the platform, read-only (UEFI 2.10, table 5.7; basic data). */
#define ATTRIBUTES_GAP UINT64_C(0x1000000000000001)

static uint32_t clamp(uint64_t blocks)
{
	return blocks > UINT32_MAX ? UINT32_MAX : (uint32_t)blocks;
}

static uint32_t offset_of(const struct area *area)
{
	return area->is.partition_offset == OFFSET_16 ? AREA_BLOCKS : 0;
}

/* ---- MBR ---- */

/* Where the volume's partition ends: before those behind it, if it is one that
 * can be mounted. */
static uint64_t volume_end(const struct geography *geography)
{
	uint64_t end = geography->blocks;

	if (!offset_of(geography->area))
		return end;
	for (size_t i = 0; i < geography->count; i++) {
		if (geography->placed[i].start < end)
			end = geography->placed[i].start;
	}
	return end;
}

static struct mbr_range volume_of(const struct geography *geography)
{
	const struct area *area = geography->area;
	uint32_t start = offset_of(area);
	uint8_t type = MBR_TYPE_PROTECTED_ISO;

	if (geography->count && !start)
		type = MBR_TYPE_EMPTY;
	else if (area->is.mbr == MBR_ISOHYBRID)
		type = MBR_TYPE_HIDDEN_NTFS;
	if (area->is.type != KEY_AUTO)
		type = (uint8_t)area->is.type;
	return (struct mbr_range){
		.type = type,
		.start = start,
		.blocks = clamp(volume_end(geography) - start),
	};
}

static bool is_active(const struct placed *placed)
{
	return placed->partition->is.active;
}

static void fill_mbr(
	const struct geography *geography, struct mbr_range out[MBR_PARTITIONS])
{
	bool has_active = false;

	for (size_t i = 0; i < geography->count; i++)
		has_active = has_active || is_active(&geography->placed[i]);
	out[0] = volume_of(geography);
	out[0].active = !has_active;
	for (size_t i = 0; i < geography->count; i++) {
		const struct placed *placed = &geography->placed[i];

		out[placed->partition->number - 1] = (struct mbr_range){
			.active = is_active(placed),
			.type = (uint8_t)placed->partition->is.type,
			.start = clamp(placed->start),
			.blocks = clamp(placed->blocks),
		};
	}
}

static void fill_protective(
	const struct geography *geography, struct mbr_range out[MBR_PARTITIONS])
{
	out[0] = (struct mbr_range){
		.type = MBR_TYPE_PROTECTIVE,
		.start = 1,
		.blocks = clamp(geography->blocks - 1),
	};
	if (geography->area->code != MBR_CODE_NONE)
		out[1] = (struct mbr_range){ .active = true, .blocks = 1 };
}

void tables_mbr(const struct geography *geography,
	struct mbr_partition out[MBR_PARTITIONS])
{
	struct geometry geometry = geometry_of(geography->blocks);
	struct mbr_range ranges[MBR_PARTITIONS] = { 0 };

	if (geography->area->is.gpt == ANSWER_YES)
		fill_protective(geography, ranges);
	else
		fill_mbr(geography, ranges);
	for (int i = 0; i < MBR_PARTITIONS; i++)
		out[i] = mbr_partition_encode(&ranges[i], geometry);
}

/* ---- GPT ---- */

static int by_start(const void *left, const void *right)
{
	const struct placed *l = left, *r = right;

	if (l->start != r->start)
		return l->start < r->start ? -1 : 1;
	return 0;
}

static struct gpt_range range_of(const struct placed *placed)
{
	const struct partition_settings *is = &placed->partition->is;
	struct gpt_range out = {
		.type = is->type_guid,
		.self = is->guid,
		.start = placed->start,
		.blocks = placed->blocks,
		.attributes = (uint64_t)is->attributes,
	};

	static_assert(sizeof(out.label) == sizeof(is->label),
		"labels are as long as the table's");
	memcpy(out.label, is->label, sizeof(out.label));
	return out;
}

/* What no partition covers: the first is where the volume begins. */
struct gaps {
	const struct geography *geography;
	struct gpt *gpt;
	int found;
};

static void add_gap(struct gaps *gaps, uint64_t start, uint64_t end)
{
	struct gpt_range *range = gaps->gpt->range;
	int number = 1;

	if (start >= end)
		return;
	while (!guid_is_zero(&range->type)) {
		range++;
		number++;
	}
	*range = (struct gpt_range){
		.type = guid_basic_data,
		.self = guid_derive(gaps->geography->seed,
			GPT_PARTITIONS + (uint32_t)number),
		.start = start,
		.blocks = end - start,
		.attributes = ATTRIBUTES_GAP,
	};
	if (!gaps->found && offset_of(gaps->geography->area))
		snprintf(range->label, sizeof(range->label), "ISO9660");
	else
		snprintf(range->label, sizeof(range->label), "Gap%d",
			gaps->found);
	gaps->found++;
}

static void fill_gaps(
	struct gaps *gaps, const struct placed *placed, size_t count)
{
	uint64_t from = gaps->gpt->first_usable;

	for (size_t i = 0; i < count; i++) {
		uint64_t end = placed[i].start + placed[i].blocks;

		add_gap(gaps, from, placed[i].start);
		from = end > from ? end : from;
	}
	add_gap(gaps, from, gaps->gpt->last_usable + 1);
}

void tables_gpt(const struct geography *geography, struct gpt *out)
{
	struct gaps gaps = { geography, out, 0 };
	struct placed sorted[PARTITIONS_MAX];
	size_t count = geography->count;

	*out = (struct gpt){
		.disk = geography->area->is.disk_guid,
		.blocks = geography->blocks,
		.array = geography->area->is.apm == ANSWER_YES
				 ? AREA_BLOCKS - GPT_ARRAY_BLOCKS
				 : 2,
		.first_usable = AREA_BLOCKS,
		.last_usable = geography->blocks - GPT_ARRAY_BLOCKS - 2,
	};
	assert(count <= PARTITIONS_MAX);
	if (count)
		memcpy(sorted, geography->placed, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_start);
	for (size_t i = 0; i < count; i++)
		out->range[sorted[i].partition->number - 1] =
			range_of(&sorted[i]);
	fill_gaps(&gaps, sorted, count);
}

/* ---- APM ---- */

static uint32_t sectors(uint64_t blocks)
{
	return (uint32_t)((blocks + BLOCKS_A_SECTOR - 1) / BLOCKS_A_SECTOR);
}

static struct apm_range apm_range_of(const struct placed *placed)
{
	const struct partition_settings *is = &placed->partition->is;
	struct apm_range out = {
		.start = sectors(placed->start),
		.count = sectors(placed->blocks),
	};

	snprintf(out.name, sizeof(out.name), "%.32s", is->label);
	memcpy(out.type, is->apm_type, sizeof(out.type));
	return out;
}

uint32_t tables_apm(
	const struct geography *geography, struct apm_range out[APM_MAX])
{
	uint32_t count = 1;

	for (size_t i = 0; i < geography->count && count < APM_MAX; i++)
		out[count++] = apm_range_of(&geography->placed[i]);
	out[0] = (struct apm_range){
		.start = 1,
		.count = APM_MAX,
		.name = "Apple",
		.type = APM_TYPE_MAP,
	};
	return count;
}
