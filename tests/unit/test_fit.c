#include "name/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static size_t weight_one(uint32_t code)
{
	(void)code;
	return 1;
}

static size_t weight_two(uint32_t code)
{
	return code > 0xff ? 2 : 1;
}

START_TEST(an_extension_is_what_follows_the_last_dot)
{
	static const struct {
		const char *name;
		const char *extension;
	} rows[] = {
		{ "a.b", ".b" },
		{ "a.b.c", ".c" },
		{ "a", "" },
		{ "a.", "." },
		{ ".a", "" },
		{ "..a", "" },
		{ "..a.b", ".b" },
		{ ".", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_str_eq(
			fit_extension(rows[i].name), rows[i].extension);
}
END_TEST

START_TEST(names_are_cut_in_front_of_the_extension)
{
	static const struct {
		size_t limit;
		unsigned try;
		const char *name;
		const char *fitted;
	} rows[] = {
		{ 12, 0, "abcdefgh.txt", "abcdefgh.txt" },
		{ 11, 0, "abcdefgh.txt", "abcdefg.txt" },
		{ 12, 1, "abcdefgh.txt", "abcdefg1.txt" },
		{ 13, 1, "abcdefgh.txt", "abcdefgh1.txt" },
		{ 12, 9, "abcdefgh.txt", "abcdefg9.txt" },
		{ 12, 0, "abcdef.document", "abcdef.docum" },
		{ 15, 0, "abcdef.document", "abcdef.document" },
		{ 15, 1, "abcdef.document", "abcdef.documen1" },
		{ 20, 1, "abcdef.document", "abcdef1.document" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct fit fit = { rows[i].limit, weight_one,
			rows[i].name, rows[i].try };
		char out[NAME_SIZE];

		fit_name(&fit, rows[i].name, out);
		ck_assert_str_eq(out, rows[i].fitted);
	}
}
END_TEST

START_TEST(characters_are_never_cut_in_two)
{
	const struct fit fit = { 4, weight_two, "", 0 };
	char out[NAME_SIZE];

	fit_name(&fit, "a\342\202\254\342\202\254", out);
	ck_assert_str_eq(out, "a\342\202\254");
}
END_TEST

/* As a directory does it: the next number until the name is new. Tries are
 * counted in *TRIES. */
static void insert(
	const char *name, char (*table)[16], size_t size, unsigned long *tries)
{
	for (unsigned try = 0;; try++) {
		const struct fit fit = { 8, weight_one, name, try };
		char out[NAME_SIZE];
		size_t at = 5381;

		fit_name(&fit, name, out);
		++*tries;
		for (const char *c = out; *c; c++)
			at = at * 33 + (unsigned char)*c;
		for (at &= size - 1; table[at][0]; at = (at + 1) & (size - 1)) {
			if (!strcmp(table[at], out))
				break;
		}
		if (table[at][0])
			continue;
		strcpy(table[at], out);
		return;
	}
}

START_TEST(a_hundred_thousand_equal_beginnings_take_few_tries_each)
{
	const size_t size = 1 << 18;
	char(*table)[16] = calloc(size, sizeof(*table));
	unsigned long tries = 0;
	size_t used = 0;
	char name[64];

	ck_assert_ptr_nonnull(table);
	for (unsigned i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "the same beginning %u", i);
		insert(name, table, size, &tries);
	}
	for (size_t i = 0; i < size; i++)
		used += table[i][0] != 0;
	ck_assert_uint_eq(used, 100000);
	ck_assert_uint_lt(tries, 20 * 100000);
	free(table);
}
END_TEST

UNIT_TESTS("fit", an_extension_is_what_follows_the_last_dot,
	names_are_cut_in_front_of_the_extension,
	characters_are_never_cut_in_two,
	a_hundred_thousand_equal_beginnings_take_few_tries_each)
