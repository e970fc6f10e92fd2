#include "udf_scene.h"

#include "util/osta.h"

START_TEST(the_file_set_begins_the_partition)
{
	struct udf_scene s;
	const struct udf_file_set *set;
	char text[64];

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 150);
	set = (const void *)udf_at(&s, 257);
	ck_assert(ecma_sealed(set, 2048, UDF_TAG_FILE_SET, 0));
	ck_assert(ecma_sealed(udf_at(&s, 258), 2048, UDF_TAG_TERMINATING, 1));
	ck_assert_mem_eq(&set->root, "\0\x08\0\0\x2b\0\0\0\0\0", 10);
	ck_assert_uint_eq(le16_get(set->domain.suffix.domain.revision), 0x150);
	osta_get_field(set->id, 32, text, sizeof(text));
	ck_assert_str_eq(text, "ISOIMAGE");
	udf_close(&s);
}
END_TEST

START_TEST(or_the_metadata_partition)
{
	struct udf_scene s;
	const struct udf_file_set *set;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 260);
	set = (const void *)udf_at(&s, RUN_LBA);
	ck_assert(ecma_sealed(set, 2048, UDF_TAG_FILE_SET, 0));
	ck_assert_mem_eq(&set->root, "\0\x08\0\0\2\0\0\0\1\0", 10);
	udf_close(&s);
}
END_TEST

UNIT_TESTS(
	"fileset", the_file_set_begins_the_partition, or_the_metadata_partition)
