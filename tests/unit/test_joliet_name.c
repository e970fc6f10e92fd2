#include "name/name.h"

#include <errno.h>
#include <string.h>

#include "util/utf8.h"

#include "longname.h"
#include "unit.h"

#define EURO "\342\202\254"
#define SMILE "\360\237\230\200"

static const struct name_rules *const rules = &name_rules[IW_JOLIET];
static const struct settings standard, longer = { .joliet_long = true };

START_TEST(given_names_are_taken_as_they_are_or_refused)
{
	static const struct {
		const char *name;
		mode_t mode;
		int error;
	} rows[] = {
		{ "A name, with (odd) characters!", S_IFREG, 0 },
		{ "\303\244\346\274\242", S_IFDIR, 0 },
		{ ".a..b.", S_IFREG, 0 },
		{ "a*b", S_IFREG, -EINVAL },
		{ "a:b", S_IFREG, -EINVAL },
		{ "a;1", S_IFREG, -EINVAL },
		{ "a?", S_IFREG, -EINVAL },
		{ "a\\b", S_IFREG, -EINVAL },
		{ "a\nb", S_IFREG, -EINVAL },
		{ "a\377", S_IFREG, -EINVAL },
		{ SMILE, S_IFREG, -EINVAL },
		{ "", S_IFREG, -EINVAL },
		{ "a", S_IFLNK, -EPERM },
		{ "a", S_IFBLK, -EPERM },
	};
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		int error = rules->check(
			&standard, NULL, rows[i].mode, rows[i].name, out);

		ck_assert_msg(error == rows[i].error, "'%s': %d", rows[i].name,
			error);
		if (!error)
			ck_assert_str_eq(out, rows[i].name);
	}
}
END_TEST

START_TEST(every_printable_character_but_six_is_legal)
{
	char out[NAME_SIZE];

	for (char c = ' '; c <= '~'; c++) {
		const char name[] = { c, 0 };
		int wanted = strchr("*/:;?\\", c) ? -EINVAL : 0;

		ck_assert_int_eq(
			rules->check(&standard, NULL, S_IFREG, name, out),
			wanted);
	}
}
END_TEST

START_TEST(names_end_at_64_or_103_characters)
{
	static const struct {
		const struct settings *settings;
		size_t count;
		int error;
	} rows[] = {
		{ &standard, 63, 0 },
		{ &standard, 64, 0 },
		{ &standard, 65, -ENAMETOOLONG },
		{ &longer, 102, 0 },
		{ &longer, 103, 0 },
		{ &longer, 104, -ENAMETOOLONG },
		{ &longer, 500, -ENAMETOOLONG },
	};
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(
			rules->check(rows[i].settings, NULL, S_IFREG,
				longname(EURO, rows[i].count, ""), out),
			rows[i].error);
		ck_assert_int_eq(rules->check(rows[i].settings, NULL, S_IFDIR,
					 longname("a", rows[i].count, ""), out),
			rows[i].error);
	}
}
END_TEST

START_TEST(mapped_names_have_underscores_for_what_is_illegal)
{
	static const struct {
		const char *name;
		unsigned try;
		const char *mapped;
	} rows[] = {
		{ "plain.txt", 0, "plain.txt" },
		{ "plain.txt", 2, "plain2.txt" },
		{ "12:30 *new*?.txt", 0, "12_30 _new__.txt" },
		{ "a\377\tb", 0, "a__b" },
		{ SMILE ".png", 0, "_.png" },
		{ "apache.", 0, "apache_" },
		{ "etc...", 0, "etc___" },
		{ ".a.b", 0, ".a.b" },
		{ "\303\244" EURO, 0, "\303\244" EURO },
	};
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(rules->map(&standard, S_IFREG, rows[i].name,
					 rows[i].try, out),
			0);
		ck_assert_str_eq(out, rows[i].mapped);
	}
	ck_assert_int_eq(rules->map(&standard, S_IFLNK, "a", 0, out), -EPERM);
}
END_TEST

START_TEST(mapped_names_are_cut_to_a_legal_length_with_their_extension)
{
	char out[NAME_SIZE];
	char again[NAME_SIZE];

	for (unsigned try = 0; try < 20; try++) {
		ck_assert_int_eq(rules->map(&standard, S_IFREG,
					 longname(EURO, 80, ".jpeg"), try, out),
			0);
		ck_assert_uint_eq(utf16_count(out), 64);
		ck_assert_str_eq(strchr(out, '.'), ".jpeg");
		ck_assert_int_eq(
			rules->check(&standard, NULL, S_IFREG, out, again), 0);
	}
}
END_TEST

UNIT_TESTS("joliet_name", given_names_are_taken_as_they_are_or_refused,
	every_printable_character_but_six_is_legal,
	names_end_at_64_or_103_characters,
	mapped_names_have_underscores_for_what_is_illegal,
	mapped_names_are_cut_to_a_legal_length_with_their_extension)
