#include "disk/implant.h"

#include <string.h>

#include "unit.h"

START_TEST(the_text_is_that_of_implantisomd5)
{
	static const char text[] =
		"ISO MD5SUM = 000102030405060708090a0b0cd0e0ff;"
		"SKIPSECTORS = 15;RHLISOSTATUS=1;FRAGMENT SUMS = "
		"777777777777777777777777777777777777777777777777777777777777;"
		"FRAGMENT COUNT = 20;"
		"THIS IS NOT THE SAME AS RUNNING MD5SUM ON THIS ISO!!";
	struct implant implant = {
		.is_supported = true,
		.sum = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xd0, 0xe0,
			0xff },
	};
	uint8_t out[IMPLANT_SIZE], blanks[IMPLANT_SIZE];
	size_t length = strlen(text);

	memset(implant.fragments, '7', sizeof(implant.fragments));
	memset(blanks, ' ', sizeof(blanks));
	implant_encode(&implant, out);
	ck_assert_mem_eq(out, text, length);
	ck_assert_mem_eq(out + length, blanks, sizeof(out) - length);
}
END_TEST

START_TEST(a_sum_is_found_and_told_from_others)
{
	static const struct {
		const char *text;
		bool is_found, is_supported;
	} rows[] = {
		{ "", false, false },
		{ "made by someone else", false, false },
		{ "ISO MD5SUM = 0;RHLISOSTATUS=0;", true, false },
		{ "ISO MD5SUM = 0;RHLISOSTATUS=1;", true, true },
		{ "RHLISOSTATUS=1;ISO MD5SUM = 0", true, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint8_t use[IMPLANT_SIZE];
		bool is_supported;

		memset(use, ' ', sizeof(use));
		memcpy(use, rows[i].text, strlen(rows[i].text));
		ck_assert_int_eq(
			implant_decode(use, &is_supported), rows[i].is_found);
		if (rows[i].is_found)
			ck_assert_int_eq(is_supported, rows[i].is_supported);
	}
}
END_TEST

START_TEST(a_fragment_has_the_first_digit_of_each_number)
{
	static const uint8_t sum[IMPLANT_SUM] = { 0x0a, 0xb1, 0x00, 0xff };
	char digits[IMPLANT_DIGITS];

	implant_digits(sum, digits);
	ck_assert_mem_eq(digits, "ab0", sizeof(digits));
}
END_TEST

UNIT_TESTS("implant", the_text_is_that_of_implantisomd5,
	a_sum_is_found_and_told_from_others,
	a_fragment_has_the_first_digit_of_each_number)
