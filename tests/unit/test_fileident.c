#include "udf_scene.h"

/* The identifiers of a root with few names stand in its entry. */
static const struct udf_file_identifier *first(const struct udf_scene *s)
{
	return (const void *)udf_embedded(udf_at(s, RUN_LBA));
}

static const struct udf_file_identifier *next(
	const struct udf_file_identifier *at)
{
	size_t size = sizeof(*at) + at->name_size;

	return (const void *)((const uint8_t *)at + (size + 3) / 4 * 4);
}

START_TEST(the_parent_comes_first_and_is_these_bytes)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 201);
	ck_assert(
		ecma_sealed(first(&s), 40, UDF_TAG_FILE_IDENTIFIER, RUN_BLOCK));
	ck_assert_mem_eq((const uint8_t *)first(&s) + 16,
		"\1\0\x0a\0\0\x08\0\0\x2b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
	udf_close(&s);
}
END_TEST

START_TEST(a_name_is_these_bytes)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/ab; cp udf/x");
	udf_emit(&s, 201);
	ck_assert(ecma_sealed(
		next(first(&s)), 44, UDF_TAG_FILE_IDENTIFIER, RUN_BLOCK));
	ck_assert_mem_eq((const uint8_t *)next(first(&s)) + 16,
		"\1\0\0\3\0\x08\0\0\x2c\0\0\0\0\0\0\0\x10\0\0\0\0\0\x08"
		"ab\0\0\0",
		28);
	udf_close(&s);
}
END_TEST

START_TEST(directories_are_told_by_their_flag)
{
	struct udf_scene s;

	udf_open(&s, "mkdir udf/d; cp udf/e");
	udf_emit(&s, 201);
	ck_assert_uint_eq(next(first(&s))->characteristics, UDF_IS_DIRECTORY);
	ck_assert_uint_eq(next(next(first(&s)))->characteristics, 0);
	udf_close(&s);
}
END_TEST

START_TEST(two_names_of_one_inode_lead_to_one_entry)
{
	struct udf_scene s;
	const struct udf_file_identifier *a, *b;

	udf_open(&s, "cp udf/a; ln udf/a udf/b");
	udf_emit(&s, 260);
	a = (const void *)(udf_embedded(udf_at(&s, RUN_LBA + 2)) + 40);
	b = next(a);
	ck_assert_mem_eq(&a->icb, &b->icb, 12);
	ck_assert_uint_eq(le16_get(a->icb.at.partition), 1);
	ck_assert_uint_ne(
		le32_get(a->icb.unique_id), le32_get(b->icb.unique_id));
	udf_close(&s);
}
END_TEST

/* Those that do not fit into the entry go on over the ends of blocks. */
START_TEST(each_tag_tells_the_block_it_begins_in)
{
	struct udf_scene s;
	const struct udf_file_identifier *at;
	uint32_t blocks = 0;
	char line[64];

	udf_open(&s, "");
	for (int i = 0; i < 200; i++) {
		snprintf(line, sizeof(line), "cp udf/a+name+of+some+%03d", i);
		ck_assert_int_eq(scene_run(&s.scene, line), 0);
	}
	udf_emit(&s, 102);
	/* Behind all entries but the last, which is before the anchor. */
	at = (const void *)udf_at(&s, RUN_LBA + 200);
	for (int i = 0; i < 201; i++) {
		blocks = (uint32_t)(((const uint8_t *)at -
					    udf_at(&s, RUN_LBA + 200)) /
				    UDF_BLOCK);
		ck_assert(ecma_sealed(at, 2048, UDF_TAG_FILE_IDENTIFIER,
			RUN_BLOCK + 200 + blocks));
		at = next(at);
	}
	ck_assert_uint_eq(blocks, 5);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("fileident", the_parent_comes_first_and_is_these_bytes,
	a_name_is_these_bytes, directories_are_told_by_their_flag,
	two_names_of_one_inode_lead_to_one_entry,
	each_tag_tells_the_block_it_begins_in)
