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

UNIT_TESTS("crc", check_value_of_the_catalogues_comes_out,
	parts_give_what_the_whole_gives)
