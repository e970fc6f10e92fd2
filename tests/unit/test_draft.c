#include "rockridge/draft.h"

#include <string.h>

#include "unit.h"

static void add(struct draft *draft, size_t size)
{
	memset(draft_next(draft), (int)('a' + draft->count), size);
	draft_added(draft, size);
}

/* A draft of entries of 44 and of 33 bytes. */
static void begin_with_two(struct draft *draft)
{
	draft_begin(draft);
	add(draft, 44);
	add(draft, 33);
}

START_TEST(what_fits_stays_in_the_record)
{
	struct draft draft;
	struct part part;

	begin_with_two(&draft);
	part = draft_inside(&draft, 77);
	ck_assert_uint_eq(part.end, 2);
	ck_assert_uint_eq(part.size, 77);
	ck_assert(!part.more);
}
END_TEST

START_TEST(what_does_not_fit_leaves_room_for_ce)
{
	struct draft draft;
	struct part part;

	begin_with_two(&draft);
	part = draft_inside(&draft, 76);
	ck_assert_uint_eq(part.end, 1);
	ck_assert_uint_eq(part.size, 44 + 28);
	ck_assert(part.more);
	part = draft_area(&draft, &part);
	ck_assert_uint_eq(part.first, 1);
	ck_assert_uint_eq(part.size, 33);
	ck_assert(!part.more);
}
END_TEST

START_TEST(nothing_fits_beside_ce_in_too_little_room)
{
	struct draft draft;

	begin_with_two(&draft);
	ck_assert_uint_eq(draft_inside(&draft, 71).end, 0);
}
END_TEST

START_TEST(an_area_fills_a_block_and_no_more)
{
	struct draft draft;
	struct part part;

	draft_begin(&draft);
	add(&draft, 250);
	for (int i = 0; i < 20; i++)
		add(&draft, 250);
	part = draft_inside(&draft, 100);
	ck_assert_uint_eq(part.end, 0);
	part = draft_area(&draft, &part);
	ck_assert_uint_eq(part.size, 8 * 250 + 28);
	ck_assert(part.more);
	part = draft_area(&draft, &part);
	part = draft_area(&draft, &part);
	ck_assert_uint_eq(part.end, 21);
	ck_assert_uint_eq(part.size, 5 * 250);
	ck_assert(!part.more);
}
END_TEST

START_TEST(what_goes_apart_is_in_a_part_of_its_own)
{
	struct draft draft;
	struct part part;

	draft_begin(&draft);
	add(&draft, 44);
	add(&draft, 200);
	draft_apart(&draft);
	add(&draft, 4);
	part = draft_inside(&draft, 100);
	ck_assert_uint_eq(part.end, 1);
	part = draft_area(&draft, &part);
	ck_assert_uint_eq(part.end, 2);
	ck_assert_uint_eq(part.size, 200 + 28);
	part = draft_area(&draft, &part);
	ck_assert_uint_eq(part.size, 4);
	ck_assert(!part.more);
}
END_TEST

START_TEST(areas_do_not_cross_blocks)
{
	ck_assert_uint_eq(draft_place(0, 2048), 0);
	ck_assert_uint_eq(draft_place(1, 2048), 2048);
	ck_assert_uint_eq(draft_place(2040, 8), 2040);
	ck_assert_uint_eq(draft_place(2040, 9), 2048);
	ck_assert_uint_eq(draft_place(4096, 9), 4096);
}
END_TEST

START_TEST(a_part_ends_with_where_the_next_one_is)
{
	const struct place next = { 5, 6, 33 };
	uint8_t out[72 + 1] = { 0 };
	struct draft draft;
	struct part part;

	begin_with_two(&draft);
	part = draft_inside(&draft, 72);
	draft_write(&draft, &part, &next, out);
	ck_assert_uint_eq(out[43], 'a');
	ck_assert_mem_eq(out + 44,
		"CE\x1c\1\5\0\0\0\0\0\0\5\6\0\0\0\0\0\0\6\x21\0\0\0\0\0\0\x21",
		28);
	ck_assert_uint_eq(out[72], 0);
}
END_TEST

UNIT_TESTS("draft", what_fits_stays_in_the_record,
	what_does_not_fit_leaves_room_for_ce,
	nothing_fits_beside_ce_in_too_little_room,
	an_area_fills_a_block_and_no_more,
	what_goes_apart_is_in_a_part_of_its_own, areas_do_not_cross_blocks,
	a_part_ends_with_where_the_next_one_is)
