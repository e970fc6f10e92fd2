#include "disc.h"

static const struct {
	const char *commands, *records;
} orders[] = {
	{ "cp iso/B; cp iso/A", "A.;1 B.;1" },
	{ "cp iso/A1; cp iso/A.TXT; cp iso/A", "A.;1 A.TXT;1 A1.;1" },
	{ "cp iso/FOO.1; cp iso/FOO", "FOO.;1 FOO.1;1" },
	{ "cp iso/A.TXT; mkdir iso/B; cp iso/C; mkdir iso/A",
		"A/ A.TXT;1 B/ C.;1" },
	{ "cp iso/F;1; cp iso/F;12; cp iso/F;2", "F.;12 F.;2 F.;1" },
	{ "cp rockridge/z; cp rockridge/y; cp iso/M",
		"M.;1[PX TF | RE] _RR00001.;1![PX TF NM=y] "
		"_RR00002.;1![PX TF NM=z]" },
	{ "cp iso/_RR00001; cp rockridge/a; cp iso/_RR00003; cp rockridge/b",
		"_RR00001.;1[PX TF | RE] _RR00002.;1![PX TF NM=a] "
		"_RR00003.;1[PX TF | RE] _RR00004.;1![PX TF NM=b]" },
	{ "mkdir rockridge/d; cp rockridge/f",
		"_RR00001/![PX TF NM=d] _RR00002.;1![PX TF NM=f]" },
};

/* Runs commands in which ';' is part of a name: one at each "; ". */
static void run(struct scene *scene, const char *commands)
{
	const char *next;

	for (; commands; commands = next ? next + 2 : NULL) {
		char one[256], verb[8], path[200];
		struct iw_place place;

		next = strstr(commands, "; ");
		snprintf(one, sizeof(one), "%.*s",
			next ? (int)(next - commands) : 255, commands);
		ck_assert_int_eq(sscanf(one, "%7s %199s", verb, path), 2);
		ck_assert_int_eq(scene_place(scene, path, &place), 0);
		ck_assert_int_eq(scene_one(scene, verb, &place, NULL), 0);
	}
}

START_TEST(records_are_in_the_order_of_identifiers)
{
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct scene scene;
		struct disc disc;
		struct iso_record root;

		scene_open(&scene);
		run(&scene, orders[i].commands);
		ck_assert_int_eq(disc_draw(&disc, &scene), 0);
		root = disc_root(&disc, 16);
		ck_assert_str_eq(disc_dir(&disc, &root), orders[i].records);
		disc_end(&disc, &scene);
	}
}
END_TEST

