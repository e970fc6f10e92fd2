#include "hybrid/area.h"

#include "hybrid/partition.h"

#include "bootscene.h"

/* The system area with BYTES at an offset, settled. */
static struct area *settle(
	struct bootscene *scene, const char *bytes, size_t size, size_t at)
{
	static struct area area;
	uint8_t content[4096] = { 0 };

	memcpy(content + at, bytes, size);
	bootscene_write(
		scene, scene->boot.nodes[PLACE_AREA], content, at + size);
	ck_assert_int_eq(area_settle(&scene->boot, 7, &area), 0);
	return &area;
}

START_TEST(empty_system_area_gets_no_table)
{
	struct bootscene *scene = bootscene_open();
	struct area area;

	ck_assert_int_eq(area_settle(&scene->boot, 7, &area), 0);
	ck_assert_int_eq(area.is.mbr, MBR_NONE);
	ck_assert_int_eq(area.is.gpt, ANSWER_NO);
	ck_assert_int_eq(area.is.apm, ANSWER_NO);
	ck_assert_int_eq(area.is.padding, PADDING_NONE);
	bootscene_close(scene);
}
END_TEST

START_TEST(code_says_which_mbr_it_wants)
{
	static const struct {
		const char *bytes;
		size_t size, at;
		int64_t mbr, padding;
	} rows[] = {
		{ "\xfb\xc0\x78\x70", 4, 0xa4, MBR_ISOHYBRID,
			PADDING_CYLINDER },
		{ "GRUB \0Geom", 10, 0x180, MBR_GRUB2, PADDING_NONE },
		{ "\xfa\x31\xc0", 3, 0, MBR_PLAIN, PADDING_NONE },
		{ "\x55\xaa", 2, 510, MBR_PLAIN, PADDING_NONE },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bootscene *scene = bootscene_open();
		const struct area *area =
			settle(scene, rows[i].bytes, rows[i].size, rows[i].at);

		ck_assert_int_eq(area->is.mbr, rows[i].mbr);
		ck_assert_int_eq(area->is.padding, rows[i].padding);
		bootscene_close(scene);
	}
}
END_TEST

START_TEST(tables_that_are_found_are_kept_up)
{
	struct bootscene *scene = bootscene_open();
	const struct area *area;

	area = settle(scene, "EFI PART", 8, 512);
	ck_assert_int_eq(area->is.gpt, ANSWER_YES);
	ck_assert_int_eq(area->is.mbr, MBR_PLAIN);
	area = settle(scene, "ER\x08\0", 4, 0);
	ck_assert_int_eq(area->is.apm, ANSWER_YES);
	/* A partition from block 64 on. */
	area = settle(scene,
		"\x80\0\1\1\x17\x3f\x20\x13\x40\0\0\0\0\xa0\0\0"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x55\xaa",
		66, 446);
	ck_assert_int_eq(area->is.partition_offset, OFFSET_16);
	area = settle(scene, "\x78\x56\x34\x12", 4, 440);
	ck_assert_int_eq(area->is.disk_id, 0x12345678);
	bootscene_close(scene);
}
END_TEST

START_TEST(identifiers_come_from_the_images_birth)
{
	struct bootscene *scene = bootscene_open();
	struct area one, same, other;

	ck_assert_int_eq(area_settle(&scene->boot, 7, &one), 0);
	ck_assert_int_eq(area_settle(&scene->boot, 7, &same), 0);
	ck_assert_int_eq(area_settle(&scene->boot, 8, &other), 0);
	ck_assert_int_eq(one.is.disk_id, same.is.disk_id);
	ck_assert(guid_equal(&one.is.disk_guid, &same.is.disk_guid));
	ck_assert_int_ne(one.is.disk_id, other.is.disk_id);
	ck_assert(!guid_equal(&one.is.disk_guid, &other.is.disk_guid));
	bootscene_close(scene);
}
END_TEST

static const char fat[] = "\xeb\x3c\x90mkfs.fat\0\x02\4\1\0\2\0\2\x40\x0b\xf0";

START_TEST(efi_images_become_partitions_where_there_is_a_table)
{
	struct bootscene *scene = bootscene_open();
	struct partitions list;
	struct area area;

	bootscene_make(scene, "boot/efi/b.img", fat, sizeof(fat), 4096);
	bootscene_make(scene, "boot/efi/a.img", fat, sizeof(fat), 4096);
	ck_assert_int_eq(area_settle(&scene->boot, 7, &area), 0);
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, NULL, &list), 0);
	ck_assert_uint_eq(list.count, 0);
	area.is.mbr = MBR_ISOHYBRID;
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, NULL, &list), 0);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.of[0].name, "a.img");
	ck_assert_int_eq(list.of[0].number, 2);
	ck_assert_int_eq(list.of[0].is.type, 0xef);
	ck_assert_int_eq(list.of[1].number, 3);
	bootscene_close(scene);
}
END_TEST

START_TEST(image_that_is_a_partition_already_is_one_only)
{
	struct bootscene *scene = bootscene_open();
	struct partitions list;
	struct area area;

	bootscene_make(scene, "boot/efi/a.img", fat, sizeof(fat), 4096);
	ck_assert_int_eq(bootscene_run(scene, "ln boot/efi/a.img "
					      "boot/partitions/3-esp"),
		0);
	ck_assert_int_eq(area_settle(&scene->boot, 7, &area), 0);
	ck_assert_int_eq(area.is.mbr, MBR_PLAIN);
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, NULL, &list), 0);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_int_eq(list.of[0].number, 3);
	ck_assert_str_eq(list.of[0].is.label, "esp");
	ck_assert(guid_equal(&list.of[0].is.type_guid, &guid_efi_system));
	bootscene_close(scene);
}
END_TEST

START_TEST(partition_that_no_table_can_hold_is_refused)
{
	struct bootscene *scene = bootscene_open();
	struct partitions list;
	struct area area;

	bootscene_make(scene, "boot/partitions/5-data", "x", 1, 4096);
	ck_assert_int_eq(area_settle(&scene->boot, 7, &area), 0);
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, &scene->diag, &list),
		-EINVAL);
	ck_assert_ptr_nonnull(strstr(scene->said, "gpt=yes"));
	area.is.gpt = ANSWER_YES;
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, NULL, &list), 0);
	ck_assert_int_eq(bootscene_run(scene, "cp boot/partitions/6-none"), 0);
	ck_assert_int_eq(
		partitions_list(&scene->boot, &area, 7, &scene->diag, &list),
		-EINVAL);
	ck_assert_ptr_nonnull(strstr(scene->said, "is empty"));
	bootscene_close(scene);
}
END_TEST

UNIT_TESTS("area", empty_system_area_gets_no_table,
	code_says_which_mbr_it_wants, tables_that_are_found_are_kept_up,
	identifiers_come_from_the_images_birth,
	efi_images_become_partitions_where_there_is_a_table,
	image_that_is_a_partition_already_is_one_only,
	partition_that_no_table_can_hold_is_refused)
