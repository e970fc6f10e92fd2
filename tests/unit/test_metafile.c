#include "udf_scene.h"

#define ENTRY sizeof(struct udf_extended_entry)

START_TEST(both_files_have_the_run_as_their_data)
{
	struct udf_scene s;
	const uint8_t *main, *mirror;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 260);
	mirror = udf_at(&s, 257);
	main = udf_at(&s, s.sectors - 2);
	ck_assert(ecma_sealed(mirror, 2048, UDF_TAG_EXTENDED_FILE_ENTRY, 0));
	ck_assert(ecma_sealed(main, 2048, UDF_TAG_EXTENDED_FILE_ENTRY,
		(uint32_t)s.sectors - 2 - 257));
	ck_assert_uint_eq(main[27], UDF_FILE_METADATA);
	ck_assert_uint_eq(mirror[27], UDF_FILE_METADATA_MIRROR);
	/* 32 blocks from 300 - 257 */
	ck_assert_mem_eq(main + ENTRY, "\0\0\1\0\x2b\0\0\0", 8);
	ck_assert_mem_eq(main + 28, mirror + 28, 2020);
	udf_close(&s);
}
END_TEST

START_TEST(no_name_leads_to_them)
{
	struct udf_scene s;
	const struct udf_extended_entry *e;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 260);
	e = (const void *)udf_at(&s, 257);
	ck_assert_uint_eq(le16_get(e->head.links), 0);
	ck_assert_uint_eq(le64_get(e->tail.unique_id), 0);
	ck_assert_uint_eq(le64_get(e->head.size), 32 * 2048);
	ck_assert_uint_eq(le64_get(e->blocks), 32);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("metafile", both_files_have_the_run_as_their_data,
	no_name_leads_to_them)
