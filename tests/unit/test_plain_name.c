#include "name/plain_name.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

static const struct settings settings;
static const enum iw_view views[] = { IW_ROCKRIDGE, IW_BOOT };

START_TEST(posix_names_end_at_255_bytes)
{
	char name[300];
	char out[NAME_SIZE];

	for (size_t length = 254; length <= 256; length++) {
		memset(name, 'a', length);
		name[length] = 0;
		for (size_t i = 0; i < 2; i++)
			ck_assert_int_eq(name_rules[views[i]].check(&settings,
						 NULL, S_IFREG, name, out),
				length > 255 ? -ENAMETOOLONG : 0);
	}
}
END_TEST

START_TEST(any_bytes_but_the_slash_are_a_rock_ridge_name)
{
	const struct name_rules *rules = &name_rules[IW_ROCKRIDGE];
	char name[3] = "x";
	char out[NAME_SIZE];

	for (int c = 1; c < 256; c++) {
		if (c == '/')
			continue;
		name[1] = (char)c;
		ck_assert_int_eq(
			rules->check(&settings, NULL, S_IFLNK, name, out), 0);
		ck_assert_str_eq(out, name);
		ck_assert_int_eq(
			rules->map(&settings, S_IFIFO, name, 0, out), 0);
		ck_assert_str_eq(out, name);
	}
	ck_assert_int_eq(
		rules->check(&settings, NULL, S_IFREG, "", out), -EINVAL);
}
END_TEST

START_TEST(rock_ridge_numbers_stay_within_255_bytes)
{
	const struct name_rules *rules = &name_rules[IW_ROCKRIDGE];
	char name[256] = "";
	char out[NAME_SIZE];

	memset(name, '\377', 251);
	strcat(name, ".txt");
	for (unsigned try = 0; try < 20; try++) {
		rules->map(&settings, S_IFREG, name, try, out);
		ck_assert_uint_eq(strlen(out), 255);
		ck_assert_str_eq(out + 251, ".txt");
	}
}
END_TEST

START_TEST(boot_takes_files_and_folders_and_all_makes_none_there)
{
	const struct name_rules *rules = &name_rules[IW_BOOT];
	char out[NAME_SIZE];

	ck_assert_int_eq(rules->check(&settings, NULL, S_IFDIR, "efi", out), 0);
	ck_assert_int_eq(
		rules->check(&settings, NULL, S_IFLNK, "a", out), -EPERM);
	ck_assert_int_eq(rules->map(&settings, S_IFREG, "a", 0, out), -EPERM);
}
END_TEST

START_TEST(keys_of_names_past_every_limit_are_empty)
{
	char name[NAME_SIZE + 1];
	char key[NAME_SIZE] = "x";

	memset(name, 'a', NAME_SIZE);
	name[NAME_SIZE] = 0;
	for (size_t i = 0; i < 2; i++) {
		name_rules[views[i]].key(&settings, name, key);
		ck_assert_str_eq(key, "");
		name_rules[views[i]].key(&settings, name + 1, key);
		ck_assert_str_eq(key, name + 1);
	}
}
END_TEST

UNIT_TESTS("plain_name", posix_names_end_at_255_bytes,
	any_bytes_but_the_slash_are_a_rock_ridge_name,
	rock_ridge_numbers_stay_within_255_bytes,
	boot_takes_files_and_folders_and_all_makes_none_there,
	keys_of_names_past_every_limit_are_empty)
