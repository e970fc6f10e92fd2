#include "store/extents.h"

#include <stdio.h>

#include "unit.h"

enum { MOST = 8 };

/* Reads "10+5 20+1": start and count of each. */
static size_t parse(const char *text, struct extent *out)
{
	unsigned long start, count;
	size_t found = 0;
	int used;

	while (sscanf(text, "%lu+%lu%n", &start, &count, &used) == 2) {
		out[found++] = (struct extent){ start, count };
		text += used;
	}
	return found;
}

static const char *print(const struct extent *e, size_t count)
{
	static char text[200];
	char *to = text;

	*to = '\0';
	for (size_t i = 0; i < count; i++)
		to += sprintf(to, "%s%lu+%lu", i ? " " : "",
			(unsigned long)e[i].start, (unsigned long)e[i].count);
	return text;
}

START_TEST(what_touches_or_overlaps_becomes_one)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "10+5", "10+5" },
		{ "20+1 10+5", "10+5 20+1" },
		{ "15+5 10+5", "10+10" },
		{ "10+10 12+1 30+1", "10+10 30+1" },
		{ "10+10 15+10", "10+15" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct extent e[MOST];
		size_t count = extents_unite(e, parse(rows[i][0], e));

		ck_assert_str_eq(print(e, count), rows[i][1]);
	}
}
END_TEST

START_TEST(what_two_have_is_doubled)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "10+5 15+5", "" },
		{ "10+5 10+5", "10+5" },
		{ "14+5 10+5", "14+1" },
		{ "10+20 12+2 14+1 20+3", "12+3 20+3" },
		{ "10+9 11+3 12+9", "11+8" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct extent e[MOST];
		size_t count = extents_doubled(e, parse(rows[i][0], e));

		ck_assert_str_eq(print(e, count), rows[i][1]);
	}
}
END_TEST

START_TEST(what_is_taken_away_leaves_the_rest)
{
	static const char *const rows[][3] = {
		{ "", "10+5", "" },
		{ "10+5", "", "10+5" },
		{ "10+5 20+5", "10+5", "20+5" },
		{ "10+10", "12+2 16+1", "10+2 14+2 17+3" },
		{ "10+10 30+10", "15+20", "10+5 35+5" },
		{ "10+2 14+2", "0+50", "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct extent from[MOST], less[MOST], out[2 * MOST];
		struct extents a = { from, parse(rows[i][0], from) };
		struct extents b = { less, parse(rows[i][1], less) };

		ck_assert_str_eq(
			print(out, extents_subtract(a, b, out)), rows[i][2]);
	}
}
END_TEST

START_TEST(the_first_behind_an_address_is_found)
{
	static const struct extent e[] = { { 10, 5 }, { 20, 1 } };
	static const size_t rows[][2] = { { 0, 0 }, { 14, 0 }, { 15, 1 },
		{ 20, 1 }, { 21, 2 } };

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
			extents_find((struct extents){ e, 2 }, rows[i][0]),
			rows[i][1]);
}
END_TEST

UNIT_TESTS("extents", what_touches_or_overlaps_becomes_one,
	what_two_have_is_doubled, what_is_taken_away_leaves_the_rest,
	the_first_behind_an_address_is_found)
