#include "emit/readme.h"

#include "udf_scene.h"

/* Given the contexts and names, is it UDF only? */
static const struct {
	const char *commands;
	bool is_alone;
} rows[] = {
	{ "contexts udf; cp udf/a", true },
	{ "contexts udf; mkdir all/d; cp all/d/a", true },
	{ "contexts udf", false },
	{ "contexts udf; cp udf/a; cp iso/A", false },
	{ "contexts udf; cp udf/a; ln udf/a joliet/a", false },
	{ "contexts udf:iso; cp udf/a", false },
	{ "contexts udf:rockridge; cp udf/a", false },
};

START_TEST(udf_is_alone_if_nothing_else_is_named_or_wanted)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct udf_scene s;
		struct source source;

		udf_open(&s, rows[i].commands);
		source = (struct source){
			.root = s.scene.model.root,
			.settings = &s.scene.settings,
		};
		ck_assert_int_eq(
			readme_is_udf_alone(&source), rows[i].is_alone);
		udf_close(&s);
	}
}
END_TEST

static void begin_alone(struct udf_scene *s)
{
	udf_open(s, "contexts udf; cp udf/a");
	s->emit = emit_plan;
}

START_TEST(alone_it_has_no_descriptor_of_iso_9660)
{
	struct udf_scene s;

	begin_alone(&s);
	udf_emit(&s, 102);
	ck_assert_mem_eq(udf_at(&s, 16), "\0BEA01", 6);
	udf_close(&s);
}
END_TEST

START_TEST(the_text_is_a_file_of_iso_9660)
{
	struct udf_scene s;
	const uint8_t *root;
	bool found = false;

	begin_alone(&s);
	s.scene.settings.udf_readme = true;
	udf_emit(&s, 102);
	ck_assert_mem_eq(udf_at(&s, 16), "\1CD001", 6);
	ck_assert_mem_eq(udf_at(&s, 18), "\0BEA01", 6);
	/* The root's extent is at 156 + 2 of the descriptor. */
	root = udf_at(&s, le32_get(*(const le32 *)(udf_at(&s, 16) + 158)));
	for (int at = 68; at < 200 && !found; at++)
		found = !memcmp(root + at, "\x0cREADME.TXT;1", 13);
	ck_assert(found);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("readme", udf_is_alone_if_nothing_else_is_named_or_wanted,
	alone_it_has_no_descriptor_of_iso_9660, the_text_is_a_file_of_iso_9660)
