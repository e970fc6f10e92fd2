#include "disc.h"

#include <sys/sysmacros.h>

#include "disk/rrip.h"

static const struct {
	const char *commands, *records;
} marks[] = {
	{ "cp all/f", "F.;1[PX TF NM=f]" },
	{ "cp iso/F; cp rockridge/g", "F.;1[PX TF | RE] _RR00001.;1!"
				      "[PX TF NM=g]" },
	{ "mkdir iso/D; cp iso/D/F; cp rockridge/g",
		"D/[PX TF | RE] _RR00001.;1![PX TF NM=g]" },
	{ "cp iso/F", "F.;1" },
	{ "sym rockridge/s", "_RR00001.;1![PX TF NM=s SL]" },
};

START_TEST(a_name_in_one_context_is_marked_for_the_other)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		struct scene scene;
		struct disc disc;
		struct iso_record root;

		disc_begin(&disc, &scene, marks[i].commands);
		root = disc_root(&disc, 16);
		ck_assert_str_eq(disc_dir(&disc, &root), marks[i].records);
		disc_end(&disc, &scene);
	}
}
END_TEST

START_TEST(below_a_hidden_directory_nothing_more_is_marked)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, dir;

	disc_begin(&disc, &scene, "mkdir iso/D; cp iso/D/F; cp rockridge/g");
	root = disc_root(&disc, 16);
	dir = disc_find(&disc, &root, "D");
	ck_assert_str_eq(disc_dir(&disc, &dir), "F.;1[PX TF]");
	disc_end(&disc, &scene);
}
END_TEST

static struct rrip_attributes attributes(
	const struct disc *disc, const struct iso_record *record)
{
	const struct susp_head *px = disc_entry(disc, record, "PX", 0);
	struct rrip_attributes out;

	ck_assert_ptr_nonnull(px);
	ck_assert_int_eq(rrip_px_decode(px, &out), 0);
	return out;
}

START_TEST(links_are_the_names_in_rockridge)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	struct rrip_attributes first, second, iso;

	disc_begin(&disc, &scene,
		"cp all/f; mkdir all/d; ln rockridge/f rockridge/d/g; "
		"ln iso/F iso/H");
	root = disc_root(&disc, 16);
	record = disc_find(&disc, &root, "F.;1");
	first = attributes(&disc, &record);
	record = disc_find(&disc, &root, "D/_RR00001.;1");
	second = attributes(&disc, &record);
	record = disc_find(&disc, &root, "H.;1");
	iso = attributes(&disc, &record);
	ck_assert_uint_eq(first.links, 2);
	ck_assert_mem_eq(&first, &second, sizeof(first));
	ck_assert_mem_eq(&first, &iso, sizeof(first));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(a_directory_is_told_alike_wherever_it_is_met)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, dir, sub;
	struct rrip_attributes named, dot, up;

	disc_begin(&disc, &scene,
		"mkdir all/d; mkdir all/d/a; mkdir all/d/b; mkdir iso/D/C");
	root = disc_root(&disc, 16);
	dir = disc_find(&disc, &root, "D");
	named = attributes(&disc, &dir);
	sub = disc_find(&disc, &dir, ".");
	dot = attributes(&disc, &sub);
	sub = disc_find(&disc, &dir, "A/..");
	up = attributes(&disc, &sub);
	ck_assert_uint_eq(named.links, 4);
	ck_assert_mem_eq(&named, &dot, sizeof(dot));
	ck_assert_mem_eq(&named, &up, sizeof(up));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(the_root_says_which_protocol_it_is)
{
	static const struct {
		int rrip;
		const char *identifier;
		uint8_t px;
	} rows[] = { { 112, "IEEE_P1282", 44 }, { 110, "RRIP_1991A", 36 } };

	for (size_t i = 0; i < 2; i++) {
		struct scene scene;
		struct disc disc;
		struct iso_record root, dot;
		const struct susp_head *er;

		scene_open(&scene);
		scene.settings.rrip = rows[i].rrip;
		ck_assert_int_eq(scene_run(&scene, "cp rockridge/f"), 0);
		ck_assert_int_eq(disc_draw(&disc, &scene), 0);
		root = disc_root(&disc, 16);
		dot = disc_find(&disc, &root, ".");
		ck_assert_mem_eq(dot.use, "SP\7\1\xbe\xef\0PX", 9);
		ck_assert_uint_eq(dot.use[9], rows[i].px);
		er = disc_entry(&disc, &dot, "ER", 0);
		ck_assert_ptr_nonnull(er);
		ck_assert_mem_eq((const char *)er + sizeof(struct susp_er),
			rows[i].identifier, 10);
		disc_end(&disc, &scene);
	}
}
END_TEST

