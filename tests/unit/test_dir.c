#include "model/dir.h"

#include "links.h"

#define MANY 5000

START_TEST(cookies_find_their_links_while_others_go)
{
	struct link **links = links_new(MANY);
	struct dir *dir = dir_new();

	ck_assert_ptr_nonnull(dir);
	for (int i = 0; i < MANY; i++) {
		links[i]->cookie = dir->last_cookie + 1 + (uint64_t)(i % 3);
		ck_assert_int_eq(dir_append(dir, links[i]), 0);
	}
	ck_assert_uint_gt(links[0]->cookie, 2);
	for (int i = 0; i < MANY; i++) {
		int gone = i * 3 % MANY;

		ck_assert_ptr_eq(dir_at(dir, links[gone]->cookie), links[gone]);
		dir_remove(dir, links[gone]);
		ck_assert_ptr_null(dir_at(dir, links[gone]->cookie));
	}
	ck_assert_ptr_null(dir_at(dir, 1));
	ck_assert_uint_lt(dir->link_room, MANY / 10);
	dir_free(dir);
	links_free(links, MANY);
}
END_TEST

START_TEST(position_is_that_of_the_next_cookie)
{
	static const uint64_t cookies[] = { 3, 4, 9, 20 };
	static const struct {
		uint64_t after;
		size_t position;
	} rows[] = { { 0, 0 }, { 2, 0 }, { 3, 1 }, { 4, 2 }, { 5, 2 }, { 8, 2 },
		{ 9, 3 }, { 19, 3 }, { 20, 4 }, { UINT64_MAX, 4 } };
	struct link **links = links_new(4);
	struct dir *dir = dir_new();

	ck_assert_ptr_nonnull(dir);
	for (int i = 0; i < 4; i++) {
		links[i]->cookie = cookies[i];
		ck_assert_int_eq(dir_append(dir, links[i]), 0);
	}
	dir_remove(dir, links[2]);
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
			dir_position(dir, rows[i].after), rows[i].position);
	dir_free(dir);
	links_free(links, 4);
}
END_TEST

UNIT_TESTS("dir", cookies_find_their_links_while_others_go,
	position_is_that_of_the_next_cookie)
