#include "udf_scene.h"

#include "util/osta.h"

static const int revisions[] = { 102, 150, 201, 260 };

/* The descriptors in their order, and what of them has a size of its own. */
static const uint16_t ids[] = { 1, 4, 5, 6, 7, 8 };

START_TEST(both_sequences_are_sealed_and_equal_but_for_their_place)
{
	struct udf_scene s;

	udf_open(&s, "cp udf/a");
	for (size_t r = 0; r < 4; r++) {
		udf_emit(&s, revisions[r]);
		for (uint32_t i = 0; i < 16; i++) {
			const uint8_t *main = udf_at(&s, 64 + i);
			const uint8_t *reserve = udf_at(&s, 80 + i);

			ck_assert_mem_eq(main + 16, reserve + 16, 2032);
			if (i >= 6) {
				ck_assert_mem_eq(main, reserve, 16);
				continue;
			}
			ck_assert(ecma_sealed(main, 2048, ids[i], 64 + i));
			ck_assert(ecma_sealed(reserve, 2048, ids[i], 80 + i));
		}
	}
	udf_close(&s);
}
END_TEST

static void set(struct udf_scene *s, const char *name, const char *value)
{
	char why[SETTINGS_WHY];
	int option = settings_find(name);

	ck_assert_int_ge(option, 0);
	ck_assert_int_eq(
		settings_set(&s->scene.settings, (size_t)option, value, why),
		0);
}

START_TEST(the_identifiers_are_the_settings)
{
	struct udf_scene s;
	const struct udf_primary *primary;
	const struct udf_volume_info *info;
	char text[256];

	udf_open(&s, "cp udf/a");
	set(&s, "volid", "D\xc3\xafsc \xe6\x97\xa5");
	set(&s, "volset", "Set");
	set(&s, "publisher", "Me");
	udf_emit(&s, 102);
	primary = (const void *)udf_at(&s, 64);
	info = (const void *)udf_at(&s, 65);
	osta_get_field(primary->volume_id, 32, text, sizeof(text));
	ck_assert_str_eq(text, "D\xc3\xafsc \xe6\x97\xa5");
	osta_get_field(primary->volume_set_id, 128, text, sizeof(text));
	ck_assert_str_eq(text, "3b9aca00075bcd15Set");
	osta_get_field(info->info[0], 36, text, sizeof(text));
	ck_assert_str_eq(text, "Me");
	ck_assert_mem_eq(info->id.id, "*UDF LV Info", 12);
	udf_close(&s);
}
END_TEST

START_TEST(a_name_of_its_own_stays_until_the_user_gives_one)
{
	static const struct {
		const char *volid, *udf_volid, *expected;
	} rows[] = {
		{ NULL, NULL, "Inherited" },
		{ "given", NULL, "given" },
		{ "given", "both", "both" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct udf_scene s;
		const struct udf_logical_volume *volume;
		char text[256];

		udf_open(&s, "cp udf/a");
		settings_inherit(&s.scene.settings, "udf-volid", "Inherited");
		if (rows[i].volid)
			set(&s, "volid", rows[i].volid);
		if (rows[i].udf_volid)
			set(&s, "udf-volid", rows[i].udf_volid);
		udf_emit(&s, 102);
		volume = (const void *)udf_at(&s, 67);
		osta_get_field(volume->id, 128, text, sizeof(text));
		ck_assert_str_eq(text, rows[i].expected);
		udf_close(&s);
	}
}
END_TEST

START_TEST(the_volume_set_keeps_the_characters_that_tell_it_apart)
{
	static const struct {
		const char *inherited, *volset, *given, *expected;
	} rows[] = {
		{ "4F1E146B00002710 old", NULL, NULL, "4F1E146B00002710 old" },
		{ "4F1E146B00002710 old", "new", NULL, "4F1E146B00002710new" },
		{ "short", "new", NULL, "shortnew" },
		{ "4F1E146B00002710 old", "new", "all", "all" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct udf_scene s;
		const struct udf_primary *primary;
		char text[256];

		udf_open(&s, "cp udf/a");
		settings_inherit(
			&s.scene.settings, "udf-volset", rows[i].inherited);
		if (rows[i].volset)
			set(&s, "volset", rows[i].volset);
		if (rows[i].given)
			set(&s, "udf-volset", rows[i].given);
		udf_emit(&s, 102);
		primary = (const void *)udf_at(&s, 64);
		osta_get_field(primary->volume_set_id, 128, text, sizeof(text));
		ck_assert_str_eq(text, rows[i].expected);
		udf_close(&s);
	}
}
END_TEST

START_TEST(the_partition_reaches_up_to_the_last_anchor)
{
	struct udf_scene s;
	const struct udf_partition *partition;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 201);
	partition = (const void *)udf_at(&s, 66);
	ck_assert_mem_eq(partition->contents.id, "+NSR03", 7);
	ck_assert_uint_eq(le32_get(partition->access), 1);
	ck_assert_uint_eq(le32_get(partition->start), 257);
	ck_assert_uint_eq(le32_get(partition->blocks), s.sectors - 1 - 257);
	udf_close(&s);
}
END_TEST

START_TEST(the_logical_volume_has_a_map_a_partition)
{
	struct udf_scene s;
	const uint8_t *at;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 102);
	at = udf_at(&s, 67);
	ck_assert_mem_eq(at + 248, "\0\x10\0\0\0\0\0\0\0\0", 10);
	ck_assert_mem_eq(at + 264, "\6\0\0\0\1\0\0\0", 8);
	ck_assert_mem_eq(at + 440, "\1\6\1\0\0\0", 6);
	udf_emit(&s, 260);
	at = udf_at(&s, 67);
	ck_assert_mem_eq(at + 248, "\0\x10\0\0\0\0\0\0\1\0", 10);
	ck_assert_mem_eq(at + 264, "\x46\0\0\0\2\0\0\0", 8);
	ck_assert_mem_eq(at + 446,
		"\2\x40\0\0\0*UDF Metadata Partition"
		"\x60\2\4\5",
		32);
	ck_assert_mem_eq(
		at + 446 + 44, "\0\0\0\0\xff\xff\xff\xff\x20\0\0\0\1\0\0", 15);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("sequence", both_sequences_are_sealed_and_equal_but_for_their_place,
	the_identifiers_are_the_settings,
	a_name_of_its_own_stays_until_the_user_gives_one,
	the_volume_set_keeps_the_characters_that_tell_it_apart,
	the_partition_reaches_up_to_the_last_anchor,
	the_logical_volume_has_a_map_a_partition)
