#include "udf_scene.h"

START_TEST(recognition_is_three_structures)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 150);
	ck_assert_mem_eq(udf_at(&s, 16), "\0BEA01\1\0", 8);
	ck_assert_mem_eq(udf_at(&s, 17), "\0NSR02\1\0", 8);
	ck_assert_mem_eq(udf_at(&s, 18), "\0TEA01\1\0", 8);
	udf_emit(&s, 201);
	ck_assert_mem_eq(udf_at(&s, 17), "\0NSR03\1\0", 8);
	udf_close(&s);
}
END_TEST

START_TEST(anchors_are_at_256_and_in_the_last_sector)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 102);
	ck_assert_uint_eq(s.sectors % 16, 0);
	ck_assert(ecma_sealed(udf_at(&s, 256), 512, UDF_TAG_ANCHOR, 256));
	ck_assert(ecma_sealed(udf_at(&s, s.sectors - 1), 512, UDF_TAG_ANCHOR,
		(uint32_t)s.sectors - 1));
	ck_assert_mem_eq(udf_at(&s, 256) + 16,
		"\0\x80\0\0\x40\0\0\0\0\x80\0\0\x50\0\0\0", 16);
	ck_assert_mem_eq(
		udf_at(&s, 256) + 16, udf_at(&s, s.sectors - 1) + 16, 2032);
	udf_close(&s);
}
END_TEST

START_TEST(integrity_counts_names_and_directories)
{
	struct udf_scene s;
	const uint8_t *at;

	udf_open(&s, "cp udf/a; ln udf/a udf/b; mkdir udf/d; sym udf/d/s");
	udf_emit(&s, 102);
	at = udf_at(&s, 96);
	ck_assert(ecma_sealed(at, 2048, UDF_TAG_INTEGRITY, 96));
	ck_assert(ecma_sealed(udf_at(&s, 97), 2048, UDF_TAG_TERMINATING, 97));
	ck_assert_mem_eq(at + 28, "\1\0\0\0", 4);
	ck_assert_mem_eq(at + 40, "\x14\0\0\0\0\0\0\0", 8);
	ck_assert_mem_eq(at + 72, "\1\0\0\0\x2e\0\0\0\0\0\0\0", 12);
	ck_assert_uint_eq(at[84], s.sectors - 1 - 257);
	ck_assert_mem_eq(at + 88 + 32, "\3\0\0\0\2\0\0\0\2\1\2\1\2\1", 14);
	udf_close(&s);
}
END_TEST

START_TEST(integrity_has_the_sizes_of_both_partitions)
{
	struct udf_scene s;
	const uint8_t *at;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 260);
	at = udf_at(&s, 96);
	ck_assert_mem_eq(at + 72, "\2\0\0\0\x2e\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_uint_eq(at[88], s.sectors - 1 - 257);
	ck_assert_mem_eq(at + 92, "\x20\0\0\0\0*isoweave", 14);
	ck_assert_mem_eq(at + 96 + 40, "\x50\2\x60\2\x60\2", 6);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("udfhead", recognition_is_three_structures,
	anchors_are_at_256_and_in_the_last_sector,
	integrity_counts_names_and_directories,
	integrity_has_the_sizes_of_both_partitions)
