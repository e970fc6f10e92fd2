#include "store/room.h"

#include <errno.h>

#include "unit.h"

static struct room room;

static void put(uint64_t start, uint64_t count)
{
	ck_assert_int_eq(
		room_put(&room, (struct extent){ start, count }, false), 0);
}

static uint64_t found(uint64_t count, uint64_t align)
{
	uint64_t at;

	return room_find(&room, count, align, &at) ? at : UINT64_MAX;
}

START_TEST(neighbours_become_one)
{
	put(10, 5);
	put(20, 5);
	ck_assert_uint_eq(found(15, 1), UINT64_MAX);
	put(15, 5);
	ck_assert_uint_eq(found(15, 1), 10);
	ck_assert_uint_eq(room.sectors, 15);
	room_clear(&room);
}
END_TEST

START_TEST(the_first_that_fits_is_found)
{
	static const struct {
		uint64_t count, align, at;
	} rows[] = {
		{ 1, 1, 3 },
		{ 2, 1, 3 },
		{ 3, 1, 11 },
		{ 5, 1, 21 },
		{ 3, 2, 12 },
		{ 8, 2, 22 },
		{ 9, 2, UINT64_MAX },
		{ 10, 1, UINT64_MAX },
	};

	put(3, 2);
	put(11, 4);
	put(21, 9);
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
			found(rows[i].count, rows[i].align), rows[i].at);
	room_clear(&room);
}
END_TEST

START_TEST(taking_from_the_middle_leaves_both_ends)
{
	bool dirty;

	put(100, 10);
	ck_assert_int_eq(
		room_take(&room, (struct extent){ 104, 2 }, &dirty), 0);
	ck_assert(!dirty);
	ck_assert_uint_eq(room.sectors, 8);
	ck_assert_uint_eq(found(4, 1), 100);
	ck_assert_int_eq(
		room_take(&room, (struct extent){ 103, 2 }, &dirty), -ENOENT);
	ck_assert_int_eq(
		room_take(&room, (struct extent){ 106, 4 }, &dirty), 0);
	ck_assert_int_eq(
		room_take(&room, (struct extent){ 100, 4 }, &dirty), 0);
	ck_assert_ptr_null(room.top);
}
END_TEST

START_TEST(dirt_spreads_to_what_it_is_joined_with)
{
	struct extent e;
	bool dirty;

	put(0, 2);
	ck_assert_int_eq(room_put(&room, (struct extent){ 2, 2 }, true), 0);
	put(4, 2);
	ck_assert(room_next(&room, 0, &e, &dirty));
	ck_assert(dirty && e.count == 6);
	ck_assert(room_before(&room, 6, &e) && e.start == 0);
	ck_assert(!room_before(&room, 5, &e));
	room_clear(&room);
}
END_TEST

/* The same sequence on an array of sectors. */
START_TEST(any_sequence_agrees_with_a_map_of_sectors)
{
	enum { SECTORS = 512 };
	bool is_free[SECTORS] = { false };
	bool agrees = true;
	unsigned seed = 1;

	for (int step = 0; step < 20000; step++) {
		struct extent e = { (seed >> 8) % SECTORS,
			1 + (seed >> 20) % 9 };
		bool all = true, none = true, dirty;

		seed = seed * 1103515245u + 12345u;
		if (e.start + e.count > SECTORS)
			continue;
		for (uint64_t i = e.start; i < e.start + e.count; i++) {
			all &= is_free[i];
			none &= !is_free[i];
		}
		agrees &= (room_take(&room, e, &dirty) == 0) == all;
		if (none)
			agrees &= !room_put(&room, e, false);
		for (uint64_t i = e.start; i < e.start + e.count; i++)
			is_free[i] = all ? false : none ? true : is_free[i];
	}
	ck_assert(agrees);
	room_clear(&room);
}
END_TEST

START_TEST(a_hundred_thousand_holes_cost_little)
{
	int failed = 0;
	bool dirty;

	for (uint64_t i = 0; i < 100000; i++)
		failed += room_put(&room,
				  (struct extent){ i * 7919 % 100003 * 2, 1 },
				  false) != 0;
	ck_assert_uint_eq(found(2, 1), UINT64_MAX);
	for (uint64_t i = 0; i < 100000; i++)
		failed += room_take(&room,
				  (struct extent){ i * 7919 % 100003 * 2, 1 },
				  &dirty) != 0;
	ck_assert_int_eq(failed, 0);
	ck_assert_uint_eq(room.sectors, 0);
}
END_TEST

UNIT_TESTS("room", neighbours_become_one, the_first_that_fits_is_found,
	taking_from_the_middle_leaves_both_ends,
	dirt_spreads_to_what_it_is_joined_with,
	any_sequence_agrees_with_a_map_of_sectors,
	a_hundred_thousand_holes_cost_little)
