#include "name/iso_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

static const struct name_rules *const rules = &name_rules[IW_ISO];

static struct settings at_level(int level)
{
	return (struct settings){ .iso_level = level };
}

#define TEN "ABCDEFGHIJ"
#define FIFTY TEN TEN TEN TEN TEN

static const struct given_row {
	int level;
	mode_t mode;
	const char *given;
	int error;
	const char *stored;
} given_rows[] = {
	{ 1, S_IFREG, "foo.txt", 0, "FOO.TXT" },
	{ 1, S_IFREG, "FOO.TXT;1", 0, "FOO.TXT" },
	{ 1, S_IFREG, "FOO.;1", 0, "FOO" },
	{ 1, S_IFREG, "FOO.", 0, "FOO" },
	{ 1, S_IFREG, "FOO;1", 0, "FOO" },
	{ 1, S_IFREG, ".TXT", 0, ".TXT" },
	{ 1, S_IFREG, "FOO.TXT;2", 0, "FOO.TXT;2" },
	{ 1, S_IFREG, "FOO.;32767", 0, "FOO;32767" },
	{ 1, S_IFREG, "FOO.TXT;32768", -EINVAL, NULL },
	{ 1, S_IFREG, "FOO.TXT;0", -EINVAL, NULL },
	{ 1, S_IFREG, "FOO.TXT;", -EINVAL, NULL },
	{ 1, S_IFREG, "FOO.TXT;01", -EINVAL, NULL },
	{ 1, S_IFREG, "FOO;1;1", -EINVAL, NULL },
	{ 1, S_IFREG, "ABCDEFG.TXT", 0, "ABCDEFG.TXT" },
	{ 1, S_IFREG, "ABCDEFGH.TXT", 0, "ABCDEFGH.TXT" },
	{ 1, S_IFREG, "ABCDEFGHI.TXT", -ENAMETOOLONG, NULL },
	{ 1, S_IFREG, "A.TX", 0, "A.TX" },
	{ 1, S_IFREG, "A.HTML", -ENAMETOOLONG, NULL },
	{ 1, S_IFDIR, "ABCDEFGH", 0, "ABCDEFGH" },
	{ 1, S_IFDIR, "ABCDEFGHI", -ENAMETOOLONG, NULL },
	{ 1, S_IFDIR, "A.B", -EINVAL, NULL },
	{ 1, S_IFDIR, "A;1", -EINVAL, NULL },
	{ 2, S_IFREG, TEN TEN "ABCDE.TXTX", 0, TEN TEN "ABCDE.TXTX" },
	{ 2, S_IFREG, TEN TEN "ABCDEF.TXTX", 0, TEN TEN "ABCDEF.TXTX" },
	{ 2, S_IFREG, TEN TEN "ABCDEFG.TXTX", -ENAMETOOLONG, NULL },
	{ 3, S_IFREG, TEN TEN TEN, 0, TEN TEN TEN },
	{ 3, S_IFREG, TEN TEN TEN ".;1", 0, TEN TEN TEN },
	{ 3, S_IFREG, TEN TEN TEN "A", -ENAMETOOLONG, NULL },
	{ 3, S_IFREG, "A.B.C", -EINVAL, NULL },
	{ 3, S_IFREG, "A B", -EINVAL, NULL },
	{ 3, S_IFREG, "A-B", -EINVAL, NULL },
	{ 3, S_IFREG, "\303\244", -EINVAL, NULL },
	{ 3, S_IFREG, "A\377", -EINVAL, NULL },
	{ 3, S_IFREG, "", -EINVAL, NULL },
	{ 3, S_IFREG, ".;1", -EINVAL, NULL },
	{ 3, S_IFREG, "...", -EINVAL, NULL },
	{ 3, S_IFDIR, TEN TEN TEN, 0, TEN TEN TEN },
	{ 3, S_IFDIR, TEN TEN TEN "A", 0, TEN TEN TEN "A" },
	{ 3, S_IFDIR, TEN TEN TEN "AB", -ENAMETOOLONG, NULL },
	{ 3, S_IFLNK, "A", -EPERM, NULL },
	{ 3, S_IFCHR, "A", -EPERM, NULL },
	{ 3, S_IFIFO, "A", -EPERM, NULL },
	{ 4, S_IFREG, "a long Name.tar.gz", 0, "a long Name.tar.gz" },
	{ 4, S_IFREG, "a.;1", 0, "a" },
	{ 4, S_IFREG, "a;2", -EINVAL, NULL },
	{ 4, S_IFREG, "a:b", -EINVAL, NULL },
	{ 4, S_IFREG, "\303\244", -EINVAL, NULL },
	{ 4, S_IFREG, "...", -EINVAL, NULL },
	{ 4, S_IFDIR, "a.d", 0, "a.d" },
	{ 4, S_IFREG, FIFTY FIFTY FIFTY FIFTY "abcdef", 0,
		FIFTY FIFTY FIFTY FIFTY "abcdef" },
	{ 4, S_IFREG, FIFTY FIFTY FIFTY FIFTY "abcdefg", 0,
		FIFTY FIFTY FIFTY FIFTY "abcdefg" },
	{ 4, S_IFREG, FIFTY FIFTY FIFTY FIFTY "abcdefgh", -ENAMETOOLONG, NULL },
};

