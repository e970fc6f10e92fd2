#include "util/crcitu.h"

#include "unit.h"

START_TEST(check_value_of_the_polynomial)
{
	ck_assert_uint_eq(crcitu("123456789", 9), 0x31c3);
	ck_assert_uint_eq(crcitu("", 0), 0);
	ck_assert_uint_eq(crcitu("\x70\x6a\x77", 3), 0x3299);
}
END_TEST

START_TEST(one_bit_changes_it)
{
	uint8_t bytes[64] = { 0 };

	for (int i = 0; i < 512; i++) {
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_uint_ne(crcitu(bytes, sizeof(bytes)), 0);
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}
END_TEST

UNIT_TESTS("crcitu", check_value_of_the_polynomial, one_bit_changes_it)
