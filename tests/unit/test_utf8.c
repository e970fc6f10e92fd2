#include "util/utf8.h"

#include <string.h>

#include "unit.h"

START_TEST(characters_are_read_and_written_alike)
{
	static const struct {
		const char *text;
		uint32_t code;
	} rows[] = {
		{ "\1", 1 },
		{ "\177", 0x7f },
		{ "\302\200", 0x80 },
		{ "\337\277", 0x7ff },
		{ "\340\240\200", 0x800 },
		{ "\355\237\277", 0xd7ff },
		{ "\356\200\200", 0xe000 },
		{ "\357\277\277", 0xffff },
		{ "\360\220\200\200", 0x10000 },
		{ "\364\217\277\277", 0x10ffff },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *at = rows[i].text;
		char out[UTF8_MAX];
		size_t size = utf8_put(rows[i].code, out);

		ck_assert_uint_eq(utf8_next(&at), rows[i].code);
		ck_assert_uint_eq(*at, 0);
		ck_assert_uint_eq(size, strlen(rows[i].text));
		ck_assert_mem_eq(out, rows[i].text, size);
	}
}
END_TEST

START_TEST(what_is_no_utf8_is_read_byte_by_byte)
{
	static const char *const rows[] = {
		"\200",	    /* a continuation alone */
		"\300\200", /* overlong */
		"\301\277",
		"\340\237\277",
		"\360\217\277\277",
		"\355\240\200",	    /* a surrogate */
		"\364\220\200\200", /* past the end */
		"\365\200\200\200",
		"\377",
		"\342\202", /* truncated */
		"\342\202x",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *at = rows[i];

		ck_assert_uint_eq(utf8_next(&at), UTF8_BAD);
		ck_assert_ptr_eq(at, rows[i] + 1);
		ck_assert(!utf8_valid(rows[i]));
	}
	ck_assert_uint_eq(utf8_count("a\377\342\202\254"), 3);
	ck_assert(utf8_valid("a\342\202\254"));
}
END_TEST

START_TEST(the_end_is_not_passed)
{
	const char *text = "";
	const char *at = text;

	ck_assert_uint_eq(utf8_next(&at), 0);
	ck_assert_ptr_eq(at, text);
}
END_TEST

START_TEST(sixteen_bit_units_come_most_significant_byte_first)
{
	static const char text[] = "a\342\202\254\360\237\230\200";
	be16 units[8];
	char out[16];

	ck_assert_uint_eq(utf16_count(text), 4);
	ck_assert_uint_eq(utf16_put(text, units, 8), 4);
	ck_assert_mem_eq(units, "\0a\x20\xac\xd8\x3d\xde\x00", 8);
	ck_assert_uint_eq(utf16_get(units, 4, out, sizeof(out)), 8);
	ck_assert_str_eq(out, text);
}
END_TEST

START_TEST(no_character_is_cut_in_two)
{
	be16 units[4];
	char out[4];

	ck_assert_uint_eq(utf16_put("ab\360\237\230\200", units, 3), 2);
	ck_assert_uint_eq(utf16_put("a\342\202\254", units, 4), 2);
	ck_assert_uint_eq(utf16_get(units, 2, out, sizeof(out)), 1);
	ck_assert_str_eq(out, "a");
}
END_TEST

START_TEST(units_that_no_name_can_hold_become_underscores)
{
	static const be16 units[] = { { "\xd8\x3d" }, { "\0a" }, { "\xde\x00" },
		{ "\0\0" }, { "\0/" }, { "\xd8\x3d" } };
	be16 bad[1];
	char out[16];

	utf16_get(units, COUNT(units), out, sizeof(out));
	ck_assert_str_eq(out, "_a____");
	ck_assert_uint_eq(utf16_put("\377", bad, 1), 1);
	ck_assert_uint_eq(be16_get(bad[0]), '_');
}
END_TEST

UNIT_TESTS("utf8", characters_are_read_and_written_alike,
	what_is_no_utf8_is_read_byte_by_byte, the_end_is_not_passed,
	sixteen_bit_units_come_most_significant_byte_first,
	no_character_is_cut_in_two,
	units_that_no_name_can_hold_become_underscores)
