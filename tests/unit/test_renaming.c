#include "scene.h"

START_TEST(a_rename_in_a_context_moves_that_name_alone)
{
	static const struct scene_row rows[] = {
		{ "cp all/a; mv joliet/a joliet/b", "A=2", "a=2", "b=2", "a=2",
			"a=2" },
		{ "cp all/a; mv rockridge/a rockridge/b", "A=2", "b=2", "a=2",
			"a=2", "b=2" },
		{ "cp all/a; mkdir all/d; mv joliet/a joliet/d/a", "A=2 D=3/",
			"a=2 d=3/", "d/a=2 d=3/", "a=2 d=3/",
			"a=2 d/a=2 d=3/" },
		{ "cp iso/A; mv iso/A iso/a", "A=2" },
		{ "cp joliet/a; cp joliet/b; mv joliet/a joliet/b", "", "",
			"b=2", "", "b=2" },
		{ "cp all/a; cp all/b; mv joliet/a joliet/b", "A=2 B=3",
			"a=2 b=3", "b=2", "a=2 b=3", "a=2 b=3" },
		{ "mkdir udf/a; mkdir udf/b; mv udf/a udf/b", "", "", "",
			"b=2/", "b=2/" },
		{ "mkdir all/a; cp all/a/f; mkdir all/b; mv udf/a udf/b/a",
			"A/F=3 A=2/ B=4/", "a/f=3 a=2/ b=4/", "a/f=3 a=2/ b=4/",
			"b/a/f=3 b/a=2/ b=4/", "a/f=3 a=2/ b=4/" },
		{ "cp joliet/a; ln joliet/a joliet/b; mv joliet/a joliet/b", "",
			"", "a=2 b=2", "", "a=2 b=2" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_rename_in_all_moves_every_name_of_the_entry)
{
	static const struct scene_row rows[] = {
		{ "cp all/a; mv all/a all/b.txt", "B.TXT=2", "b.txt=2",
			"b.txt=2", "b.txt=2", "b.txt=2" },
		{ "cp all/a; cp all/b; mv all/a all/b", "B=2", "b=2", "b=2",
			"b=2", "b=2" },
		{ "cp all/a; rm joliet/a; mv all/a all/b", "B=2", "b=2", "",
			"b=2", "b=2" },
		{ "mkdir all/d; mkdir all/d/e; cp all/d/e/f; mkdir all/x;"
		  "mv all/d all/x/y",
			"X/Y/E/F=4 X/Y/E=3/ X/Y=2/ X=5/",
			"x/y/e/f=4 x/y/e=3/ x/y=2/ x=5/",
			"x/y/e/f=4 x/y/e=3/ x/y=2/ x=5/",
			"x/y/e/f=4 x/y/e=3/ x/y=2/ x=5/",
			"x/y/e/f=4 x/y/e=3/ x/y=2/ x=5/" },
		{ "cp all/a; mkdir rockridge/d; mv all/a all/d/a", "",
			"d/a=2 d=3/", "", "", "d/a=2 d=3/" },
		{ "cp all/Foo; cp all/foo; mv all/Foo all/bar", "BAR=2 FOO1=3",
			"bar=2 foo=3", NULL, NULL, "bar=2 foo=3" },
		{ "cp all/Foo; mv all/Foo all/foo", "FOO=2", "foo=2", "foo=2",
			"foo=2", "foo=2" },
		{ "cp all/a; ln all/a all/b; mv all/a all/b", "A=2 B=2",
			"a=2 b=2", NULL, NULL, "a=2 b=2" },
		{ "cp rockridge/a; cp joliet/a; mv all/a+(joliet) all/b", "",
			"a=2", "b=3", "", "a=2 b=3" },
		{ "mkdir all/d; mkdir all/e; mv all/d all/e", "E=2/", "e=2/",
			"e=2/", "e=2/", "e=2/" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_rename_between_views_moves_the_name_over)
{
	static const struct scene_row rows[] = {
		{ "cp rockridge/a; mv rockridge/a joliet/b", "", "", "b=2", "",
			"b=2" },
		{ "cp all/a; mv all/a joliet/b", "", "", "b=2", "", "b=2" },
		{ "cp joliet/a; mv joliet/a all/b", "B=2", "b=2", "b=2", "b=2",
			"b=2" },
		{ "cp all/a; mv joliet/a rockridge/b", "A=2", "a=2 b=2", "",
			"a=2", "a=2 b=2" },
		{ "cp joliet/a; cp rockridge/a; mv joliet/a rockridge/a", "",
			"a=2", "", "", "a=2" },
		{ "mkdir boot/efi; cp all/a; mv all/a boot/efi/a", "", "", "",
			"", "" },
		{ "mkdir boot/efi; cp boot/efi/a; mv boot/efi/a udf/a", "", "",
			"", "a=3", "a=3" },
		{ "mkdir rockridge/d; cp rockridge/d/a.txt; mkdir "
		  "rockridge/d/e;"
		  "cp rockridge/d/e/f; mv rockridge/d iso/D",
			"D/A.TXT=3 D/E/F=5 D/E=4/ D=2/", "", "", "",
			"D/A.TXT=3 D/E/F=5 D/E=4/ D=2/" },
		{ "mkdir joliet/d; cp joliet/d/a; mkdir joliet/d/e;"
		  "mv joliet/d all/x",
			"X/A=3 X/E=4/ X=2/", "x/a=3 x/e=4/ x=2/",
			"x/a=3 x/e=4/ x=2/", "x/a=3 x/e=4/ x=2/",
			"x/a=3 x/e=4/ x=2/" },
		{ "mkdir all/d; cp all/d/a; cp udf/d/b; mv all/d joliet/x", "",
			"", "x/a=3 x/b=4 x=2/", "", "x/a=3 x/b=4 x=2/" },
		{ "contexts iso:udf; mkdir joliet/d; cp joliet/d/a;"
		  "mv joliet/d all/x",
			"X/A=3 X=2/", "", "", "x/a=3 x=2/", "x/a=3 x=2/" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(exchange_swaps_what_two_names_mean)
{
	static const struct scene_row rows[] = {
		{ "cp joliet/a; cp joliet/b; swap joliet/a joliet/b", "", "",
			"a=3 b=2", "", "a=3 b=2" },
		{ "cp all/a; cp all/b; swap all/a all/b", "A=3 B=2", "a=3 b=2",
			"a=3 b=2", "a=3 b=2", "a=3 b=2" },
		{ "cp all/a; cp all/b; swap udf/a udf/b", "A=2 B=3", "a=2 b=3",
			"a=2 b=3", "a=3 b=2", "a=2 b=3" },
		{ "cp all/a; mkdir all/d; cp all/d/x; swap all/a all/d",
			"A/X=4 A=3/ D=2", "a/x=4 a=3/ d=2", "a/x=4 a=3/ d=2",
			"a/x=4 a=3/ d=2", "a/x=4 a=3/ d=2" },
		{ "mkdir all/d; cp all/d/a; cp all/b; swap all/d/a all/b",
			"B=3 D/A=4 D=2/", "b=3 d/a=4 d=2/", "b=3 d/a=4 d=2/",
			"b=3 d/a=4 d=2/", "b=3 d/a=4 d=2/" },
		{ "cp rockridge/a; cp joliet/b; swap rockridge/a joliet/b", "",
			"a=3", "b=2", "", "a=3 b=2" },
		{ "cp all/a; cp joliet/b; swap all/a joliet/b", "A=3", "a=3",
			"a=3 b=2", "a=3", "a=3 b=2" },
	};

	SCENE_CHECK(rows);
}
END_TEST

START_TEST(a_rename_that_cannot_be_changes_nothing)
{
	static const struct scene_refusal rows[] = {
		{ "", "mv all/a all/b", ENOENT },
		{ "cp all/a; cp all/b", "mvn all/a all/b", EEXIST },
		{ "cp all/a", "swap all/a all/b", ENOENT },
		{ "cp all/a; mkdir all/d", "mv all/a all/d", EISDIR },
		{ "cp all/a; mkdir all/d", "mv all/d all/a", ENOTDIR },
		{ "mkdir all/d; mkdir all/e; cp joliet/e/a", "mv all/d all/e",
			ENOTEMPTY },
		{ "mkdir all/d; mkdir all/d/e", "mv all/d all/d/e/x", EINVAL },
		{ "mkdir all/d", "mv all/d all/d/x", EINVAL },
		{ "mkdir all/d; mkdir all/d/e", "swap all/d all/d/e", EINVAL },
		{ "mkdir rockridge/d; cp rockridge/d/a*b",
			"mv rockridge/d joliet/d", EINVAL },
		{ "mkdir rockridge/d; cp rockridge/d/a; sym rockridge/d/s",
			"mv rockridge/d joliet/d", EPERM },
		{ "mkdir rockridge/d; cp rockridge/d/a; cp rockridge/d/A",
			"mv rockridge/d iso/D", EEXIST },
		{ "sym rockridge/s", "mv rockridge/s joliet/s", EPERM },
		{ "mkdir all/d", "mv joliet/d rockridge/e", EPERM },
		{ "mkdir all/d", "mv rockridge/d boot/d", EXDEV },
		{ "mkdir joliet/d; cp rockridge/a", "mv all/a all/d/a", EXDEV },
		{ "mkdir all/d; cp udf/d/a; mkdir rockridge/e",
			"mv all/d all/e/d", EXDEV },
		{ "mkdir all/d; mkdir joliet/e", "swap all/d joliet/e", EXDEV },
	};

	SCENE_CHECK_REFUSALS(rows);
}
END_TEST

UNIT_TESTS("renaming", a_rename_in_a_context_moves_that_name_alone,
	a_rename_in_all_moves_every_name_of_the_entry,
	a_rename_between_views_moves_the_name_over,
	exchange_swaps_what_two_names_mean,
	a_rename_that_cannot_be_changes_nothing)
