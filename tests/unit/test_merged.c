#include "scene.h"

START_TEST(one_entry_stands_for_all_names_of_a_link)
{
	static const struct scene_row rows[] = {
		{ "cp all/a.txt", "A.TXT=2", "a.txt=2", "a.txt=2", "a.txt=2",
			"a.txt=2" },
		{ "cp all/a; rm rockridge/a", "A=2", "", "a=2", "a=2", "a=2" },
		{ "cp all/a; rm all/a", "", "", "", "", "" },
		{ "cp all/a; mkdir boot/efi; ln all/a boot/efi/a; rm all/a", "",
			"", "", "", "" },
		{ "cp all/a; ln all/a all/b; rm all/a", "B=2", "b=2", "b=2",
			"b=2", "b=2" },
		{ "mkdir all/d; cp all/d/a; rm all/d/a; rmdir all/d", "", "",
			"", "", "" },
		{ "sym all/s", "", "s=2", "", "s=2", "s=2" },
		{ "contexts iso; cp all/a", "A=2", "", "", "", "A=2" },
		{ "contexts iso; cp all/a; ln all/a all/b; rm all/a", "B=2", "",
			"", "", "B=2" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_shadowed_name_is_shown_with_its_context)
{
	static const struct scene_row rows[] = {
		{ "cp rockridge/a; cp joliet/a; cp udf/a", NULL, NULL, NULL,
			NULL, "a (joliet)=3 a (udf)=4 a=2" },
		{ "cp rockridge/a; cp joliet/a; rm all/a+(joliet)", "", "a=2",
			"", "", "a=2" },
		{ "cp rockridge/a; cp joliet/a; rm all/a", "", "", "a=3", "",
			"a=3" },
		{ "cp rockridge/a; cp joliet/a; cp rockridge/a+(joliet)", NULL,
			NULL, NULL, NULL, "a (joliet 2)=3 a (joliet)=4 a=2" },
		{ "cp rockridge/a; cp joliet/a; cp rockridge/a+(joliet);"
		  "rm all/a+(joliet+2)",
			"", "a (joliet)=4 a=2", "", "", "a (joliet)=4 a=2" },
		{ "cp rockridge/a; cp joliet/a; ln all/a+(joliet) all/b", "B=3",
			"a=2 b=3", "a=3 b=3", "b=3", "a (joliet)=3 a=2 b=3" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(colliding_names_are_numbered)
{
	static const struct scene_row rows[] = {
		{ "cp all/Foo; cp all/foo; cp all/FOO", "FOO1=3 FOO2=4 FOO=2",
			"FOO=4 Foo=2 foo=3", NULL, NULL, "FOO=4 Foo=2 foo=3" },
		{ "cp iso/FOO; cp all/foo", "FOO1=3 FOO=2", "foo=3", "foo=3",
			"foo=3", "FOO=2 foo=3" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_directory_is_shown_once_at_its_primary_name)
{
	static const struct scene_row rows[] = {
		{ "mkdir all/d; mv joliet/d joliet/e; cp all/d/a", "D/A=3 D=2/",
			"d/a=3 d=2/", "e/a=3 e=2/", "d/a=3 d=2/",
			"d/a=3 d=2/" },
		{ "mkdir all/p; mkdir all/d; mv joliet/d joliet/p/d; cp "
		  "all/d/a",
			"D/A=4 D=3/ P=2/", "d/a=4 d=3/ p=2/",
			"p/d/a=4 p/d=3/ p=2/", "d/a=4 d=3/ p=2/",
			"d/a=4 d=3/ p=2/" },
		{ "mkdir all/p; mkdir all/d; mv joliet/d joliet/p/d;"
		  "rmdir rockridge/d; rmdir udf/d; rmdir iso/D",
			"P=2/", "p=2/", "p/d=3/ p=2/", "p=2/", "p/d=3/ p=2/" },
		/* Each in the other, in two contexts: all/ is a tree still. */
		{ "mkdir rockridge/a; mkdir iso/A; mkdir rockridge/b;"
		  "mkdir iso/B; mv rockridge/a rockridge/b/a; mv iso/B iso/A/B",
			"A/B=3/ A=2/", "b/a=2/ b=3/", "", "", "b/a=2/ b=3/" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(mkdir_in_two_contexts_meets_in_one_directory)
{
	static const struct scene_row rows[] = {
		{ "mkdir iso/SUB; mkdir rockridge/sub", "SUB=2/", "sub=2/", "",
			"", "sub=2/" },
		{ "mkdir rockridge/sub; mkdir iso/SUB", "SUB=2/", "sub=2/", "",
			"", "sub=2/" },
		{ "mkdir rockridge/My+Documents; mkdir iso/MY_DOCUMENTS",
			"MY_DOCUMENTS=2/", "My Documents=2/", "", "",
			"My Documents=2/" },
		{ "mkdir iso/MY_DOCUMENTS; mkdir joliet/My+Documents",
			"MY_DOCUMENTS=2/", "", "My Documents=2/", "",
			"My Documents=2/" },
		{ "mkdir joliet/sub; mkdir udf/sub; mkdir iso/SUB", "SUB=2/",
			"", "sub=2/", "sub=2/", "sub=2/" },
		{ "mkdir rockridge/sub; mkdir iso/OTHER", "OTHER=3/", "sub=2/",
			"", "", "OTHER=3/ sub=2/" },
		{ "mkdir boot/sub; mkdir rockridge/sub", "", "sub=3/", "", "",
			"sub=3/" },
		{ "mkdir iso/SUB; cp rockridge/sub", "SUB=2/", "sub=3", "", "",
			"SUB=2/ sub=3" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(names_go_only_where_the_directory_is)
{
	static const struct scene_row rows[] = {
		{ "mkdir rockridge/d; cp all/d/a", "", "d/a=3 d=2/", "", "",
			"d/a=3 d=2/" },
		{ "mkdir all/d; rmdir joliet/d; cp all/d/a", "D/A=3 D=2/",
			"d/a=3 d=2/", "", "d/a=3 d=2/", "d/a=3 d=2/" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_removed_directory_is_stale)
{
	static struct scene scene;
	char inner[] = "joliet/d/a";
	struct iw_place in;
	struct iw_node *dir, *node;
	const struct iw_new what = { .mode = S_IFREG };

	scene_begin(&scene, "mkdir all/d");
	dir = scene_node(&scene, "joliet/d");
	ck_assert_int_eq(scene_place(&scene, inner, &in), 0);
	node_ref(dir, IW_JOLIET);
	ck_assert_int_eq(scene_run(&scene, "rmdir joliet/d"), 0);
	ck_assert_int_eq(model_make(&scene.model, &in, &what, &node), -ESTALE);
	ck_assert_int_eq(model_lookup(&scene.model, &in, &node), -ESTALE);
	ck_assert_int_eq(
		model_readdir(&scene.model,
			&(struct iw_listing){ dir, IW_JOLIET, 0 }, NULL, NULL),
		-ESTALE);
	in.view = IW_ALL;
	ck_assert_int_eq(model_make(&scene.model, &in, &what, &node), 0);
	node_unref(&scene.model, dir, IW_JOLIET, 1);
	scene_close(&scene);
}
END_TEST

UNIT_TESTS("merged", one_entry_stands_for_all_names_of_a_link,
	a_shadowed_name_is_shown_with_its_context, colliding_names_are_numbered,
	a_directory_is_shown_once_at_its_primary_name,
	mkdir_in_two_contexts_meets_in_one_directory,
	names_go_only_where_the_directory_is, a_removed_directory_is_stale)
