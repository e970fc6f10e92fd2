#include "util/crc.h"

#include "unit.h"

START_TEST(check_value_of_the_catalogues_comes_out)
{
	ck_assert_uint_eq(crc32_of(0, "123456789", 9), 0xcbf43926);
}
END_TEST

START_TEST(parts_give_what_the_whole_gives)
{
	uint32_t crc = crc32_of(0, "1234", 4);

	ck_assert_uint_eq(crc32_of(crc, "56789", 5), 0xcbf43926);
	ck_assert_uint_eq(crc32_of(crc, "", 0), crc);
}
END_TEST

START_TEST(the_standard_s_example_comes_out)
{
	ck_assert_uint_eq(crc_itu("123456789", 9), 0x31c3);
	ck_assert_uint_eq(crc_itu("", 0), 0);
	ck_assert_uint_eq(crc_itu("\x70\x6a\x77", 3), 0x3299);
}
END_TEST

START_TEST(one_bit_changes_it)
{
	uint8_t bytes[64] = { 0 };

	for (int i = 0; i < 512; i++) {
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_uint_ne(crc_itu(bytes, sizeof(bytes)), 0);
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}
END_TEST

START_TEST(many_bytes_give_what_single_ones_give)
{
	uint8_t bytes[100];
	uint32_t crc = 0;

	for (unsigned i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (uint8_t)(i * 37 + 11);
		crc = crc32_of(crc, &bytes[i], 1);
		ck_assert_uint_eq(crc32_of(0, bytes, i + 1), crc);
	}
	/* Computed bit by bit, beside the code. */
	ck_assert_uint_eq(crc_itu(bytes, sizeof(bytes)), 0x5e24);
}
END_TEST

UNIT_TESTS("crc", check_value_of_the_catalogues_comes_out,
	parts_give_what_the_whole_gives, the_standard_s_example_comes_out,
	one_bit_changes_it, many_bytes_give_what_single_ones_give)
