#include "settings/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

#define TEN "ABCDEFGHIJ"
#define THIRTY TEN TEN TEN
#define NINETY THIRTY THIRTY THIRTY

/* Sets NAME of new settings; PRINTED receives what it then is. */
static int set(const char *name, const char *value, char printed[512])
{
	struct settings settings;
	char why[SETTINGS_WHY] = "";
	int i = settings_find(name);
	int error;

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_msg(i >= 0, "%s", name);
	error = settings_set(&settings, (size_t)i, value, why);
	ck_assert_int_eq(!!error, !!why[0]);
	settings_print(&settings, (size_t)i, printed, 512);
	settings_clear(&settings);
	return error;
}

START_TEST(values_are_taken_and_printed_or_refused)
{
	static const struct {
		const char *name;
		const char *value;
		const char *printed; /* NULL: refused */
	} rows[] = {
		{ "from", "/x y", "/x y" },
		{ "from", "", NULL },
		{ "ro", NULL, "yes" },
		{ "ro", "no", "no" },
		{ "ro", "perhaps", NULL },
		{ "session", "last", "last" },
		{ "session", "1", "1" },
		{ "session", "4294967295", "4294967295" },
		{ "session", "4294967296", NULL },
		{ "session", "99999999999999999999999", NULL },
		{ "session", "0", NULL },
		{ "session", "-1", NULL },
		{ "session", " 1", NULL },
		{ "session", "1x", NULL },
		{ "session", "", NULL },
		{ "session", NULL, NULL },
		{ "sbsector", "none", "none" },
		{ "sbsector", "0", "0" },
		{ "sbsector", "11702", "11702" },
		{ "sbsector", "last", NULL },
		{ "contexts", "iso", "iso" },
		{ "contexts", "udf:iso", "iso:udf" },
		{ "contexts", "iso:rockridge:joliet:udf",
			"iso:rockridge:joliet:udf" },
		{ "contexts", "", NULL },
		{ "contexts", "iso:boot", NULL },
		{ "contexts", "iso::udf", NULL },
		{ "contexts", NULL, NULL },
		{ "iso-level", "1", "1" },
		{ "iso-level", "4", "4" },
		{ "iso-level", "0", NULL },
		{ "iso-level", "5", NULL },
		{ "iso-level", "", NULL },
		{ "joliet-long", NULL, "yes" },
		{ "joliet-long", "on", "yes" },
		{ "joliet-long", "0", "no" },
		{ "modified", "", "" },
		{ "modified", "2026013112000099", "2026013112000099" },
		{ "modified", "2026013112000099 +4", "2026013112000099 +4" },
		{ "modified", "2026013112000099 -48", "2026013112000099 -48" },
		{ "modified", "2026013112000099 53", NULL },
		{ "modified", "2026133112000000", NULL },
		{ "modified", "202601311200000", NULL },
		{ "modified", "0000000000000000", NULL },
		{ "created", "today", NULL },
		{ "udf", "1.02", "1.02" },
		{ "udf", "2.60", "2.60" },
		{ "udf", "2.5", NULL },
		{ "rrip", "1.10", "1.10" },
		{ "rrip", "1.09", NULL },
		{ "deep", "relocate", "relocate" },
		{ "deep", "deny", NULL },
		{ "charset", "ISO-8859-1", "ISO-8859-1" },
		{ "charset", "no such", NULL },
		{ "charset", "UTF-16", NULL },
		{ "layout", "canonical", "canonical" },
		{ "layout", "sparse", NULL },
		{ "md5", "supported", "supported" },
		{ "md5", "yes", NULL },
		{ "media", "cd", "cd" },
		{ "media", "dvd-dl", "dvd-dl" },
		{ "media", "none", "none" },
		{ "media", "4700372992", "dvd" },
		{ "media", "700M", "734003200" },
		{ "media", "2k", "2048" },
		{ "media", "4095", "2048" },
		{ "media", "1T", "1099511627776" },
		{ "media", "2047", NULL },
		{ "media", "-1", NULL },
		{ "media", "1X", NULL },
		{ "media", "1MB", NULL },
		{ "media", "1 ", NULL },
		{ "media", "99999999999999999999", NULL },
		{ "media", "99999999T", NULL },
		{ "media", "", NULL },
		{ "volid", "", "" },
		{ "volid", "Debian 12 amd64", "Debian 12 amd64" },
		{ "volid", "M\303\274nchen", "M\303\274nchen" },
		{ "volid", "a\tb", NULL },
		{ "volid", "a\377", NULL },
		{ "volid", THIRTY "A", THIRTY "A" },
		{ "volid", THIRTY "AB", THIRTY "AB" },
		{ "volid", THIRTY "ABC", NULL },
		{ "sysid", THIRTY "AB", THIRTY "AB" },
		{ "sysid", THIRTY "ABC", NULL },
		{ "volset", NINETY THIRTY "ABCDEFGH",
			NINETY THIRTY "ABCDEFGH" },
		{ "volset", NINETY THIRTY "ABCDEFGHI", NULL },
		{ "udf-volid", "D\303\257sc", "D\303\257sc" },
		{ "udf-volset", "4f1e146b00002710LinuxUDF",
			"4f1e146b00002710LinuxUDF" },
		{ "udf-volset", NINETY THIRTY "ABCDEF",
			NINETY THIRTY "ABCDEF" },
		{ "udf-volset", NINETY THIRTY "ABCDEFG", NULL },
		{ "udf-volset", "a\tb", NULL },
		{ "udf-volset", "a\377", NULL },
		{ "publisher", NINETY THIRTY "ABCDEFGHI", NULL },
		{ "preparer", NINETY THIRTY "ABCDEFGHI", NULL },
		{ "application", NINETY THIRTY "ABCDEFGHI", NULL },
		{ "copyright", THIRTY "ABCDEFG", THIRTY "ABCDEFG" },
		{ "copyright", THIRTY "ABCDEFGH", NULL },
		{ "abstract", THIRTY "ABCDEFGH", NULL },
		{ "bibliography", "BIB.TXT;1", "BIB.TXT;1" },
		{ "bibliography", THIRTY "ABCDEFGH", NULL },
	};
	char printed[512];

	for (size_t i = 0; i < COUNT(rows); i++) {
		int error = set(rows[i].name, rows[i].value, printed);

		ck_assert_msg(error == (rows[i].printed ? 0 : -EINVAL),
			"%s=%s: %d", rows[i].name, rows[i].value, error);
		if (!error)
			ck_assert_str_eq(printed, rows[i].printed);
	}
}
END_TEST

