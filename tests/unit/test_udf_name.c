#include "name/name.h"

#include <errno.h>
#include <string.h>

#include "longname.h"
#include "unit.h"

#define AUML "\303\244"
#define EURO "\342\202\254"
#define SMILE "\360\237\230\200"

static const struct name_rules *const rules = &name_rules[IW_UDF];
static const struct settings settings = { .udf = 201 };

START_TEST(names_end_where_254_bytes_of_compressed_unicode_do)
{
	static const struct {
		const char *text;
		size_t count;
		const char *end;
		int error;
	} rows[] = {
		{ "a", 252, "", 0 },
		{ "a", 253, "", 0 },
		{ "a", 254, "", -ENAMETOOLONG },
		{ AUML, 253, "", 0 },
		{ AUML, 254, "", -ENAMETOOLONG },
		{ EURO, 125, "", 0 },
		{ EURO, 126, "", 0 },
		{ EURO, 127, "", -ENAMETOOLONG },
		{ "a", 125, EURO, 0 },
		{ "a", 126, EURO, -ENAMETOOLONG },
		{ SMILE, 63, "", 0 },
		{ SMILE, 63, "a", -ENAMETOOLONG },
	};
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *name =
			longname(rows[i].text, rows[i].count, rows[i].end);

		ck_assert_msg(rules->check(&settings, NULL, S_IFREG, name,
				      out) == rows[i].error,
			"%zu times '%s'", rows[i].count, rows[i].text);
		if (!rows[i].error)
			ck_assert_str_eq(out, name);
	}
}
END_TEST

START_TEST(characters_that_no_udf_name_has_are_refused)
{
	static const char *const bad[] = { "", "a\377", "\357\273\277",
		"\357\277\276" };
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_int_eq(
			rules->check(&settings, NULL, S_IFREG, bad[i], out),
			-EINVAL);
	ck_assert_int_eq(
		rules->check(&settings, NULL, S_IFLNK, "a:*?\n", out), 0);
}
END_TEST

START_TEST(mapped_names_are_legal_and_keep_their_extension)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = { { "a", 255 }, { AUML, 127 }, { EURO, 85 }, { SMILE, 62 },
		{ "\377", 250 }, { EURO "a", 62 } };
	char out[NAME_SIZE];
	char again[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows) * 20; i++) {
		const char *name = longname(
			rows[i / 20].text, rows[i / 20].count, ".jpeg");

		ck_assert_int_eq(rules->map(&settings, S_IFREG, name,
					 (unsigned)i % 20, out),
			0);
		ck_assert_int_eq(
			rules->check(&settings, NULL, S_IFREG, out, again), 0);
		ck_assert_str_eq(strchr(out, '.'), ".jpeg");
	}
}
END_TEST

UNIT_TESTS("udf_name", names_end_where_254_bytes_of_compressed_unicode_do,
	characters_that_no_udf_name_has_are_refused,
	mapped_names_are_legal_and_keep_their_extension)
