#include "util/translit.h"

#include <locale.h>
#include <string.h>

#include "unit.h"

static const struct {
	const char *text;
	const char *ascii;
} rows[] = {
	{ "plain ~!", "plain ~!" },
	{ "äöüß ÄÖÜ", "aouss AOU" },
	{ "éèñçø Łłđ Åå", "eenco Lld Aa" },
	{ "e\314\201x", "ex" },
	{ "\342\200\234q\342\200\235 \342\200\230a\342\200\231", "\"q\" 'a'" },
	{ "\342\200\223", "-" },
	{ "\357\254\201\357\254\202 Æ œ", "fifl AE oe" },
	{ "\357\274\246\357\274\257\357\274\257\357\274\221", "FOO1" },
	{ "漢字", "__" },
	{ "\360\237\230\200", "_" },
	{ "\342\231\245 \360\237\222\224", "_ _" },
	{ "\360\235\220\200\360\235\237\231", "A1" },
	{ "a\377b", "a_b" },
	{ "", "" },
};

static void assert_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[64];
		size_t size = translit_ascii(rows[i].text, out, sizeof(out));

		ck_assert_str_eq(out, rows[i].ascii);
		ck_assert_uint_eq(size, strlen(out));
	}
}

START_TEST(letters_find_their_likeness)
{
	assert_rows();
}
END_TEST

START_TEST(the_locale_of_the_process_changes_nothing)
{
	static const char *const locales[] = { "C", "C.UTF-8", "POSIX" };

	for (size_t i = 0; i < COUNT(locales); i++) {
		ck_assert_ptr_nonnull(setlocale(LC_ALL, locales[i]));
		assert_rows();
	}
}
END_TEST

START_TEST(every_character_becomes_printable_ascii)
{
	char text[5] = { 0 };
	char out[64];

	for (unsigned code = 0x80; code < 0x10000; code++) {
		text[0] = (char)(0xe0 | code >> 12);
		text[1] = (char)(0x80 | (code >> 6 & 63));
		text[2] = (char)(0x80 | (code & 63));
		translit_ascii(text, out, sizeof(out));
		for (const char *at = out; *at; at++)
			ck_assert(*at >= ' ' && *at <= '~');
	}
}
END_TEST

START_TEST(what_does_not_fit_is_cut_between_characters)
{
	char out[4];

	ck_assert_uint_eq(translit_ascii("abcdef", out, sizeof(out)), 3);
	ck_assert_uint_eq(translit_ascii("abÆ", out, sizeof(out)), 2);
	ck_assert_str_eq(out, "ab");
}
END_TEST

UNIT_TESTS("translit", letters_find_their_likeness,
	the_locale_of_the_process_changes_nothing,
	every_character_becomes_printable_ascii,
	what_does_not_fit_is_cut_between_characters)
