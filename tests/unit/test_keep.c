#include "hybrid/keep.h"

#include <string.h>

#include "unit.h"

#define OLD_END 12736
#define NEW_END 14000

static struct area area;
static struct gpt gpt;
static struct partition esp = { .number = 2, .name = "esp" };

static struct gpt_range range_of(const struct guid *type, const char *label,
	uint64_t start, uint64_t end)
{
	struct gpt_range out = {
		.type = *type,
		.self = guid_derive(1, (uint32_t)start),
		.start = start,
		.blocks = end - start,
	};

	strcpy(out.label, label);
	return out;
}

static void put_mbr(const struct mbr_range ranges[MBR_PARTITIONS])
{
	struct mbr *mbr = (struct mbr *)area.bytes;

	for (int i = 0; i < MBR_PARTITIONS; i++)
		mbr->partition[i] =
			mbr_partition_encode(&ranges[i], geometry_of(OLD_END));
	mbr->signature[0] = 0x55;
	mbr->signature[1] = 0xaa;
}

static void put_gpt(void)
{
	struct gpt_header header;
	uint8_t *array = area.bytes + 2 * BLOCK_SIZE;

	gpt_array_encode(&gpt, array);
	header = gpt_primary_encode(&gpt, array);
	memcpy(area.bytes + BLOCK_SIZE, &header, sizeof(header));
}

/* The volume, an appended EFI system partition, a gap. */
static void make_appended(void)
{
	static const struct mbr_range protective[MBR_PARTITIONS] = {
		{ .type = MBR_TYPE_PROTECTIVE,
			.start = 1,
			.blocks = OLD_END - 1 },
		{ .active = true, .blocks = 1 },
	};

	area = (struct area){ 0 };
	gpt = (struct gpt){
		.disk = guid_derive(1, 0),
		.blocks = OLD_END,
		.array = 2,
		.first_usable = 64,
		.last_usable = OLD_END - GPT_ARRAY_BLOCKS - 2,
		.range = {
			range_of(&guid_basic_data, "ISO9660", 64, 6312),
			range_of(&guid_efi_system, "Appended2", 6312, 12072),
			range_of(&guid_basic_data, "Gap1", 12072,
				OLD_END - GPT_ARRAY_BLOCKS - 1),
		},
	};
	put_mbr(protective);
	put_gpt();
	area.is.disk_guid = gpt.disk;
}

/* What the tables become with the partition at START, or without it. */
static void keep(uint64_t start, size_t count, uint8_t out[AREA_SIZE])
{
	const struct placed placed = { &esp, start, 5760 };
	const struct geography geography = {
		.area = &area,
		.placed = &placed,
		.count = count,
		.blocks = NEW_END,
	};

	memcpy(out, area.bytes, AREA_SIZE);
	keep_tables(&geography, out);
}

static struct gpt decoded(const uint8_t *bytes)
{
	struct gpt_header header = kept_header(bytes);
	const uint8_t *array = kept_array(bytes, &header);
	struct gpt out = {
		.disk = header.disk,
		.blocks = le64_get(header.other) + 1,
		.last_usable = le64_get(header.last_usable),
	};

	ck_assert(kept_is_sound(bytes));
	for (uint32_t i = 0; i < le32_get(header.count); i++)
		out.range[i] = gpt_range_decode(
			array + i * sizeof(struct gpt_partition));
	return out;
}

static struct mbr_range entry(const uint8_t *bytes, int i)
{
	struct mbr mbr;

	memcpy(&mbr, bytes, sizeof(mbr));
	return mbr_partition_decode(&mbr.partition[i]);
}

START_TEST(only_the_end_changes_where_no_file_moved)
{
	uint8_t out[AREA_SIZE];
	struct gpt is;

	make_appended();
	keep(6312, 1, out);
	is = decoded(out);
	ck_assert_uint_eq(is.blocks, NEW_END);
	ck_assert_uint_eq(is.last_usable, NEW_END - GPT_ARRAY_BLOCKS - 2);
	ck_assert_mem_eq(&is.disk, &gpt.disk, sizeof(is.disk));
	ck_assert_mem_eq(&is.range[0], &gpt.range[0], sizeof(is.range[0]));
	ck_assert_mem_eq(&is.range[1], &gpt.range[1], sizeof(is.range[1]));
	gpt.range[2].blocks += NEW_END - OLD_END;
	ck_assert_mem_eq(&is.range[2], &gpt.range[2], sizeof(is.range[2]));
	ck_assert_uint_eq(entry(out, 0).blocks, NEW_END - 1);
	ck_assert_mem_eq(out + 462, area.bytes + 462, 16);
}
END_TEST

