#include "disc.h"

static void make_deep(struct scene *scene, int depth)
{
	char line[512] = "mkdir all";

	for (int i = 1; i <= depth; i++) {
		sprintf(line + strlen(line), "/d%d", i);
		ck_assert_int_eq(scene_run(scene, line), 0);
	}
}

static void draw(
	struct disc *disc, struct scene *scene, int depth, const char *commands)
{
	scene_open(scene);
	scene->settings.deep = DEEP_RELOCATE;
	ck_assert_int_eq(scene_run(scene, "contexts iso:rockridge"), 0);
	ck_assert_int_eq(scene_run(scene, commands), 0);
	make_deep(scene, depth);
	ck_assert_int_eq(disc_draw(disc, scene), 0);
}

START_TEST(eight_levels_stay_where_they_are)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	draw(&disc, &scene, 7, "");
	root = disc_root(&disc, 16);
	ck_assert_str_eq(disc_dir(&disc, &root), "D1/[PX TF NM=d1]");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(the_ninth_moves_and_leaves_word)
{
	const struct rrip_place *place;
	struct scene scene;
	struct disc disc;
	struct iso_record root, left, moved, up, from;

	draw(&disc, &scene, 9, "");
	root = disc_root(&disc, 16);
	ck_assert_str_eq(disc_dir(&disc, &root),
		"D1/[PX TF NM=d1] RR_MOVED/[PX TF NM=rr_moved RE]");
	left = disc_find(&disc, &root, "RR_MOVED");
	ck_assert_str_eq(disc_dir(&disc, &left), "D8/[PX TF NM=d8 RE]");
	moved = disc_find(&disc, &root, "RR_MOVED/D8");
	ck_assert_str_eq(disc_dir(&disc, &moved), "D9/[PX TF NM=d9]");
	from = disc_find(&disc, &root, "D1/D2/D3/D4/D5/D6/D7");
	ck_assert_str_eq(disc_dir(&disc, &from), "D8.;1[PX TF NM=d8 CL]");
	left = disc_find(&disc, &from, "D8.;1");
	place = (const void *)disc_entry(&disc, &left, "CL", 0);
	ck_assert_uint_eq(le32_get(place->block.le), moved.extent);
	up = disc_find(&disc, &moved, "..");
	place = (const void *)disc_entry(&disc, &up, "PL", 0);
	ck_assert_uint_eq(le32_get(place->block.le), from.extent);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(those_moved_lie_before_what_they_were_left_in)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, inner, from;

	draw(&disc, &scene, 16, "");
	root = disc_root(&disc, 16);
	inner = disc_find(&disc, &root, "RR_MOVED/D14");
	from = disc_find(&disc, &root, "D1/D2/D3/D4/D5/D6/D7");
	ck_assert_uint_lt(inner.extent, from.extent);
	disc_end(&disc, &scene);
}
END_TEST

static int add_ino(void *user, void *file)
{
	*(uint64_t *)user += ((const struct iw_node *)file)->ino;
	return 0;
}

START_TEST(data_of_files_that_moved_are_to_follow_the_directories)
{
	struct scene scene;
	struct disc disc;
	uint64_t inos = 0;
	char deep[] = "all/d1/d2/d3/d4/d5/d6/d7/d8/deep", line[64];

	scene_open(&scene);
	scene.settings.deep = DEEP_RELOCATE;
	ck_assert_int_eq(scene_run(&scene, "contexts iso:rockridge"), 0);
	make_deep(&scene, 8);
	sprintf(line, "cp %s; cp all/d1/other", deep);
	ck_assert_int_eq(scene_run(&scene, line), 0);
	disc_file(&scene, "all/d1/other", 5000, 0);
	disc_file(&scene, deep, 5000, 3);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_int_eq(layout_followers(disc.layout, add_ino, &inos), 0);
	ck_assert_uint_eq(inos, scene_node(&scene, deep)->ino);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(a_taken_name_leaves_the_other)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	draw(&disc, &scene, 8, "cp iso/RR_MOVED");
	root = disc_root(&disc, 16);
	ck_assert_str_eq(disc_dir(&disc, &root),
		"D1/[PX TF NM=d1] RR_MOVED.;1[PX TF | RE] "
		"_RR_MOVE/[PX TF NM=.rr_moved RE]");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(two_taken_names_are_an_error)
{
	struct scene scene;
	struct disc disc;

	scene_open(&scene);
	scene.settings.deep = DEEP_RELOCATE;
	ck_assert_int_eq(scene_run(&scene, "contexts iso:rockridge; "
					   "cp iso/RR_MOVED; "
					   "cp rockridge/.rr_moved"),
		0);
	make_deep(&scene, 8);
	ck_assert_int_eq(disc_draw(&disc, &scene), -EEXIST);
	ck_assert_ptr_nonnull(strstr(disc.said, ".rr_moved"));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(without_rock_ridge_all_stay_and_it_is_said)
{
	char line[64] = "mkdir iso";
	struct scene scene;
	struct disc disc;

	scene_open(&scene);
	scene.settings.deep = DEEP_RELOCATE;
	for (int level = 0; level < 9; level++) {
		strcat(line, "/D");
		ck_assert_int_eq(scene_run(&scene, line), 0);
	}
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_ptr_nonnull(strstr(disc.said, "10 levels deep"));
	ck_assert_uint_eq(
		le32_get(disc_volume(&disc, 16)->path_table_size.le), 10 * 10);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(equal_identifiers_are_made_different_in_the_shelter)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, shelter;

	scene_open(&scene);
	scene.settings.deep = DEEP_RELOCATE;
	ck_assert_int_eq(scene_run(&scene, "contexts iso:rockridge"), 0);
	make_deep(&scene, 8);
	ck_assert_int_eq(scene_run(&scene, "mkdir all/d1/d2/d3/d4/d5/d6/e7;"
					   "mkdir all/d1/d2/d3/d4/d5/d6/e7/d8"),
		0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	shelter = disc_find(&disc, &root, "RR_MOVED");
	ck_assert_str_eq(disc_dir(&disc, &shelter),
		"D8/[PX TF NM=d8 RE] _RR00001/[PX TF NM=d8 RE]");
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("deep", eight_levels_stay_where_they_are,
	the_ninth_moves_and_leaves_word,
	those_moved_lie_before_what_they_were_left_in,
	data_of_files_that_moved_are_to_follow_the_directories,
	a_taken_name_leaves_the_other, two_taken_names_are_an_error,
	without_rock_ridge_all_stay_and_it_is_said,
	equal_identifiers_are_made_different_in_the_shelter)
