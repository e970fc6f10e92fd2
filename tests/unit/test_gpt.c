#include "hybrid/gpt.h"

#include "util/crc.h"

#include "unit.h"

static struct gpt *sample(void)
{
	struct gpt *gpt = calloc(1, sizeof(*gpt));

	ck_assert_ptr_nonnull(gpt);
	gpt->disk = guid_derive(1, 1);
	gpt->blocks = 40960;
	gpt->array = 2;
	gpt->first_usable = 64;
	gpt->last_usable = 40926;
	gpt->range[1] = (struct gpt_range){ .type = guid_efi_system,
		.self = guid_derive(1, 2),
		.start = 4132,
		.blocks = 5760,
		.attributes = 1,
		.label = "EFI ä𝄞" };
	return gpt;
}

START_TEST(entry_is_as_the_standard_draws_it)
{
	static uint8_t array[GPT_ARRAY_SIZE];
	struct gpt *gpt = sample();

	gpt_array_encode(gpt, array);
	for (int i = 0; i < 128; i++)
		ck_assert_uint_eq(array[i], 0);
	ck_assert_mem_eq(array + 128, "\x28\x73\x2a\xc1\x1f\xf8\xd2\x11", 8);
	ck_assert_mem_eq(array + 160,
		"\x24\x10\0\0\0\0\0\0\xa3\x26\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 24);
	ck_assert_mem_eq(
		array + 184, "E\0F\0I\0 \0\xe4\0\x34\xd8\x1e\xdd\0\0", 16);
	free(gpt);
}
END_TEST

START_TEST(both_headers_say_where_the_other_is)
{
	static uint8_t array[GPT_ARRAY_SIZE];
	struct gpt *gpt = sample();
	struct gpt_header primary, backup;

	gpt_array_encode(gpt, array);
	primary = gpt_primary_encode(gpt, array);
	backup = gpt_backup_encode(gpt, array);
	ck_assert_mem_eq(&primary, "EFI PART\0\0\1\0\x5c\0\0\0", 16);
	ck_assert_uint_eq(le64_get(primary.self), 1);
	ck_assert_uint_eq(le64_get(primary.other), 40959);
	ck_assert_uint_eq(le64_get(primary.array), 2);
	ck_assert_uint_eq(le64_get(backup.self), 40959);
	ck_assert_uint_eq(le64_get(backup.other), 1);
	ck_assert_uint_eq(le64_get(backup.array), 40927);
	ck_assert_uint_eq(
		le32_get(primary.array_crc), crc32_of(0, array, sizeof(array)));
	ck_assert_uint_ne(le32_get(primary.crc), le32_get(backup.crc));
	free(gpt);
}
END_TEST

START_TEST(entry_that_was_encoded_is_decoded)
{
	static uint8_t array[GPT_ARRAY_SIZE];
	struct gpt *gpt = sample();
	struct gpt_range back;

	gpt_array_encode(gpt, array);
	back = gpt_range_decode(array + 128);
	ck_assert_mem_eq(&back, &gpt->range[1], sizeof(back));
	back = gpt_range_decode(array);
	ck_assert(guid_is_zero(&back.type));
	free(gpt);
}
END_TEST

UNIT_TESTS("gpt", entry_is_as_the_standard_draws_it,
	both_headers_say_where_the_other_is, entry_that_was_encoded_is_decoded)