/* Of the volume, the file's partition and the gap behind: who gives way. */
START_TEST(partition_follows_its_file_and_others_end_there)
{
	static const struct {
		uint64_t start;
		int number;
		uint64_t range_start, range_end;
	} rows[] = {
		{ 400, 0, 64, 400 },
		{ 8000, 1, 8000, 8000 + 5760 },
		{ 12300, 1, 12300, 12300 + 5760 },
		{ 12300, 2, 12072, 12300 },
	};
	uint8_t out[AREA_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct gpt_range wanted;
		struct gpt is;

		make_appended();
		keep(rows[i].start, 1, out);
		is = decoded(out);
		wanted = gpt.range[rows[i].number];
		wanted.start = rows[i].range_start;
		wanted.blocks = rows[i].range_end - rows[i].range_start;
		ck_assert_mem_eq(
			&is.range[rows[i].number], &wanted, sizeof(wanted));
	}
}
END_TEST

/* As isohybrid makes them, for MBRs only. */
START_TEST(volume_stays_around_what_was_in_it)
{
	uint8_t out[AREA_SIZE];
	struct gpt is;

	make_appended();
	gpt.range[0].start = 0;
	gpt.range[0].blocks = OLD_END - 64;
	put_gpt();
	keep(400, 1, out);
	is = decoded(out);
	ck_assert_uint_eq(is.range[0].blocks, NEW_END - 64);
}
END_TEST

/* What an image with a volume of its own for it, up to its last file, needs. */
START_TEST(volume_s_own_partition_grows_up_to_those_behind)
{
	static const struct {
		uint64_t old_gap_end;
		uint64_t esp, gap_start, gap_end;
	} rows[] = {
		{ 12703, 6312, 12072, 13967 },
		{ 12703, 8000, 13760, 13967 },
		{ 12640, 8000, 13760, 13904 },
		/* What is left is more than it had. */
		{ 12640, 8206, 13966, 13967 },
	};
	uint8_t out[AREA_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct gpt is;

		make_appended();
		gpt.range[2].blocks = rows[i].old_gap_end - 12072;
		put_gpt();
		area.is.partition_offset = OFFSET_16;
		keep(rows[i].esp, 1, out);
		is = decoded(out);
		gpt.range[0].blocks = rows[i].esp - 64;
		gpt.range[1].start = rows[i].esp;
		gpt.range[2].start = rows[i].gap_start;
		gpt.range[2].blocks = rows[i].gap_end - rows[i].gap_start;
		ck_assert_mem_eq(is.range, gpt.range, 3 * sizeof(*is.range));
	}
}
END_TEST

START_TEST(volume_s_own_partition_has_all_where_it_is_alone)
{
	uint8_t out[AREA_SIZE];
	struct gpt is;

	make_appended();
	area.is.partition_offset = OFFSET_16;
	keep(0, 0, out);
	is = decoded(out);
	ck_assert_uint_eq(is.range[0].start + is.range[0].blocks,
		NEW_END - GPT_ARRAY_BLOCKS - 2);
	ck_assert(guid_is_zero(&is.range[1].type));
	ck_assert_uint_eq(is.range[2].blocks, 1);
}
END_TEST

START_TEST(partition_ends_with_its_file)
{
	uint8_t out[AREA_SIZE];
	struct gpt is;

	make_appended();
	keep(0, 0, out);
	is = decoded(out);
	ck_assert(guid_is_zero(&is.range[1].type));
	ck_assert(!guid_is_zero(&is.range[2].type));
}
END_TEST

START_TEST(unchanged_end_changes_no_byte)
{
	const struct placed placed = { &esp, 6312, 5760 };
	const struct geography geography = {
		.area = &area, .placed = &placed, .count = 1, .blocks = OLD_END
	};
	uint8_t out[AREA_SIZE];

	make_appended();
	memcpy(out, area.bytes, AREA_SIZE);
	keep_tables(&geography, out);
	ck_assert_mem_eq(out, area.bytes, AREA_SIZE);
}
END_TEST

START_TEST(second_table_ends_with_the_image)
{
	uint8_t out[AREA_SIZE], end[40 * BLOCK_SIZE] = { 0 };
	uint8_t *header_at = end + sizeof(end) - BLOCK_SIZE;
	struct gpt_header header;

	make_appended();
	keep(6312, 1, out);
	ck_assert_uint_eq(keep_backup_blocks(out), GPT_ARRAY_BLOCKS + 1);
	keep_backup(out, end + sizeof(end));
	memcpy(&header, header_at, sizeof(header));
	ck_assert_uint_eq(le64_get(header.self), NEW_END - 1);
	ck_assert_uint_eq(le64_get(header.other), 1);
	ck_assert_uint_eq(
		le64_get(header.array), NEW_END - 1 - GPT_ARRAY_BLOCKS);
	ck_assert_mem_eq(header_at - GPT_ARRAY_SIZE, out + 2 * BLOCK_SIZE,
		GPT_ARRAY_SIZE);
}
END_TEST