START_TEST(every_option_prints_what_it_takes)
{
	struct settings settings;
	char why[SETTINGS_WHY];
	char first[512];
	char second[512];

	ck_assert_int_eq(settings_init(&settings), 0);
	for (size_t i = 0; iw_setting_name(i); i++) {
		ck_assert_str_ne(iw_setting_help(i), "");
		ck_assert_uint_eq(settings_print(&settings, i, first, 512),
			strlen(first));
		if (!strcmp(iw_setting_name(i), "from"))
			continue;
		ck_assert_int_eq(settings_set(&settings, i, first, why), 0);
		settings_print(&settings, i, second, 512);
		ck_assert_str_eq(first, second);
	}
	settings_clear(&settings);
}
END_TEST

START_TEST(the_defaults_are_those_of_the_manual)
{
	struct settings settings;

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_ptr_null(settings.from);
	ck_assert(!settings.read_only && !settings.joliet_long);
	ck_assert(settings.context[IW_ISO] && settings.context[IW_ROCKRIDGE] &&
		  settings.context[IW_JOLIET] && settings.context[IW_UDF] &&
		  !settings.context[IW_BOOT]);
	ck_assert_int_eq(settings.iso_level, 3);
	ck_assert_int_eq(settings.rrip, 112);
	ck_assert_int_eq(settings.deep, DEEP_ALLOW);
	ck_assert_int_eq(settings.order, ORDER_DENSE);
	ck_assert_str_eq(settings.charset, "UTF-8");
	ck_assert_uint_eq(settings.capacity, 0);
	ck_assert_str_eq(settings.volid, "ISOIMAGE");
	ck_assert_uint_eq(settings.given, 0);
	settings_clear(&settings);
}
END_TEST

START_TEST(a_refused_value_changes_nothing)
{
	struct settings settings;
	char why[SETTINGS_WHY];
	int volid = settings_find("volid");

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_int_eq(settings_set(&settings, (size_t)volid, "A", why), 0);
	ck_assert_int_eq(
		settings_set(&settings, (size_t)volid, "\n", why), -EINVAL);
	ck_assert_str_eq(settings.volid, "A");
	settings_clear(&settings);
}
END_TEST

