#include <errno.h>
#include <string.h>

#include "udf/udfplan.h"

#include "unit.h"

static const struct row {
	const char *target;
	size_t size;
	const char *bytes;
	const char *back;
} rows[] = {
	{ "a", 6,
		"\5\2\0\0\x08"
		"a",
		"a" },
	{ "/", 4, "\2\0\0\0", "/" },
	{ "..", 4, "\3\0\0\0", ".." },
	{ "./a/", 10,
		"\4\0\0\0\5\2\0\0\x08"
		"a",
		"./a" },
	{ "//a///b", 16,
		"\2\0\0\0\5\2\0\0\x08"
		"a\5\2\0\0\x08"
		"b",
		"/a/b" },
	{ "\xe6\x97\xa5", 7, "\5\3\0\0\x10\x65\xe5", "\xe6\x97\xa5" },
	{ "...", 8,
		"\5\4\0\0\x08"
		"...",
		"..." },
};

START_TEST(a_target_is_a_component_a_name)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t out[64];

		ck_assert_uint_eq(pathname_size(rows[i].target), rows[i].size);
		ck_assert_uint_eq(
			pathname_put(rows[i].target, out), rows[i].size);
		ck_assert_mem_eq(out, rows[i].bytes, rows[i].size);
	}
}
END_TEST

START_TEST(linux_begins_at_an_agreed_root)
{
	const uint8_t bytes[] = { 1, 0, 0, 0, 5, 2, 0, 0, 8, 'a' };
	char target[64];

	ck_assert_int_eq(
		pathname_get(bytes, sizeof(bytes), target, sizeof(target)), 0);
	ck_assert_str_eq(target, "/a");
}
END_TEST

START_TEST(components_are_a_target_again)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const uint8_t *bytes = (const uint8_t *)rows[i].bytes;
		char target[64];

		ck_assert_int_eq(pathname_get(bytes, rows[i].size, target,
					 sizeof(target)),
			0);
		ck_assert_str_eq(target, rows[i].back);
	}
}
END_TEST

START_TEST(a_name_too_long_for_a_component_is_cut)
{
	char target[301];
	uint8_t out[300];

	memset(target, 'x', 300);
	target[254] = '\0';
	ck_assert(pathname_fits(target));
	ck_assert_uint_eq(pathname_put(target, out), 4 + 255);
	target[254] = 'x';
	target[300] = '\0';
	ck_assert(!pathname_fits(target));
	ck_assert_uint_eq(pathname_put(target, out), 4 + 255);
	ck_assert_uint_eq(pathname_size(target), 4 + 255);
}
END_TEST

static const struct {
	size_t size;
	const char *bytes;
} bad[] = {
	{ 3, "\5\2\0" },
	{ 5, "\5\2\0\0\x08" },
	{ 6, "\1\2\0\0\x08"
	     "a" },
	{ 4, "\6\0\0\0" },
	{ 4, "\5\0\0\0" },
};

START_TEST(what_is_no_path_is_refused)
{
	char target[64];

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_int_eq(pathname_get((const uint8_t *)bad[i].bytes,
					 bad[i].size, target, sizeof(target)),
			-EUCLEAN);
	ck_assert_int_eq(
		pathname_get((const uint8_t *)rows[4].bytes, 16, target, 4),
		-ENAMETOOLONG);
}
END_TEST

UNIT_TESTS("pathname", linux_begins_at_an_agreed_root,
	a_target_is_a_component_a_name, components_are_a_target_again,
	a_name_too_long_for_a_component_is_cut, what_is_no_path_is_refused)
