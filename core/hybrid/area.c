#include "hybrid/area.h"

#include <string.h>

#include "disk/partition_gpt.h"
#include "hybrid/gpt.h"
#include "hybrid/kept.h"

#define OFFSET_BLOCKS (AREA_SIZE / BLOCK_SIZE) /* of partition-offset=16 */

enum { NUMBER_DISK_ID = 1000, NUMBER_DISK }; /* of derived identifiers */

/* What partition tables the user's bytes have. */
struct found {
	struct mbr mbr;
	bool has_mbr, has_gpt, has_apm;
	uint64_t first; /* block of the first partition of any size, or 0 */
};

static uint64_t first_of_mbr(const struct mbr *mbr)
{
	for (int i = 0; i < MBR_PARTITIONS; i++) {
		struct mbr_range range =
			mbr_partition_decode(&mbr->partition[i]);

		if (range.blocks && range.type != MBR_TYPE_PROTECTIVE)
			return range.start;
	}
	return 0;
}

static bool is_protective(const struct mbr *mbr)
{
	for (int i = 0; i < MBR_PARTITIONS; i++) {
		if (mbr->partition[i].type == MBR_TYPE_PROTECTIVE)
			return true;
	}
	return false;
}

static void look_for_gpt(const uint8_t *bytes, struct found *out)
{
	struct gpt_header header;
	struct gpt_partition first;
	uint64_t array;

	memcpy(&header, bytes + BLOCK_SIZE, sizeof(header));
	out->has_gpt = gpt_is_header(header.signature);
	array = le64_get(header.array);
	if (!out->has_gpt || array >= AREA_SIZE / BLOCK_SIZE)
		return;
	memcpy(&first, bytes + array * BLOCK_SIZE, sizeof(first));
	if (!guid_is_zero(&first.type))
		out->first = le64_get(first.first);
}

static struct found look(const uint8_t *bytes)
{
	struct found out = { .has_mbr = false };

	memcpy(&out.mbr, bytes, sizeof(out.mbr));
	out.has_mbr =
		out.mbr.signature[0] == 0x55 && out.mbr.signature[1] == 0xaa;
	if (out.has_mbr) {
		out.has_gpt = is_protective(&out.mbr);
		out.first = first_of_mbr(&out.mbr);
	}
	if (!memcmp(bytes + BLOCK_SIZE, GPT_SIGNATURE, strlen(GPT_SIGNATURE)))
		look_for_gpt(bytes, &out);
	out.has_apm = bytes[0] == 'E' && bytes[1] == 'R';
	return out;
}

static int64_t settle_mbr(
	const struct boot *boot, const struct found *found, enum mbr_code code)
{
	const struct dir *partitions = boot->nodes[PLACE_PARTITIONS]->dir;

	switch (code) {
	case MBR_CODE_ISOHYBRID:
		return MBR_ISOHYBRID;
	case MBR_CODE_GRUB2:
		return MBR_GRUB2;
	case MBR_CODE_UNKNOWN:
		return MBR_PLAIN;
	case MBR_CODE_NONE:
		break;
	}
	return found->has_mbr || partitions->of[IW_BOOT].count ? MBR_PLAIN
							       : MBR_NONE;
}

static uint64_t derive_id(uint64_t seed)
{
	struct guid guid = guid_derive(seed, NUMBER_DISK_ID);
	le32 id;

	memcpy(&id, &guid, sizeof(id));
	return le32_get(id);
}

static void settle_identifiers(
	struct area *area, const struct found *found, uint64_t seed)
{
	struct area_settings *is = &area->is;
	struct gpt_header header;

	if (is->disk_id == KEY_AUTO)
		is->disk_id = le32_get(found->mbr.disk_id);
	if (!is->disk_id && is->tables != TABLES_KEEP)
		is->disk_id = (int64_t)derive_id(seed);
	memcpy(&header, area->bytes + BLOCK_SIZE, sizeof(header));
	if (guid_is_zero(&is->disk_guid) && gpt_is_header(header.signature))
		is->disk_guid = header.disk;
	if (guid_is_zero(&is->disk_guid))
		is->disk_guid = guid_derive(seed, NUMBER_DISK);
}

/* In tables that are kept, auto is what is there: nothing writes over it. */
static int64_t settle_offset(const struct area *area, const struct found *found)
{
	int64_t is = area->is.partition_offset;

	if (area->is.tables == TABLES_KEEP)
		return kept_own_end(area->bytes) ? is : OFFSET_0;
	if (is != OFFSET_AUTO)
		return is;
	return found->first == OFFSET_BLOCKS ? OFFSET_16 : OFFSET_0;
}

int area_settle(const struct boot *boot, uint64_t seed, struct area *out)
{
	struct area_settings *is = &out->is;
	struct found found;
	int error = boot_read(
		boot, boot->nodes[PLACE_AREA], out->bytes, AREA_SIZE, 0);

	if (error)
		return error;
	found = look(out->bytes);
	*is = boot_record_get(boot, PLACE_AREA, 0).area;
	out->code = mbr_code_look(&found.mbr);
	/* There is nothing to keep in one that the user put there. */
	if (!kept_is_sound(out->bytes) || !kept_end(out->bytes))
		is->tables = TABLES_MAKE;
	if (is->gpt == ANSWER_AUTO)
		is->gpt = found.has_gpt ? ANSWER_YES : ANSWER_NO;
	if (is->apm == ANSWER_AUTO)
		is->apm = found.has_apm ? ANSWER_YES : ANSWER_NO;
	if (is->mbr == MBR_AUTO)
		is->mbr = settle_mbr(boot, &found, out->code);
	is->partition_offset = settle_offset(out, &found);
	if (is->mbr == MBR_NONE &&
		(is->gpt == ANSWER_YES || is->partition_offset == OFFSET_16))
		is->mbr = MBR_PLAIN;
	if (is->padding == PADDING_AUTO)
		is->padding = is->mbr == MBR_ISOHYBRID ? PADDING_CYLINDER
						       : PADDING_NONE;
	settle_identifiers(out, &found, seed);
	return 0;
}