START_TEST(given_names_are_stored_or_refused_by_the_level)
{
	for (size_t i = 0; i < COUNT(given_rows); i++) {
		const struct given_row *row = &given_rows[i];
		struct settings settings = at_level(row->level);
		char out[NAME_SIZE] = "";
		int error = rules->check(
			&settings, NULL, row->mode, row->given, out);

		ck_assert_msg(error == row->error, "'%s' at level %d: %d",
			row->given, row->level, error);
		if (!error)
			ck_assert_str_eq(out, row->stored);
	}
}
END_TEST

START_TEST(each_printable_character_is_a_d_character_or_refused)
{
	static const char legal[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789_";
	struct settings settings = at_level(2);
	char out[NAME_SIZE];

	for (char c = ' '; c <= '~'; c++) {
		const char name[] = { 'X', c, 'X', 0 };
		int wanted = c == '.' || strchr(legal, c) ? 0 : -EINVAL;

		ck_assert_int_eq(
			rules->check(&settings, NULL, S_IFREG, name, out),
			wanted);
	}
}
END_TEST

static char said[1001];

static void keep(void *owner, int severity, const char *sentence)
{
	(void)owner;
	(void)severity;
	strcpy(said, sentence);
}

START_TEST(a_refusal_names_the_limit_and_the_remedy)
{
	const struct diag diag = { .log = keep };
	struct settings settings = at_level(2);
	char out[NAME_SIZE];

	rules->check(&settings, &diag, S_IFREG, TEN TEN TEN TEN, out);
	ck_assert_str_eq(said,
		"iso: '" TEN TEN TEN TEN "' has 40 characters, at most 30 fit "
		"at iso-level=2; try iso-level=4");
}
END_TEST

START_TEST(long_identifiers_leave_room_for_rock_ridge)
{
	struct settings settings = at_level(4);
	char out[NAME_SIZE];

	ck_assert_uint_eq(iso_name_long_limit(&settings), 207);
	settings.context[IW_ROCKRIDGE] = true;
	ck_assert_uint_eq(iso_name_long_limit(&settings), 149);
	ck_assert_int_eq(rules->check(&settings, NULL, S_IFREG,
				 FIFTY FIFTY TEN TEN TEN TEN TEN, out),
		-ENAMETOOLONG);
	ck_assert_int_eq(rules->check(&settings, NULL, S_IFREG,
				 FIFTY FIFTY TEN TEN TEN TEN "abcdefghi", out),
		0);
}
END_TEST

START_TEST(lookups_take_any_case_and_either_form)
{
	static const char *const forms[][2] = {
		{ "foo.txt", "FOO.TXT" },
		{ "Foo.Txt;1", "FOO.TXT" },
		{ "foo", "FOO" },
		{ "foo.", "FOO" },
		{ "FOO.;1", "FOO" },
		{ "foo;1", "FOO" },
		{ "foo.;2", "FOO;2" },
		{ "FOO;2", "FOO;2" },
	};
	struct settings settings = at_level(3);
	char key[NAME_SIZE];

	for (size_t i = 0; i < COUNT(forms); i++) {
		rules->key(&settings, forms[i][0], key);
		ck_assert_str_eq(key, forms[i][1]);
	}
}
END_TEST

START_TEST(a_name_that_fits_nowhere_has_an_empty_key)
{
	struct settings settings = at_level(3);
	char name[2 * NAME_SIZE];
	char key[NAME_SIZE] = "x";

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	rules->key(&settings, name, key);
	ck_assert_str_eq(key, "");
}
END_TEST

static const struct map_row {
	int level;
	mode_t mode;
	const char *name;
	unsigned try;
	const char *mapped;
} map_rows[] = {
	{ 1, S_IFREG, "readme.html", 0, "README.HTM" },
	{ 1, S_IFREG, "readme-first.txt", 0, "README_F.TXT" },
	{ 1, S_IFREG, "readme-first.txt", 1, "README_1.TXT" },
	{ 1, S_IFREG, "a.txt", 1, "A1.TXT" },
	{ 1, S_IFREG, "a.tar.gz", 0, "A_TAR.GZ" },
	{ 1, S_IFDIR, "some.folder", 0, "SOME_FOL" },
	{ 1, S_IFDIR, "some.folder", 9, "SOME_FO9" },
	{ 3, S_IFREG, "\303\204rger & \303\234bel.txt", 0, "ARGER___UBEL.TXT" },
	{ 3, S_IFREG, "\357\254\201n.txt", 0, "FIN.TXT" },
	{ 3, S_IFREG, "\346\274\242\345\255\227.txt", 0, "__.TXT" },
	{ 3, S_IFREG, "bad\377byte.txt", 0, "BAD_BYTE.TXT" },
	{ 3, S_IFREG, "\314\201", 0, "_" },
	{ 3, S_IFREG, ".profile", 0, "_PROFILE" },
	{ 3, S_IFREG, "..a.b", 0, "__A.B" },
	{ 3, S_IFREG, "...", 0, "___" },
	{ 3, S_IFREG, "foo.", 0, "FOO" },
	{ 3, S_IFREG, "a.b.c", 0, "A_B.C" },
	{ 3, S_IFREG, TEN TEN TEN TEN ".txt", 0, TEN TEN "ABCDEFG.TXT" },
	{ 3, S_IFREG, TEN TEN TEN TEN ".txt", 3, TEN TEN "ABCDEF3.TXT" },
	{ 3, S_IFREG, TEN TEN TEN, 0, TEN TEN TEN },
	{ 3, S_IFREG, TEN TEN TEN, 1, TEN TEN "ABCDEFGHI1" },
	{ 3, S_IFREG, "a." TEN TEN "ABCDEFGHI", 0, "A." TEN TEN "ABCDEFGHI" },
	{ 3, S_IFREG, "a." TEN TEN TEN, 0, "A_" TEN TEN "ABCDEFGH" },
	{ 3, S_IFREG, "a." TEN TEN TEN, 1, "A_" TEN TEN "ABCDEFG1" },
	{ 3, S_IFDIR, "usr.d", 0, "USR_D" },
	{ 3, S_IFDIR, TEN TEN TEN TEN, 0, TEN TEN TEN "A" },
	{ 4, S_IFREG, "a:b.tar.gz", 0, "a_b.tar.gz" },
	{ 4, S_IFREG, "Caf\303\251.txt", 0, "Cafe.txt" },
	{ 4, S_IFREG, "\357\274\216\357\274\216", 0, "__" },
	{ 4, S_IFREG, "foo.", 0, "foo" },
	{ 4, S_IFREG, ".profile", 0, ".profile" },
	{ 4, S_IFDIR, "usr.d", 2, "usr2.d" },
};

START_TEST(mapped_names_follow_the_table)
{
	for (size_t i = 0; i < COUNT(map_rows); i++) {
		const struct map_row *row = &map_rows[i];
		struct settings settings = at_level(row->level);
		char out[NAME_SIZE];

		ck_assert_int_eq(rules->map(&settings, row->mode, row->name,
					 row->try, out),
			0);
		ck_assert_str_eq(out, row->mapped);
	}
}
END_TEST

/* Writes one of many odd names, the same for the same SEED. */
static void odd_name(unsigned seed, char out[256])
{
	static const char *const pieces[] = { "a", "B", ".", "..", " ", "-",
		"\303\244", "\357\274\216", "\xff", "\360\237\230\200", "_",
		TEN, "\302\275", ";1", "\\", "~" };
	size_t length = 0;
	unsigned left = seed % 29 + 1;

	for (; left && length < 200; left--) {
		seed = seed * 1103515245 + 12345;
		length += (size_t)sprintf(
			out + length, "%s", pieces[seed >> 16 & 15]);
	}
}

START_TEST(mapped_names_are_legal_and_stored_as_they_are)
{
	char name[256];
	char mapped[NAME_SIZE];
	char stored[NAME_SIZE];

	for (unsigned seed = 0; seed < 4000; seed++) {
		struct settings settings = at_level((int)seed % 4 + 1);
		mode_t mode = seed & 4 ? S_IFDIR : S_IFREG;

		odd_name(seed, name);
		ck_assert_int_eq(
			rules->map(&settings, mode, name, seed % 17, mapped),
			0);
		ck_assert_msg(rules->check(&settings, NULL, mode, mapped,
				      stored) == 0,
			"'%s' at level %d", mapped, settings.iso_level);
		ck_assert_str_eq(stored, mapped);
	}
}
END_TEST

START_TEST(other_things_than_files_and_directories_have_no_name_here)
{
	struct settings settings = at_level(3);
	char out[NAME_SIZE];

	ck_assert_int_eq(rules->map(&settings, S_IFLNK, "a", 0, out), -EPERM);
	ck_assert_int_eq(rules->map(&settings, S_IFSOCK, "a", 0, out), -EPERM);
}
END_TEST

START_TEST(identifiers_on_the_medium_and_stored_names_correspond)
{
	static const struct {
		int level;
		mode_t mode;
		const char *stored;
		const char *identifier;
		unsigned form;
	} rows[] = {
		{ 3, S_IFREG, "FOO", "FOO.", ISO_NO_VERSION | ISO_DOT },
		{ 3, S_IFREG, "FOO", "FOO", ISO_NO_VERSION | ISO_NO_DOT },
		{ 3, S_IFREG, "FOO", "FOO;1", ISO_VERSION | ISO_NO_DOT },
		{ 3, S_IFREG, "FOO", "FOO.;1",
			ISO_NO_VERSION | ISO_VERSION | ISO_NO_DOT | ISO_DOT },
		{ 3, S_IFREG, "FO.O", "FO.O", ISO_NO_VERSION },
		{ 3, S_IFREG, "semi;colon", "semi;colon.;1" },
		{ 4, S_IFREG, "dot.", "dot." },
		{ 3, S_IFREG, "FOO", "FOO.;1" },
		{ 3, S_IFREG, "FOO.TXT", "FOO.TXT;1" },
		{ 3, S_IFREG, "FOO.TXT;2", "FOO.TXT;2" },
		{ 3, S_IFREG, "FOO;2", "FOO.;2" },
		{ 3, S_IFDIR, "FOO", "FOO" },
		{ 4, S_IFREG, "any.Thing", "any.Thing" },
		{ 4, S_IFREG, "any", "any" },
	};
	char out[NAME_SIZE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct settings settings = at_level(rows[i].level);
		size_t size = iso_name_identifier(&settings, rows[i].form,
			rows[i].mode, rows[i].stored, out);

		ck_assert_str_eq(out, rows[i].identifier);
		iso_name_stored(
			&settings, rows[i].mode, rows[i].identifier, size, out);
		ck_assert_str_eq(out, rows[i].stored);
	}
}
END_TEST

START_TEST(irregular_identifiers_become_names_without_a_slash)
{
	char out[NAME_SIZE];

	const struct settings settings = at_level(3);

	iso_name_stored(&settings, S_IFREG, "a/b\0c;1", 7, out);
	ck_assert_str_eq(out, "a_b_c");
	iso_name_stored(&settings, S_IFREG, ";1", 2, out);
	ck_assert_str_eq(out, ";1");
}
END_TEST

START_TEST(an_identifier_shows_its_form)
{
	static const struct {
		const char *identifier;
		unsigned form;
	} rows[] = {
		{ "FOO.;1", ISO_VERSION | ISO_DOT },
		{ "FOO;1", ISO_VERSION | ISO_NO_DOT },
		{ "FOO.", ISO_NO_VERSION | ISO_DOT },
		{ "FOO", ISO_NO_VERSION | ISO_NO_DOT },
		{ "FOO.TXT", ISO_NO_VERSION },
		{ "semi;colon", ISO_NO_VERSION | ISO_NO_DOT },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(iso_name_form(rows[i].identifier,
					  strlen(rows[i].identifier)),
			rows[i].form);
}
END_TEST

UNIT_TESTS("iso_name", an_identifier_shows_its_form,
	given_names_are_stored_or_refused_by_the_level,
	each_printable_character_is_a_d_character_or_refused,
	a_refusal_names_the_limit_and_the_remedy,
	long_identifiers_leave_room_for_rock_ridge,
	lookups_take_any_case_and_either_form,
	a_name_that_fits_nowhere_has_an_empty_key,
	mapped_names_follow_the_table,
	mapped_names_are_legal_and_stored_as_they_are,
	other_things_than_files_and_directories_have_no_name_here,
	identifiers_on_the_medium_and_stored_names_correspond,
	irregular_identifiers_become_names_without_a_slash)