START_TEST(refusals_name_the_option_the_value_and_the_limit)
{
	struct iw_settings *settings = iw_settings_new();
	const char *why;

	ck_assert_ptr_nonnull(settings);
	ck_assert_int_eq(
		iw_settings_set(settings, "iso-level", "7", &why), -EINVAL);
	ck_assert_str_eq(why, "iso-level: '7' is none of 1, 2, 3, 4");
	ck_assert_int_eq(
		iw_settings_set(settings, "volid", THIRTY TEN, &why), -EINVAL);
	ck_assert_str_eq(why,
		"volid: '" THIRTY TEN "' has 40 characters, at most 32 fit");
	ck_assert_int_eq(iw_settings_set(settings, "contexts", "iso:hfs", &why),
		-EINVAL);
	ck_assert_str_eq(
		why, "contexts: 'hfs' is none of iso, rockridge, joliet, udf");
	ck_assert_int_eq(
		iw_settings_set(settings, "nonsense", "1", &why), -ENOENT);
	ck_assert_str_eq(why, "nonsense: no such option");
	iw_settings_free(settings);
}
END_TEST

START_TEST(what_the_user_set_goes_before_what_an_image_says)
{
	struct settings settings;
	char why[SETTINGS_WHY];
	int volid = settings_find("volid");

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_int_eq(settings_inherit(&settings, "volid", "odd\377"), 0);
	ck_assert_str_eq(settings.volid, "odd\377");
	ck_assert(!settings_given(&settings, "volid"));
	ck_assert_int_eq(
		settings_set(&settings, (size_t)volid, "MINE", why), 0);
	ck_assert_int_eq(settings_inherit(&settings, "volid", "THEIRS"), 0);
	ck_assert_str_eq(settings.volid, "MINE");
	ck_assert(settings_given(&settings, "volid"));
	ck_assert_int_eq(settings_inherit(&settings, "iso-level", "4"), 0);
	ck_assert_int_eq(settings.iso_level, 4);
	ck_assert_int_eq(
		settings_inherit(&settings, "iso-level", "9"), -EINVAL);
	settings_clear(&settings);
}
END_TEST

START_TEST(a_copy_is_whole_and_independent)
{
	struct settings settings, copy;
	char why[SETTINGS_WHY];
	int volid = settings_find("volid");

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_int_eq(settings_set(&settings, (size_t)volid, "A", why), 0);
	ck_assert_int_eq(settings_copy(&settings, &copy), 0);
	ck_assert_int_eq(settings_set(&settings, (size_t)volid, "B", why), 0);
	ck_assert_str_eq(copy.volid, "A");
	ck_assert_str_eq(copy.charset, "UTF-8");
	settings_clear(&settings);
	settings_clear(&copy);
}
END_TEST

static void count(void *owner, int severity, const char *sentence)
{
	ck_assert_int_eq(severity, LOG_INFO);
	ck_assert_ptr_nonnull(strstr(sentence, "volid"));
	++*(int *)owner;
}

START_TEST(irregular_identifiers_are_remarked_on)
{
	int said = 0;
	const struct diag diag = { &said, count };
	size_t volid = (size_t)settings_find("volid");
	struct settings settings;
	char why[SETTINGS_WHY];

	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_int_eq(settings_set(&settings, volid, "MY_DISC_1", why), 0);
	settings_warn(&settings, volid, &diag);
	ck_assert_int_eq(said, 0);
	ck_assert_int_eq(settings_set(&settings, volid, "My disc", why), 0);
	settings_warn(&settings, volid, &diag);
	ck_assert_int_eq(said, 1);
	settings_clear(&settings);
}
END_TEST

START_TEST(what_an_open_image_stands_on_cannot_change)
{
	static const char *const fixed[] = { "from", "ro", "losses", "session",
		"sbsector", "charset" };

	for (size_t i = 0; iw_setting_name(i); i++) {
		bool is_fixed = false;

		for (size_t f = 0; f < COUNT(fixed); f++)
			is_fixed |= !strcmp(fixed[f], iw_setting_name(i));
		ck_assert_int_eq(iw_setting_writable(i), !is_fixed);
	}
	ck_assert(!iw_setting_writable(1000));
	ck_assert_ptr_null(iw_setting_name(1000));
	ck_assert_ptr_null(iw_setting_help(1000));
}
END_TEST

UNIT_TESTS("settings", values_are_taken_and_printed_or_refused,
	every_option_prints_what_it_takes, the_defaults_are_those_of_the_manual,
	a_refused_value_changes_nothing,
	refusals_name_the_option_the_value_and_the_limit,
	what_the_user_set_goes_before_what_an_image_says,
	a_copy_is_whole_and_independent, irregular_identifiers_are_remarked_on,
	what_an_open_image_stands_on_cannot_change)
