#include "boot/infotable.h"

#include <string.h>

#include "unit.h"

static const struct info_fields only_table = { .table = true };
static const struct info_fields with_grub2 = { .table = true, .grub2 = true };

START_TEST(words_from_byte_64_are_summed)
{
	uint8_t bytes[70];

	memset(bytes, 0xff, 64);
	memcpy(bytes + 64, "\1\0\0\x80\2\3", 6);
	ck_assert_uint_eq(info_table_sum(0, &only_table, bytes, 70, 0),
		0x80000001u + 0x0302u);
	ck_assert_uint_eq(info_table_sum(0, &only_table, bytes, 64, 0), 0);
}
END_TEST

START_TEST(sum_is_the_same_in_pieces)
{
	uint8_t bytes[5001];
	uint32_t whole, pieces;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	whole = info_table_sum(0, &with_grub2, bytes, 5001, 0);
	pieces = info_table_sum(0, &with_grub2, bytes, 2048, 0);
	pieces = info_table_sum(pieces, &with_grub2, bytes + 2048, 2953, 2048);
	ck_assert_uint_eq(whole, pieces);
}
END_TEST

START_TEST(table_says_where_the_loader_lies)
{
	uint8_t head[INFO_TABLE_REACH] = { 0 };

	info_table_patch(head, &only_table, 0xcafe0001, 38912, 0x12345);
	ck_assert_mem_eq(head + 8,
		"\x10\0\0\0\x45\x23\x01\0\0\x98\0\0\x01\0\xfe\xca", 16);
	for (size_t i = 24; i < sizeof(head); i++)
		ck_assert_uint_eq(head[i], 0);
}
END_TEST

/* The checksum of the patched file is that which the table has. */
START_TEST(grub2_field_is_in_the_sum)
{
	uint8_t file[8192];
	uint32_t sum;

	memset(file, 0x5a, sizeof(file));
	sum = info_table_sum(0, &with_grub2, file, sizeof(file), 0);
	info_table_patch(file, &with_grub2, sum, sizeof(file), 0x100000);
	ck_assert_mem_eq(file + 2548, "\x05\0\x40\0\0\0\0\0", 8);
	ck_assert(info_table_claims(file, sizeof(file)));
	ck_assert(info_table_proves(
		file, info_table_sum(0, &only_table, file, sizeof(file), 0)));
}
END_TEST

START_TEST(only_a_table_of_this_file_is_believed)
{
	uint8_t file[4096] = { 0 };
	uint32_t sum = info_table_sum(0, &only_table, file, sizeof(file), 0);

	ck_assert(!info_table_claims(file, sizeof(file)));
	info_table_patch(file, &only_table, sum, sizeof(file), 77);
	ck_assert(info_table_claims(file, sizeof(file)));
	ck_assert(!info_table_claims(file, sizeof(file) - 1));
	file[100] = 1;
	ck_assert(!info_table_proves(
		file, info_table_sum(0, &only_table, file, sizeof(file), 0)));
}
END_TEST

UNIT_TESTS("infotable", words_from_byte_64_are_summed,
	sum_is_the_same_in_pieces, table_says_where_the_loader_lies,
	grub2_field_is_in_the_sum, only_a_table_of_this_file_is_believed)
