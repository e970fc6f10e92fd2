#include "model/bucket.h"

#include "links.h"

#define MANY 3000

/* Few different hashes, so that runs are long and wrap around the end. */
static uint32_t hash_of(int number)
{
	return UINT32_MAX - (uint32_t)number % 50;
}

static bool is_there(const struct bucket_list *list, const struct link *link)
{
	uint32_t hash = link->hash[IW_UDF], at = hash;
	const struct link *found;
	int times = 0;

	while ((found = bucket_next(list, IW_UDF, hash, &at)))
		times += found == link;
	ck_assert_int_le(times, 1);
	return times;
}

START_TEST(what_was_inserted_is_found_until_it_is_removed)
{
	struct link **links = links_new(MANY);
	struct bucket_list list = { .size = 0 };

	for (int i = 0; i < MANY; i++) {
		links[i]->hash[IW_UDF] = hash_of(i);
		ck_assert_int_eq(bucket_reserve(&list, IW_UDF), 0);
		bucket_insert(&list, links[i], IW_UDF);
	}
	ck_assert_uint_eq(list.count, MANY);
	for (int i = 0; i < MANY; i++) {
		int gone = i * 7 % MANY;

		ck_assert(is_there(&list, links[gone]));
		bucket_remove(&list, links[gone], IW_UDF);
		ck_assert(!is_there(&list, links[gone]));
		/* Removing closes the hole behind which others are found. */
		if (i % 100 == 0) {
			for (int k = i + 1; k < MANY; k++)
				ck_assert(is_there(&list, links[k * 7 % MANY]));
		}
	}
	ck_assert_ptr_null(list.bucket);
	links_free(links, MANY);
}
END_TEST

START_TEST(room_that_was_reserved_is_there)
{
	struct link **links = links_new(100);
	struct bucket_list list = { .size = 0 };
	uint32_t size;

	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(bucket_reserve(&list, IW_ISO), 0);
	size = list.size;
	for (int i = 0; i < 100; i++) {
		links[i]->hash[IW_ISO] = (uint32_t)i;
		bucket_insert(&list, links[i], IW_ISO);
	}
	ck_assert_uint_eq(list.size, size);
	ck_assert_uint_eq(list.pending, 0);
	for (int i = 0; i < 100; i++)
		bucket_remove(&list, links[i], IW_ISO);
	ck_assert_int_eq(bucket_reserve(&list, IW_ISO), 0);
	bucket_unreserve(&list);
	ck_assert_ptr_null(list.bucket);
	links_free(links, 100);
}
END_TEST

UNIT_TESTS("bucket", what_was_inserted_is_found_until_it_is_removed,
	room_that_was_reserved_is_there)
