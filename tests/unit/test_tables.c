#include "hybrid/tables.h"

#include "unit.h"

/* An image of 40960 blocks with an EFI image in its middle. */
static struct partition efi = {
	.number = 2,
	.name = "efi.img",
	.is = { .type = MBR_TYPE_EFI, .label = "efi.img" },
};
static const struct placed in_the_middle[] = { { &efi, 4132, 5760 } };
static struct area area;

static struct geography of(int64_t mbr, int64_t gpt, size_t count)
{
	efi.is.type_guid = guid_efi_system;
	efi.is.guid = guid_derive(1, 2);
	area = (struct area){ .code = MBR_CODE_ISOHYBRID };
	area_settings_init(&area.is);
	area.is.mbr = mbr;
	area.is.gpt = gpt;
	return (struct geography){ .area = &area,
		.placed = in_the_middle,
		.count = count,
		.blocks = 40960,
		.seed = 1 };
}

struct mbr_row {
	bool active;
	uint8_t type;
	uint32_t start, blocks;
};

static void check_mbr(
	const struct geography *geography, const struct mbr_row wanted[4])
{
	struct mbr_partition partition[4];

	tables_mbr(geography, partition);
	for (int i = 0; i < 4; i++) {
		struct mbr_range range = mbr_partition_decode(&partition[i]);

		ck_assert_int_eq(range.active, wanted[i].active);
		ck_assert_uint_eq(range.type, wanted[i].type);
		ck_assert_uint_eq(range.start, wanted[i].start);
		ck_assert_uint_eq(range.blocks, wanted[i].blocks);
	}
}

START_TEST(volume_alone_is_one_active_partition)
{
	static const struct mbr_row isolinux[4] = { { true, 0x17, 0, 40960 } };
	static const struct mbr_row grub[4] = { { true, 0xcd, 0, 40960 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 0);

	check_mbr(&g, isolinux);
	g = of(MBR_GRUB2, ANSWER_NO, 0);
	check_mbr(&g, grub);
}
END_TEST

/* EDK2 refuses a table of which two partitions overlap, but for empty ones. */
START_TEST(volume_with_others_in_it_has_no_type)
{
	static const struct mbr_row wanted[4] = { { true, 0, 0, 40960 },
		{ false, 0xef, 4132, 5760 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 1);

	check_mbr(&g, wanted);
}
END_TEST

START_TEST(one_partition_is_active)
{
	static const struct mbr_row wanted[4] = { { false, 0, 0, 40960 },
		{ true, 0xef, 4132, 5760 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 1);

	efi.is.active = 1;
	check_mbr(&g, wanted);
	efi.is.active = 0;
}
END_TEST

START_TEST(gpt_is_protected_and_code_still_starts)
{
	static const struct mbr_row wanted[4] = { { false, 0xee, 1, 40959 },
		{ true, 0, 0, 1 } };
	static const struct mbr_row without[4] = { { false, 0xee, 1, 40959 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_YES, 1);

	check_mbr(&g, wanted);
	area.code = MBR_CODE_NONE;
	check_mbr(&g, without);
}
END_TEST

START_TEST(offset_and_type_are_the_users)
{
	static const struct mbr_row wanted[4] = { { true, 0x83, 64, 40896 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 0);

	area.is.partition_offset = OFFSET_16;
	area.is.type = 0x83;
	check_mbr(&g, wanted);
}
END_TEST

static void check_range(const struct gpt_range *range, const char *label,
	uint64_t start, uint64_t end)
{
	ck_assert_str_eq(range->label, label);
	ck_assert_uint_eq(range->start, start);
	ck_assert_uint_eq(range->start + range->blocks, end);
}

START_TEST(gpt_has_partitions_and_what_lies_between)
{
	struct geography g = of(MBR_ISOHYBRID, ANSWER_YES, 1);
	struct gpt *gpt = calloc(1, sizeof(*gpt));

	tables_gpt(&g, gpt);
	ck_assert_uint_eq(gpt->first_usable, 64);
	ck_assert_uint_eq(gpt->last_usable, 40926);
	check_range(&gpt->range[0], "Gap0", 64, 4132);
	check_range(&gpt->range[1], "efi.img", 4132, 9892);
	check_range(&gpt->range[2], "Gap1", 9892, 40927);
	ck_assert(guid_is_zero(&gpt->range[3].type));
	ck_assert(guid_equal(&gpt->range[1].type, &guid_efi_system));
	ck_assert(guid_equal(&gpt->range[2].type, &guid_basic_data));
	ck_assert(!guid_equal(&gpt->range[0].self, &gpt->range[2].self));
	free(gpt);
}
END_TEST

START_TEST(volume_in_a_partition_is_called_that_and_ends_before_others)
{
	static const struct mbr_row wanted[4] = { { true, 0x17, 64, 4068 },
		{ false, 0xef, 4132, 5760 } };
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 1);
	struct gpt *gpt = calloc(1, sizeof(*gpt));

	area.is.partition_offset = OFFSET_16;
	check_mbr(&g, wanted);
	area.is.gpt = ANSWER_YES;
	tables_gpt(&g, gpt);
	check_range(&gpt->range[0], "ISO9660", 64, 4132);
	free(gpt);
}
END_TEST

START_TEST(partition_that_fills_the_disk_leaves_no_gap)
{
	const struct placed all[] = { { &efi, 64, 40863 } };
	struct geography g = of(MBR_PLAIN, ANSWER_YES, 1);
	struct gpt *gpt = calloc(1, sizeof(*gpt));

	g.placed = all;
	tables_gpt(&g, gpt);
	ck_assert(guid_is_zero(&gpt->range[0].type));
	check_range(&gpt->range[1], "efi.img", 64, 40927);
	ck_assert(guid_is_zero(&gpt->range[2].type));
	free(gpt);
}
END_TEST

START_TEST(apm_counts_in_sectors)
{
	struct geography g = of(MBR_ISOHYBRID, ANSWER_NO, 1);
	struct apm_range out[APM_MAX];

	ck_assert_uint_eq(tables_apm(&g, out), 2);
	ck_assert_str_eq(out[0].type, "Apple_partition_map");
	ck_assert_uint_eq(out[1].start, 1033);
	ck_assert_uint_eq(out[1].count, 1440);
	ck_assert_str_eq(out[1].name, "efi.img");
}
END_TEST

UNIT_TESTS("tables", volume_alone_is_one_active_partition,
	volume_with_others_in_it_has_no_type, one_partition_is_active,
	gpt_is_protected_and_code_still_starts, offset_and_type_are_the_users,
	gpt_has_partitions_and_what_lies_between,
	volume_in_a_partition_is_called_that_and_ends_before_others,
	partition_that_fills_the_disk_leaves_no_gap, apm_counts_in_sectors)
