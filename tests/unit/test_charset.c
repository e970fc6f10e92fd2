#include "util/charset.h"

#include <errno.h>

#include "unit.h"

static struct charset *charset;

static void open_charset(const char *name)
{
	ck_assert_int_eq(charset_open(name, &charset), 0);
}

static void check_both_ways(const char *outside, const char *inside)
{
	char out[64];

	ck_assert_str_eq(
		charset_to_utf8(charset, outside, out, sizeof(out)), inside);
	ck_assert_str_eq(
		charset_from_utf8(charset, inside, out, sizeof(out)), outside);
}

START_TEST(names_are_utf8_inside)
{
	static const struct {
		const char *charset;
		const char *outside;
		const char *inside;
	} rows[] = {
		{ "UTF-8", "\303\244", "\303\244" },
		{ "ISO-8859-1", "\344.txt", "\303\244.txt" },
		{ "ISO-8859-15", "\244", "\342\202\254" },
		{ "CP437", "\204", "\303\244" },
		{ "KOI8-R", "\301", "\320\260" },
		{ "EUC-JP", "\244\242", "\343\201\202" },
		{ "CP932", "\202\240", "\343\201\202" },
		{ "GB18030", "\326\320", "\344\270\255" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		open_charset(rows[i].charset);
		check_both_ways(rows[i].outside, rows[i].inside);
		charset_close(charset);
	}
}
END_TEST

START_TEST(what_the_charset_lacks_is_escaped_and_found_again)
{
	static const struct {
		const char *inside;
		const char *outside;
	} rows[] = {
		{ "\342\202\254 5", ":20ac 5" },
		{ "\360\237\230\200", ":d83d:de00" },
		{ "\303\244\342\202\254", "\344:20ac" },
		{ ":", ":" },
		{ ":00e4", ":00e4" },
		{ ":20a", ":20a" },
		{ ":d83d", ":d83d" },
	};

	open_charset("ISO-8859-1");
	for (size_t i = 0; i < COUNT(rows); i++) {
		check_both_ways(rows[i].outside, rows[i].inside);
	}
	charset_close(charset);
}
END_TEST

START_TEST(bytes_outside_the_charset_are_no_name)
{
	char out[64];

	open_charset("EUC-JP");
	ck_assert_ptr_null(charset_to_utf8(charset, "a\244", out, sizeof(out)));
	ck_assert_ptr_null(charset_to_utf8(charset, "abcdefgh", out, 8));
	ck_assert_str_eq(
		charset_to_utf8(charset, "abcdefg", out, 8), "abcdefg");
	ck_assert_str_eq(
		charset_from_utf8(charset, "abcdefgh", out, 8), "abcdefg");
	charset_close(charset);
}
END_TEST

START_TEST(any_bytes_pass_through_utf8)
{
	open_charset("utf8");
	ck_assert_str_eq(charset_to_utf8(charset, "\377", NULL, 0), "\377");
	ck_assert_str_eq(charset_from_utf8(charset, "\377", NULL, 0), "\377");
	charset_close(charset);
}
END_TEST

START_TEST(charsets_that_do_not_keep_ascii_are_refused)
{
	static const char *const names[] = { "UTF-16", "UCS-2BE", "EBCDIC-US",
		"ISO-2022-JP", "UTF-7", "no such", "", "ASCII//TRANSLIT" };

	for (size_t i = 0; i < COUNT(names); i++)
		ck_assert_msg(charset_open(names[i], &charset) == -EINVAL, "%s",
			names[i]);
}
END_TEST

UNIT_TESTS("charset", names_are_utf8_inside,
	what_the_charset_lacks_is_escaped_and_found_again,
	bytes_outside_the_charset_are_no_name, any_bytes_pass_through_utf8,
	charsets_that_do_not_keep_ascii_are_refused)
