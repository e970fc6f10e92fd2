#include "load/places.h"

#include "unit.h"

START_TEST(what_was_put_is_found_by_place_and_size)
{
	struct places places = { 0 };
	int one, two;

	ck_assert_ptr_null(places_get(&places, 20, 100));
	ck_assert_int_eq(places_put(&places, 20, 100, &one), 0);
	ck_assert_int_eq(places_put(&places, 20, 101, &two), 0);
	ck_assert_ptr_eq(places_get(&places, 20, 100), &one);
	ck_assert_ptr_eq(places_get(&places, 20, 101), &two);
	ck_assert_ptr_null(places_get(&places, 21, 100));
	places_free(&places);
}
END_TEST

START_TEST(many_places_are_all_kept)
{
	static char found[50000];
	struct places places = { 0 };

	for (size_t i = 0; i < sizeof(found); i++)
		ck_assert_int_eq(
			places_put(&places, i * 2, i % 7, &found[i]), 0);
	for (size_t i = 0; i < sizeof(found); i++)
		ck_assert_ptr_eq(places_get(&places, i * 2, i % 7), &found[i]);
	ck_assert_uint_eq(places.count, sizeof(found));
	places_free(&places);
}
END_TEST

UNIT_TESTS("places", what_was_put_is_found_by_place_and_size,
	many_places_are_all_kept)
