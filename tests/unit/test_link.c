#include "scene.h"

START_TEST(links_name_one_inode_in_any_context)
{
	static const struct scene_row rows[] = {
		{ "cp iso/FOO; mkdir iso/DIR1; ln iso/FOO iso/DIR1/FOO",
			"DIR1/FOO=2 DIR1=3/ FOO=2", "", "", "",
			"DIR1/FOO=2 DIR1=3/ FOO=2" },
		{ "cp iso/FOO; ln iso/FOO iso/BAR", "BAR=2 FOO=2", "", "", "",
			"BAR=2 FOO=2" },
		{ "cp iso/FOO; ln iso/FOO iso/BAR; ln iso/BAR iso/BAZ",
			"BAR=2 BAZ=2 FOO=2" },
		{ "cp iso/FOO; ln iso/FOO iso/BAR; ln iso/FOO iso/BAZ",
			"BAR=2 BAZ=2 FOO=2" },
		{ "contexts iso:joliet; cp all/foo; rm iso/FOO;"
		  "ln joliet/foo iso/FOO",
			"FOO=2", "", "foo=2", "", "foo=2" },
		{ "contexts iso:joliet; cp all/foo; ln joliet/foo udf/foo",
			"FOO=2", "", "foo=2", "foo=2", "foo=2" },
		{ "cp udf/foo; ln udf/foo joliet/foo", "", "", "foo=2", "foo=2",
			"foo=2" },
		{ "cp iso/FOO; ln iso/FOO udf/foo", "FOO=2", "", "", "foo=2",
			"foo=2" },
		{ "contexts iso:udf; cp all/foo; rm iso/FOO;"
		  "ln udf/foo iso/FOO",
			"FOO=2", "", "", "foo=2", "foo=2" },
		{ "cp udf/foo; ln udf/foo udf/bar", "", "", "", "bar=2 foo=2",
			"bar=2 foo=2" },
		{ "cp joliet/foo; ln joliet/foo joliet/bar", "", "",
			"bar=2 foo=2", "", "bar=2 foo=2" },
		{ "cp all/foo; ln all/foo all/bar", "BAR=2 FOO=2",
			"bar=2 foo=2", "bar=2 foo=2", "bar=2 foo=2",
			"bar=2 foo=2" },
		{ "cp all/foo; ln iso/FOO boot/foo", "FOO=2", "foo=2", "foo=2",
			"foo=2", "foo=2" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(unlink_removes_one_name_and_nothing_else)
{
	static const struct scene_row rows[] = {
		{ "cp iso/FOO; rm iso/FOO", "", "", "", "", "" },
		{ "contexts iso:joliet; cp all/foo; rm iso/FOO; rm joliet/foo",
			"", "", "", "", "" },
		{ "contexts iso:joliet; cp all/foo; rm joliet/foo; rm iso/FOO",
			"", "", "", "", "" },
		{ "cp iso/FOO; ln iso/FOO iso/A; ln iso/FOO iso/B; rm iso/A;"
		  "rm iso/B",
			"FOO=2", "", "", "", "FOO=2" },
		{ "contexts iso:joliet; cp all/foo; ln iso/FOO iso/A;"
		  "ln iso/A iso/B; rm joliet/foo; rm iso/FOO; rm iso/B;"
		  "rm iso/A",
			"", "", "", "", "" },
		{ "cp iso/FOO; ln iso/FOO iso/BAR; rm iso/BAR; rm iso/FOO", "",
			"", "", "", "" },
		{ "cp udf/bar; ln udf/bar udf/foo; ln udf/bar udf/baz;"
		  "rm udf/bar",
			"", "", "", "baz=2 foo=2", "baz=2 foo=2" },
		{ "cp joliet/foo; rm joliet/foo; mkdir iso/DIR; cp iso/FOO;"
		  "rm iso/FOO; cp joliet/foo; rm joliet/foo; rmdir iso/DIR;"
		  "cp joliet/foo; mkdir boot/bios; ln joliet/foo boot/bios/foo;"
		  "rm boot/bios/foo",
			"", "", "foo=6", "", "foo=6" },
		{ "contexts iso:joliet; cp all/foo; rm joliet/foo", "FOO=2", "",
			"", "", "FOO=2" },
		{ "contexts iso:joliet; cp all/foo; rm iso/FOO", "", "",
			"foo=2", "", "foo=2" },
		{ "contexts iso:udf; cp all/foo; rm iso/FOO", "", "", "",
			"foo=2", "foo=2" },
		{ "contexts iso:udf; cp all/foo; rm udf/foo", "FOO=2", "", "",
			"", "FOO=2" },
		{ "cp iso/A; sym udf/link; rm iso/A; rm udf/link", "", "", "",
			"", "" },
		{ "cp all/foo; ln all/foo all/bar; rm all/foo", "BAR=2",
			"bar=2", "bar=2", "bar=2", "bar=2" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(boot_names_keep_the_data_of_a_hidden_file)
{
	static const struct scene_row rows[] = {
		{ "mkdir boot/bios; cp all/boot.img;"
		  "ln all/boot.img boot/bios/boot.img; rm all/boot.img",
			"", "", "", "", "" },
		{ "mkdir boot/bios; cp iso/BOOT; ln iso/BOOT iso/BOOTLINK;"
		  "ln iso/BOOT boot/bios/BOOT; rm iso/BOOT",
			"BOOTLINK=3", "", "", "", "BOOTLINK=3" },
		{ "mkdir boot/bios; cp iso/BOOT; ln iso/BOOT boot/bios/BOOT;"
		  "rm iso/BOOT; ln boot/bios/BOOT joliet/boot",
			"", "", "boot=3", "", "boot=3" },
	};
	static struct scene scene;

	SCENE_CHECK(rows);
	scene_begin(&scene, rows[0].commands);
	ck_assert_str_eq(
		scene_view(&scene, IW_BOOT), "bios/boot.img=3 bios=2/");
	scene_close(&scene);
}
END_TEST

START_TEST(what_cannot_be_is_refused_and_changes_nothing)
{
	static const struct scene_refusal rows[] = {
		{ "cp iso/FOO", "cp iso/FOO", EEXIST },
		{ "cp iso/FOO", "cp iso/foo", EEXIST },
		{ "cp joliet/foo; cp joliet/bar", "ln joliet/bar joliet/foo",
			EEXIST },
		{ "cp udf/foo; cp udf/bar", "ln udf/bar udf/foo", EEXIST },
		{ "cp all/foo", "cp all/foo", EEXIST },
		{ "cp all/foo", "ln all/foo all/foo", EEXIST },
		{ "mkdir iso/DIR", "ln iso/DIR iso/LINK", EPERM },
		{ "mkdir udf/dir", "ln udf/dir udf/link", EPERM },
		{ "mkdir joliet/dir; cp joliet/dir/foo", "rmdir joliet/dir",
			ENOTEMPTY },
		{ "mkdir all/dir; cp joliet/dir/foo", "rmdir all/dir",
			ENOTEMPTY },
		{ "cp udf/foo", "rmdir udf/foo", ENOTDIR },
		{ "mkdir iso/DIR", "rm iso/DIR", EISDIR },
		{ "", "rm iso/NONE", ENOENT },
		{ "", "ln iso/NONE iso/A", ENOENT },
		{ "", "sym iso/LINK", EPERM },
		{ "", "sym joliet/link", EPERM },
		{ "contexts iso:joliet", "sym all/link", EPERM },
		{ "contexts boot", "cp all/foo", EPERM },
	};

	SCENE_CHECK_REFUSALS(rows);
}
END_TEST

static uint64_t nlink(struct scene *scene, const char *path)
{
	char copy[256];
	struct iw_place place;
	struct iw_node *node;
	struct stat st;

	strcpy(copy, path);
	ck_assert_int_eq(scene_place(scene, copy, &place), 0);
	ck_assert_int_eq(model_lookup(&scene->model, &place, &node), 0);
	model_stat(node, place.view, &st);
	return st.st_nlink;
}

START_TEST(nlink_counts_names_over_all_contexts)
{
	static const struct {
		const char *commands, *path;
		uint64_t nlink;
	} rows[] = {
		{ "cp all/foo", "iso/FOO", 4 },
		{ "cp iso/FOO", "all/FOO", 1 },
		{ "cp all/foo; rm joliet/foo", "all/foo", 3 },
		{ "cp all/foo; ln all/foo all/bar", "udf/bar", 8 },
		{ "cp all/foo; mkdir boot/efi; ln all/foo boot/efi/a",
			"boot/efi/a", 5 },
		{ "mkdir all/d", "all/d", 2 },
		{ "mkdir all/d; mkdir all/d/a; mkdir iso/D/B", "all/d", 4 },
		{ "mkdir all/d; mkdir all/d/a; mkdir iso/D/B", "iso/D", 4 },
		{ "mkdir all/d; mkdir all/d/a; mkdir iso/D/B", "joliet/d", 3 },
		{ "contexts iso:joliet:udf; cp all/empty; rm iso/EMPTY",
			"joliet/empty", 2 },
	};
	static struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		scene_begin(&scene, rows[i].commands);
		ck_assert_msg(nlink(&scene, rows[i].path) == rows[i].nlink,
			"%s: %s has %ju", rows[i].commands, rows[i].path,
			(uintmax_t)nlink(&scene, rows[i].path));
		scene_close(&scene);
	}
}
END_TEST

START_TEST(a_node_lives_while_it_is_named_referred_to_or_open)
{
	static struct scene scene;
	struct iw_node *node;

	scene_begin(&scene, "cp all/foo; cp all/bar");
	node = scene_node(&scene, "all/foo");
	node_ref(node, IW_ALL);
	node_open(node);
	ck_assert_int_eq(scene_run(&scene, "rm all/foo"), 0);
	ck_assert_uint_eq(scene.model.nodes, 3);
	ck_assert_uint_eq(node->names, 0);
	node_unref(&scene.model, node, IW_ALL, 1);
	ck_assert_uint_eq(scene.model.nodes, 3);
	model_check(&scene.model);
	node_close(&scene.model, node);
	ck_assert_uint_eq(scene.model.nodes, 2);
	model_check(&scene.model);
	scene_close(&scene);
}
END_TEST

UNIT_TESTS("link", links_name_one_inode_in_any_context,
	unlink_removes_one_name_and_nothing_else,
	boot_names_keep_the_data_of_a_hidden_file,
	what_cannot_be_is_refused_and_changes_nothing,
	nlink_counts_names_over_all_contexts,
	a_node_lives_while_it_is_named_referred_to_or_open)