/* A volume with a partition in it, or behind it; HFS+ is nobody's file. */
START_TEST(mbr_s_volume_ends_with_the_image)
{
	static const struct {
		struct mbr_range given, becomes;
	} rows[] = {
		{ { true, 0x17, 0, OLD_END }, { true, 0x17, 0, NEW_END } },
		{ { true, 0, 0, 3296 }, { true, 0, 0, NEW_END } },
		{ { true, 0x83, 64, 3296 }, { true, 0x83, 64, 3296 } },
		{ { true, 0, 0, 1 }, { true, 0, 0, 1 } },
		{ { false, 0xaf, 800, 400 }, { false, 0xaf, 800, 400 } },
		{ { false, 0x83, 800, 400 }, { 0 } },
	};
	uint8_t out[AREA_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct mbr_range ranges[MBR_PARTITIONS] = {
			rows[i].given,
			{ .type = MBR_TYPE_EFI, .start = 6976, .blocks = 5760 },
		};
		struct mbr_range is;

		area = (struct area){ 0 };
		put_mbr(ranges);
		keep(6976, 1, out);
		is = entry(out, 0);
		ck_assert_int_eq(is.active, rows[i].becomes.active);
		ck_assert_uint_eq(is.type, rows[i].becomes.type);
		ck_assert_uint_eq(is.start, rows[i].becomes.start);
		ck_assert_uint_eq(is.blocks, rows[i].becomes.blocks);
		ck_assert_uint_eq(entry(out, 1).start, 6976);
	}
}
END_TEST

static struct apm_partition *apm_entry(uint8_t *bytes, int i)
{
	return (struct apm_partition *)(bytes + (i + 1) * APM_BLOCK_SIZE);
}

/* As xorriso makes it beside HFS+, without an MBR. */
START_TEST(map_alone_is_kept)
{
	static const struct apm_range ranges[] = {
		{ 1, 3, "Apple", "Apple_partition_map" },
		{ 16, 52, "Gap0", "ISO9660_data" },
		{ 68, 310, "HFSPLUS_Hybrid", "Apple_HFS" },
		{ 378, 22, "Gap1", "ISO9660_data" },
	};
	const struct apm_descriptor head = apm_descriptor_encode();
	const struct geography geography = { .area = &area, .blocks = 2000 };
	uint8_t out[AREA_SIZE];

	for (uint32_t count = 3; count <= 4; count++) {
		area = (struct area){ 0 };
		memcpy(area.bytes, &head, sizeof(head));
		for (uint32_t i = 0; i < count; i++)
			*apm_entry(area.bytes, (int)i) =
				apm_partition_encode(&ranges[i], count);
		ck_assert_uint_eq(
			kept_end(area.bytes), (count == 3 ? 378 : 400) * 4);
		memcpy(out, area.bytes, AREA_SIZE);
		keep_tables(&geography, out);
		if (count == 4) {
			ck_assert_uint_eq(
				be32_get(apm_entry(out, 3)->count), 122);
			*apm_entry(out, 3) = *apm_entry(area.bytes, 3);
		}
		ck_assert_mem_eq(out, area.bytes, AREA_SIZE);
	}
}
END_TEST

START_TEST(unsound_gpt_is_told)
{
	static const size_t bytes[] = { BLOCK_SIZE + 16, BLOCK_SIZE + 24,
		BLOCK_SIZE + 72, BLOCK_SIZE + 80, 2 * BLOCK_SIZE + 5,
		2 * BLOCK_SIZE + GPT_ARRAY_SIZE - 1 };

	for (size_t i = 0; i < COUNT(bytes); i++) {
		make_appended();
		area.bytes[bytes[i]] ^= 0xff;
		ck_assert(!kept_is_sound(area.bytes));
	}
}
END_TEST

START_TEST(array_outside_of_the_system_area_is_not_looked_at)
{
	static const uint64_t blocks[] = { 0, 33, 1 << 20, UINT64_MAX };
	static struct kept list[KEPT_MAX];

	for (size_t i = 0; i < COUNT(blocks); i++) {
		struct gpt_header header;

		make_appended();
		header = kept_header(area.bytes);
		header.array = le64_from(blocks[i]);
		header.crc = le32_from(gpt_crc(header));
		memcpy(area.bytes + BLOCK_SIZE, &header, sizeof(header));
		ck_assert(!kept_is_sound(area.bytes));
		ck_assert_uint_eq(kept_list(area.bytes, list), 0);
	}
}
END_TEST

UNIT_TESTS("keep", only_the_end_changes_where_no_file_moved,
	partition_follows_its_file_and_others_end_there,
	volume_stays_around_what_was_in_it,
	volume_s_own_partition_grows_up_to_those_behind,
	volume_s_own_partition_has_all_where_it_is_alone,
	partition_ends_with_its_file, unchanged_end_changes_no_byte,
	second_table_ends_with_the_image, mbr_s_volume_ends_with_the_image,
	map_alone_is_kept, unsound_gpt_is_told,
	array_outside_of_the_system_area_is_not_looked_at)
