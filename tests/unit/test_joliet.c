#include "disc.h"

#define DESCRIPTOR 17

START_TEST(names_are_as_given_and_in_their_order)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	disc_begin(&disc, &scene,
		"cp joliet/b+b.txt; cp joliet/\xc3\xa4; cp joliet/B; "
		"mkdir joliet/a; cp iso/X; cp rockridge/y");
	root = disc_root(&disc, DESCRIPTOR);
	ck_assert_str_eq(disc_joliet(&disc, &root), "B a/ b b.txt \xc3\xa4");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(identifiers_are_big_endian)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	size_t at = 68;

	disc_begin(&disc, &scene, "cp joliet/a\xe2\x82\xac");
	root = disc_root(&disc, DESCRIPTOR);
	ck_assert(disc_next(&disc, &root, &at, &record));
	ck_assert_uint_eq(record.identifier_size, 4);
	ck_assert_mem_eq(record.identifier, "\0a\x20\xac", 4);
	ck_assert_uint_eq(record.use_size, 0);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(a_subdirectory_points_at_its_true_parent)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, sub, up;
	size_t at = 68;

	disc_begin(&disc, &scene, "mkdir joliet/d");
	root = disc_root(&disc, DESCRIPTOR);
	ck_assert(disc_next(&disc, &root, &at, &sub));
	up = disc_find(&disc, &sub, "..");
	ck_assert_uint_eq(up.extent, root.extent);
	ck_assert_uint_ne(up.extent, sub.extent);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(the_descriptor_is_in_ucs_2_too)
{
	const struct iso_volume *volume;
	struct scene scene;
	struct disc disc;

	disc_begin(&disc, &scene, "cp joliet/f");
	volume = disc_volume(&disc, DESCRIPTOR);
	ck_assert_mem_eq(volume->application_identifier,
		"\0I\0S\0O\0W\0E\0A\0V\0E\0 \0 ", 20);
	ck_assert_mem_eq(volume->copyright_file, "\0 \0 ", 4);
	ck_assert_uint_eq((uint8_t)volume->copyright_file[36], 0);
	ck_assert_uint_eq(volume->structure_version, 1);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(without_names_there_is_no_joliet_volume)
{
	struct scene scene;
	struct disc disc;

	disc_begin(&disc, &scene, "cp iso/F; cp rockridge/f");
	ck_assert_uint_eq(
		disc_volume(&disc, DESCRIPTOR)->head.type, ISO_TERMINATOR);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(both_trees_share_the_data)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, iso, joliet;
	size_t at = 68;

	scene_begin(&scene, "cp iso/A; ln iso/A joliet/b");
	disc_file(&scene, "iso/A", 10, 3);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	iso = disc_find(&disc, &root, "A.;1");
	root = disc_root(&disc, DESCRIPTOR);
	ck_assert(disc_next(&disc, &root, &at, &joliet));
	ck_assert_uint_eq(iso.extent, DISC_DATA + 3);
	ck_assert_uint_eq(joliet.extent, iso.extent);
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("joliet", names_are_as_given_and_in_their_order,
	identifiers_are_big_endian, a_subdirectory_points_at_its_true_parent,
	the_descriptor_is_in_ucs_2_too, without_names_there_is_no_joliet_volume,
	both_trees_share_the_data)
