#include "udf_scene.h"

static const int revisions[] = { 102, 150, 201, 260 };

START_TEST(a_view_without_names_plans_nothing)
{
	struct udf_scene s;

	udf_open(&s, "cp iso/A; mkdir joliet/b");
	s.source.root = s.scene.model.root;
	s.source.settings = &s.scene.settings;
	s.layout = layout_new();
	ck_assert_int_eq(udfplan_add(s.layout, &s.source), 0);
	ck_assert_uint_eq(layout_body_sectors(s.layout), 0);
	ck_assert_uint_eq(layout_head_sectors(s.layout), 32);
	ck_assert_uint_eq(layout_volume_end(s.layout, 50), 50);
	udf_close(&s);
}
END_TEST

START_TEST(the_same_names_give_the_same_bytes)
{
	struct udf_scene s;

	for (size_t r = 0; r < 4; r++) {
		uint8_t *before;
		uint64_t sectors;

		udf_open(&s, "mkdir udf/d; cp udf/d/b; cp udf/a");
		udf_emit(&s, revisions[r]);
		before = s.bytes;
		sectors = s.sectors;
		s.bytes = NULL;
		udf_emit(&s, revisions[r]);
		ck_assert_uint_eq(s.sectors, sectors);
		ck_assert_mem_eq(s.bytes, before, sectors * UDF_BLOCK);
		free(before);
		udf_close(&s);
	}
}
END_TEST

/* The last one is in the tail. */
START_TEST(an_inode_takes_one_block_and_a_directory_of_old_two)
{
	struct udf_scene s;

	udf_open(&s, "mkdir udf/d; mkdir udf/d/e; cp udf/d/e/f; sym udf/g");
	udf_emit(&s, 201);
	ck_assert_uint_eq(layout_body_sectors(s.layout), 4);
	udf_emit(&s, 102);
	ck_assert_uint_eq(layout_body_sectors(s.layout), 4 + 3);
	udf_emit(&s, 260);
	ck_assert_uint_eq(layout_body_sectors(s.layout), 32);
	udf_close(&s);
}
END_TEST

START_TEST(the_last_entry_stands_before_the_anchor)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/a; cp udf/b");
	udf_emit(&s, 102);
	ck_assert(ecma_sealed(udf_at(&s, s.sectors - 2), 2048,
		UDF_TAG_FILE_ENTRY, (uint32_t)s.sectors - 2 - 257));
	udf_close(&s);
}
END_TEST

START_TEST(a_directory_of_100000_names_is_planned)
{
	struct udf_scene s;
	struct iw_place place = { .view = IW_UDF };
	struct iw_new what = { .mode = S_IFREG };
	struct iw_node *node;
	char name[16];

	udf_open(&s, "");
	place.dir = s.scene.model.root;
	place.name = name;
	for (int i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(
			model_make(&s.scene.model, &place, &what, &node), 0);
	}
	udf_emit(&s, 201);
	/* An entry each, but the last, and the root's; and identifiers of
	 * 44 bytes, of 40 + 1 + digits. */
	ck_assert_uint_eq(layout_body_sectors(s.layout),
		100000 + (40 + 1000 * 44 + 99000 * 44 + 2047) / 2048);
	udf_close(&s);
}
END_TEST

/* What mkdir(2) and rename(2) take, a sync can write. */
START_TEST(more_subdirectories_than_are_counted_are_refused_at_once)
{
	const struct iw_new what = { .mode = S_IFDIR | 0755 };
	struct udf_scene s;
	struct iw_node *dir;
	char name[16];
	struct iw_place place = { .view = IW_UDF, .name = name };
	struct iw_place other = { .view = IW_UDF, .name = "other" };

	udf_open(&s, "mkdir udf/full; mkdir udf/other");
	place.dir = scene_node(&s.scene, "udf/full");
	other.dir = s.scene.model.root;
	for (int i = 0; i < 65534; i++) {
		sprintf(name, "d%d", i);
		ck_assert_int_eq(
			model_make(&s.scene.model, &place, &what, &dir), 0);
	}
	sprintf(name, "more");
	ck_assert_int_eq(
		model_make(&s.scene.model, &place, &what, &dir), -EMLINK);
	ck_assert_int_eq(
		model_rename(&s.scene.model, &other, &place, 0), -EMLINK);
	place.view = IW_ALL;
	ck_assert_int_eq(
		model_make(&s.scene.model, &place, &what, &dir), -EMLINK);
	udf_emit(&s, 201);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("udfplan", more_subdirectories_than_are_counted_are_refused_at_once,
	a_view_without_names_plans_nothing, the_same_names_give_the_same_bytes,
	an_inode_takes_one_block_and_a_directory_of_old_two,
	the_last_entry_stands_before_the_anchor,
	a_directory_of_100000_names_is_planned)
