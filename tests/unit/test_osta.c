#include "util/osta.h"

#include <string.h>

#include "unit.h"

static const struct row {
	const char *text;
	size_t size;
	const char *bytes;
} rows[] = {
	{ "", 0, "" },
	{ "A", 2, "\x08\x41" },
	{ "A\xc3\xa9", 3, "\x08\x41\xe9" },
	{ "A\xe6\x97\xa5", 5, "\x10\x00\x41\x65\xe5" },
	{ "\xf0\x9f\x98\x80", 5, "\x10\xd8\x3d\xde\x00" },
	{ "a\xff", 3, "\x08\x61_" },
	{ "\xe6\x97\xa5\xff", 5, "\x10\x65\xe5\x00_" },
};

START_TEST(each_text_takes_the_narrow_kind_if_it_can)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t out[16];

		ck_assert_uint_eq(osta_size(rows[i].text), rows[i].size);
		ck_assert_uint_eq(
			osta_put(rows[i].text, out, sizeof(out)), rows[i].size);
		ck_assert_mem_eq(out, rows[i].bytes, rows[i].size);
	}
}
END_TEST

START_TEST(what_was_put_is_got_back)
{
	const char *const texts[] = { "plain", "M\xc3\xbcller",
		"\xe6\x97\xa5\xe6\x9c\xac.txt", "x\xf0\x9f\x98\x80" };

	for (size_t i = 0; i < 4; i++) {
		uint8_t bytes[64];
		char text[64];
		size_t size = osta_put(texts[i], bytes, sizeof(bytes));

		ck_assert_uint_eq(osta_get(bytes, size, text, sizeof(text)),
			strlen(texts[i]));
		ck_assert_str_eq(text, texts[i]);
	}
}
END_TEST

START_TEST(characters_that_do_not_fit_are_left_out_whole)
{
	uint8_t out[8];

	ck_assert_uint_eq(osta_put("abcdef", out, 4), 4);
	ck_assert_mem_eq(out,
		"\x08"
		"abc",
		4);
	ck_assert_uint_eq(osta_put("\xe6\x97\xa5\xf0\x9f\x98\x80", out, 6), 3);
	ck_assert_uint_eq(osta_put("a", out, 1), 0);
}
END_TEST

START_TEST(a_field_ends_with_the_size_of_its_text)
{
	uint8_t field[8];
	char text[32];

	osta_put_field("abc", field, sizeof(field));
	ck_assert_mem_eq(field,
		"\x08"
		"abc\0\0\0\x04",
		8);
	ck_assert_uint_eq(osta_get_field(field, 8, text, sizeof(text)), 3);
	ck_assert_str_eq(text, "abc");
	osta_put_field("0123456789", field, sizeof(field));
	ck_assert_mem_eq(field,
		"\x08"
		"012345\x07",
		8);
	osta_put_field("", field, sizeof(field));
	ck_assert_mem_eq(field, "\0\0\0\0\0\0\0\0", 8);
}
END_TEST

START_TEST(what_is_no_text_is_empty)
{
	const uint8_t unknown[] = { 9, 'a', 'b' };
	const uint8_t deleted[] = { 254, 'a', 'b' };
	const uint8_t field[] = { 8, 'a', 'b', 200 };
	char text[16] = "before";

	ck_assert_uint_eq(osta_get(unknown, 3, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(osta_get(deleted, 3, text, sizeof(text)), 0);
	ck_assert_uint_eq(osta_get_field(field, 4, text, sizeof(text)), 0);
	ck_assert_uint_eq(osta_get(unknown, 0, text, sizeof(text)), 0);
}
END_TEST

UNIT_TESTS("osta", each_text_takes_the_narrow_kind_if_it_can,
	what_was_put_is_got_back, characters_that_do_not_fit_are_left_out_whole,
	a_field_ends_with_the_size_of_its_text, what_is_no_text_is_empty)