START_TEST(records_do_not_cross_sectors)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	size_t at = 0, count = 0;

	scene_open(&scene);
	for (int i = 0; i < 500; i++) {
		char line[128];

		sprintf(line, "cp rockridge/%0*d", i % 50 + 3, i);
		ck_assert_int_eq(scene_run(&scene, line), 0);
	}
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	ck_assert_uint_eq(root.size % 2048, 0);
	while (disc_next(&disc, &root, &at, &record))
		count++;
	ck_assert_uint_eq(count, 502);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(a_file_past_4_gib_has_sections_of_whole_sectors)
{
	const uint64_t whole = 4294965248;
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	size_t at = 68;

	scene_begin(&scene, "cp iso/BIG; cp iso/EXACT");
	disc_file(&scene, "iso/BIG", whole * 2 + 5, 0);
	disc_file(&scene, "iso/EXACT", whole, 9000000);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	ck_assert_str_eq(
		disc_dir(&disc, &root), "BIG.;1+ BIG.;1+ BIG.;1 EXACT.;1");
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert(disc_next(&disc, &root, &at, &record));
		ck_assert_uint_eq(
			record.extent, DISC_DATA + i * (whole / 2048));
		ck_assert_uint_eq(record.size, i < 2 ? whole : 5);
	}
	ck_assert(disc_next(&disc, &root, &at, &record));
	ck_assert_uint_eq(record.size, whole);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(sections_below_level_3_are_remarked_on)
{
	struct scene scene;
	struct disc disc;

	scene_open(&scene);
	scene.settings.iso_level = 1;
	ck_assert_int_eq(scene_run(&scene, "cp iso/BIG"), 0);
	disc_file(&scene, "iso/BIG", 5000000000, 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_ptr_nonnull(strstr(disc.said, "iso-level=3"));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(what_has_no_bytes_lies_in_one_blank_sector_of_its_own)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, empty, symlink;

	disc_begin(&disc, &scene, "cp all/empty; sym rockridge/s; mkdir all/d");
	root = disc_root(&disc, 16);
	empty = disc_find(&disc, &root, "EMPTY.;1");
	symlink = disc_find(&disc, &root, "_RR00001.;1");
	ck_assert_uint_eq(empty.size, 0);
	ck_assert_uint_eq(symlink.size, 0);
	ck_assert_uint_eq(empty.extent, symlink.extent);
	ck_assert_uint_eq(empty.extent, layout_blank(disc.layout)->lba);
	ck_assert_uint_lt(empty.extent, disc.sectors);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(two_names_of_a_file_have_one_extent)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, a, b;

	scene_begin(&scene, "cp iso/A; mkdir iso/D; ln iso/A iso/D/B");
	disc_file(&scene, "iso/A", 6000, 7);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	a = disc_find(&disc, &root, "A.;1");
	b = disc_find(&disc, &root, "D/B.;1");
	ck_assert_uint_eq(a.extent, DISC_DATA + 7);
	ck_assert_uint_eq(b.extent, DISC_DATA + 7);
	ck_assert_uint_eq(b.size, 6000);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(dots_point_at_the_directory_and_its_parent)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, d, e, dots[2];

	disc_begin(&disc, &scene, "mkdir iso/D; mkdir iso/D/E");
	root = disc_root(&disc, 16);
	d = disc_find(&disc, &root, "D");
	e = disc_find(&disc, &root, "D/E");
	dots[0] = disc_find(&disc, &e, ".");
	dots[1] = disc_find(&disc, &e, "..");
	ck_assert_uint_eq(dots[0].extent, e.extent);
	ck_assert_uint_eq(dots[1].extent, d.extent);
	dots[1] = disc_find(&disc, &root, "..");
	ck_assert_uint_eq(dots[1].extent, root.extent);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(depth_costs_no_stack)
{
	struct scene scene;
	struct disc disc;
	struct iw_node *dir;

	scene_open(&scene);
	dir = scene.model.root;
	for (int i = 0; i < 3000; i++) {
		const struct iw_place place = { dir, IW_ISO, "D" };
		const struct iw_new what = { .mode = S_IFDIR | 0755 };

		ck_assert_int_eq(
			model_make(&scene.model, &place, &what, &dir), 0);
	}
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_uint_eq(le32_get(disc_volume(&disc, 16)->path_table_size.le),
		3001 * 10);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(a_directory_named_in_two_places_is_two_on_the_medium)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, one, other;

	disc_begin(&disc, &scene,
		"contexts iso:rockridge; mkdir all/d; "
		"cp all/d/f; mkdir all/p; "
		"mv iso/D iso/P/D");
	root = disc_root(&disc, 16);
	one = disc_find(&disc, &root, "P/D");
	ck_assert_str_eq(disc_dir(&disc, &one), "F.;1[PX TF]");
	other = disc_find(&disc, &root, "_RR00001");
	ck_assert_str_eq(disc_dir(&disc, &other), "_RR00001.;1![PX TF NM=f]");
	ck_assert_uint_ne(one.extent, other.extent);
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("tree", records_are_in_the_order_of_identifiers,
	records_do_not_cross_sectors,
	a_file_past_4_gib_has_sections_of_whole_sectors,
	sections_below_level_3_are_remarked_on,
	what_has_no_bytes_lies_in_one_blank_sector_of_its_own,
	two_names_of_a_file_have_one_extent,
	dots_point_at_the_directory_and_its_parent, depth_costs_no_stack,
	a_directory_named_in_two_places_is_two_on_the_medium)
