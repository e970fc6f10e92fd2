#include "udf_scene.h"

/* The walk alone, over a scene. */
struct walked {
	struct udf_scene s;
	struct udf udf;
};

static int walk(struct walked *w, const char *commands)
{
	udf_open(&w->s, commands);
	w->s.layout = layout_new();
	w->udf = (struct udf){
		.source.root = w->s.scene.model.root,
		.source.settings = &w->s.scene.settings,
		.revision = ecma_revision(102),
	};
	return udftree_walk(&w->udf, w->s.layout);
}

START_TEST(one_entry_an_inode_however_many_names)
{
	struct walked w;

	ck_assert_int_eq(walk(&w, "cp udf/a; ln udf/a udf/b; mkdir udf/d;"
				  "ln udf/a udf/d/c; cp udf/d/e"),
		0);
	ck_assert_uint_eq(w.udf.entry_count, 4);
	ck_assert_uint_eq(w.udf.names, 4);
	ck_assert_uint_eq(w.udf.directories, 2);
	ck_assert_uint_eq(w.udf.entries[1].links, 3);
	ck_assert_uint_eq(w.udf.entries[0].names[0].entry, 1);
	ck_assert_uint_eq(w.udf.entries[0].names[1].entry, 1);
	ck_assert_uint_eq(w.udf.entries[2].names[0].entry, 1);
	udf_close(&w.s);
}
END_TEST

START_TEST(directories_count_their_name_and_their_children)
{
	struct walked w;

	ck_assert_int_eq(walk(&w, "mkdir udf/d; mkdir udf/d/e; mkdir udf/d/f;"
				  "cp udf/d/g"),
		0);
	ck_assert_uint_eq(w.udf.entries[0].links, 2);
	ck_assert_uint_eq(w.udf.entries[1].links, 3);
	ck_assert_uint_eq(w.udf.entries[2].links, 1);
	ck_assert_uint_eq(w.udf.entries[2].parent, 1);
	udf_close(&w.s);
}
END_TEST

START_TEST(every_name_has_a_unique_id_and_the_first_that_of_its_entry)
{
	struct walked w;

	ck_assert_int_eq(walk(&w, "cp udf/b; ln udf/b udf/a; cp udf/c"), 0);
	ck_assert_uint_eq(w.udf.entries[0].unique_id, 0);
	ck_assert_uint_eq(w.udf.entries[0].names[0].unique_id, 16);
	ck_assert_uint_eq(w.udf.entries[0].names[1].unique_id, 17);
	ck_assert_uint_eq(w.udf.entries[0].names[2].unique_id, 18);
	ck_assert_uint_eq(w.udf.entries[1].unique_id, 16);
	ck_assert_uint_eq(w.udf.entries[2].unique_id, 18);
	ck_assert_uint_eq(w.udf.next_unique_id, 19);
	udf_close(&w.s);
}
END_TEST

START_TEST(the_order_of_making_changes_nothing)
{
	struct walked w[2];

	ck_assert_int_eq(walk(&w[0], "cp udf/a; mkdir udf/b; cp udf/b/c"), 0);
	ck_assert_int_eq(walk(&w[1], "mkdir udf/b; cp udf/b/c; cp udf/a"), 0);
	for (uint32_t i = 0; i < 4; i++) {
		ck_assert_uint_eq(w[0].udf.entries[i].unique_id,
			w[1].udf.entries[i].unique_id);
		ck_assert_uint_eq(w[0].udf.entries[i].node->mode,
			w[1].udf.entries[i].node->mode);
	}
	udf_close(&w[0].s);
	udf_close(&w[1].s);
}
END_TEST

START_TEST(names_of_other_contexts_are_passed_over)
{
	struct walked w;

	ck_assert_int_eq(walk(&w, "cp iso/A; cp udf/b; ln udf/b joliet/b;"
				  "mkdir iso/SUB; cp iso/SUB/X; rm iso/A"),
		0);
	ck_assert_uint_eq(w.udf.entry_count, 2);
	ck_assert_uint_eq(w.udf.entries[1].links, 1);
	udf_close(&w.s);
}
END_TEST

START_TEST(a_second_walk_is_not_led_astray_by_the_first)
{
	struct walked w;
	struct udf again;

	ck_assert_int_eq(walk(&w, "cp udf/a; mkdir udf/b; cp udf/b/c"), 0);
	again = (struct udf){ .source = w.udf.source,
		.revision = w.udf.revision };
	ck_assert_int_eq(scene_run(&w.s.scene, "rm udf/a; cp udf/z"), 0);
	ck_assert_int_eq(udftree_walk(&again, w.s.layout), 0);
	ck_assert_uint_eq(again.entry_count, 4);
	ck_assert_uint_eq(again.entries[0].names[1].entry, 2);
	udf_close(&w.s);
}
END_TEST

UNIT_TESTS("udftree", one_entry_an_inode_however_many_names,
	directories_count_their_name_and_their_children,
	every_name_has_a_unique_id_and_the_first_that_of_its_entry,
	the_order_of_making_changes_nothing,
	names_of_other_contexts_are_passed_over,
	a_second_walk_is_not_led_astray_by_the_first)