START_TEST(devices_have_their_numbers)
{
	const struct iw_new what = { .mode = S_IFCHR | 0600,
		.rdev = makedev(1, 3) };
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	const struct iw_place place = { .view = IW_ROCKRIDGE, .name = "null" };
	struct iw_place at = place;
	struct iw_node *node;
	dev_t device;

	scene_open(&scene);
	at.dir = scene.model.root;
	ck_assert_int_eq(model_make(&scene.model, &at, &what, &node), 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	record = disc_find(&disc, &root, "_RR00001.;1");
	ck_assert_uint_eq(attributes(&disc, &record).mode, S_IFCHR | 0600);
	ck_assert_int_eq(
		rrip_pn_decode(disc_entry(&disc, &record, "PN", 0), &device),
		0);
	ck_assert_uint_eq(device, makedev(1, 3));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(canonical_order_does_not_tell_what_was_made_first)
{
	const char *const commands[] = {
		"cp rockridge/a; mkdir rockridge/d; cp rockridge/d/b; cp iso/Z",
		"cp iso/Z; mkdir rockridge/d; cp rockridge/a; cp rockridge/d/b",
	};
	struct scene scene[2];
	struct disc disc[2];

	for (int i = 0; i < 2; i++) {
		scene_open(&scene[i]);
		scene[i].settings.order = ORDER_CANONICAL;
		ck_assert_int_eq(scene_run(&scene[i], commands[i]), 0);
		ck_assert_int_eq(disc_draw(&disc[i], &scene[i]), 0);
	}
	ck_assert_uint_eq(disc[0].sectors, disc[1].sectors);
	ck_assert_mem_eq(disc[0].bytes, disc[1].bytes, disc[0].sectors * 2048);
	for (int i = 0; i < 2; i++) {
		disc_end(&disc[i], &scene[i]);
	}
}
END_TEST

START_TEST(every_section_of_a_file_has_its_name)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	scene_begin(&scene, "cp all/big");
	disc_file(&scene, "rockridge/big", 5000000000, 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	ck_assert_str_eq(disc_dir(&disc, &root),
		"BIG.;1+[PX TF NM=big] BIG.;1[PX TF NM=big]");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(an_identifier_that_leaves_no_room_is_refused)
{
	char name[200] = "iso/";
	char line[256];
	struct scene scene;
	struct disc disc;

	scene_open(&scene);
	scene.settings.iso_level = 4;
	scene.settings.context[IW_ROCKRIDGE] = false;
	memset(name + 4, 'n', 160);
	sprintf(line, "cp %s; cp rockridge/f", name);
	ck_assert_int_eq(scene_run(&scene, line), 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), -ENAMETOOLONG);
	ck_assert_ptr_nonnull(strstr(disc.said, "at most 149"));
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("rockridge", a_name_in_one_context_is_marked_for_the_other,
	below_a_hidden_directory_nothing_more_is_marked,
	links_are_the_names_in_rockridge,
	a_directory_is_told_alike_wherever_it_is_met,
	the_root_says_which_protocol_it_is, devices_have_their_numbers,
	canonical_order_does_not_tell_what_was_made_first,
	every_section_of_a_file_has_its_name,
	an_identifier_that_leaves_no_room_is_refused)
