#include "hybrid/mbr.h"

#include <string.h>

#include "unit.h"

START_TEST(entry_has_places_in_both_counts)
{
	const struct mbr_range whole = { true, MBR_TYPE_HIDDEN_NTFS, 0, 40960 };
	const struct mbr_range inner = { false, MBR_TYPE_EFI, 4132, 5760 };
	struct geometry g = geometry_of(40960);
	struct mbr_partition p = mbr_partition_encode(&whole, g);

	ck_assert_mem_eq(
		&p, "\x80\0\1\0\x17\x3f\x20\x13\0\0\0\0\0\xa0\0\0", 16);
	p = mbr_partition_encode(&inner, g);
	ck_assert_mem_eq(
		&p, "\0\1\5\2\xef\x35\4\4\x24\x10\0\0\x80\x16\0\0", 16);
}
END_TEST

START_TEST(entry_is_decoded)
{
	const struct mbr_range range = { true, 0x83, 64, 1234567 };
	struct mbr_partition p =
		mbr_partition_encode(&range, geometry_of(2000000));
	struct mbr_range back = mbr_partition_decode(&p);

	ck_assert_int_eq(back.active, true);
	ck_assert_uint_eq(back.type, 0x83);
	ck_assert_uint_eq(back.start, 64);
	ck_assert_uint_eq(back.blocks, 1234567);
}
END_TEST

START_TEST(empty_range_is_an_empty_entry)
{
	const struct mbr_range none = { .active = true, .type = 0x17 };
	struct mbr_partition p = mbr_partition_encode(&none, geometry_of(100));
	static const uint8_t zeros[16];

	ck_assert_mem_eq(&p, zeros, 16);
}
END_TEST

START_TEST(last_block_past_all_cylinders_is_said_as_such)
{
	const struct mbr_range huge = { false, 0xee, 1, 0xfffffffe };
	struct mbr_partition p =
		mbr_partition_encode(&huge, geometry_of(0xffffffff));

	ck_assert_mem_eq(&p.last, "\xfe\xff\xff", 3);
}
END_TEST

START_TEST(image_is_padded_to_whole_cylinders)
{
	static const struct {
		uint64_t sectors, rounded;
	} rows[] = {
		{ 1, 512 },
		{ 512, 512 },
		{ 513, 1024 },
		{ 524288, 524288 },   /* 1 GiB: 1024 of 64 x 32 */
		{ 524289, 525312 },   /* 128 x 32 */
		{ 1048577, 1049328 }, /* 192 x 63 */
		{ 4000000, 4000752 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
			geometry_round(rows[i].sectors), rows[i].rounded);
}
END_TEST

START_TEST(code_is_known_by_its_marks)
{
	struct mbr mbr = { 0 };

	ck_assert_int_eq(mbr_code_look(&mbr), MBR_CODE_NONE);
	mbr.code[0] = 0xfa;
	ck_assert_int_eq(mbr_code_look(&mbr), MBR_CODE_UNKNOWN);
	memcpy(mbr.code + 0xa4, "\xfb\xc0\x78\x70", 4);
	ck_assert_int_eq(mbr_code_look(&mbr), MBR_CODE_ISOHYBRID);
	memset(&mbr, 0, sizeof(mbr));
	memcpy(mbr.code + 0x180, "GRUB \0Geom", 10);
	ck_assert_int_eq(mbr_code_look(&mbr), MBR_CODE_GRUB2);
	ck_assert_uint_eq(mbr_pointer(MBR_CODE_GRUB2, 100), 404);
	ck_assert_uint_eq(mbr_pointer(MBR_CODE_ISOHYBRID, 100), 400);
}
END_TEST

UNIT_TESTS("mbr", entry_has_places_in_both_counts, entry_is_decoded,
	empty_range_is_an_empty_entry,
	last_block_past_all_cylinders_is_said_as_such,
	image_is_padded_to_whole_cylinders, code_is_known_by_its_marks)
