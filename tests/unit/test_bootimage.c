#include "boot/bootimage.h"

#include <string.h>

#include "unit.h"

static struct boot_image look_at(const uint8_t *head)
{
	struct boot_image out;

	boot_image_look(head, 100000, &out);
	ck_assert_uint_eq(out.size, 100000);
	return out;
}

START_TEST(isolinux_is_known_by_the_mark_that_isohybrid_looks_for)
{
	uint8_t head[BOOT_IMAGE_HEAD] = { 0 };

	memcpy(head + 64, "\xfb\xc0\x78\x70", 4);
	ck_assert_int_eq(look_at(head).loader, LOADER_ISOLINUX);
	head[64] = 0;
	ck_assert_int_eq(look_at(head).loader, LOADER_UNKNOWN);
	strcpy((char *)head + 3000, "ISOLINUX 3.20");
	ck_assert_int_eq(look_at(head).loader, LOADER_ISOLINUX);
}
END_TEST

START_TEST(grub_is_known_by_the_block_list_behind_cdboot)
{
	uint8_t head[BOOT_IMAGE_HEAD] = { 0 };

	memcpy(head + 2048 + 0x126, "Geom\0Read\0 Error", 16);
	ck_assert_int_eq(look_at(head).loader, LOADER_UNKNOWN);
	memcpy(head + 2048 + 510, "\x20\x08", 2);
	ck_assert_int_eq(look_at(head).loader, LOADER_GRUB2);
}
END_TEST

START_TEST(fat_tells_its_true_size)
{
	uint8_t head[BOOT_IMAGE_HEAD] = "\xeb\x3c\x90mkfs.fat"
					"\0\x02\4\1\0\2\0\2\x40\x0b\xf0";

	ck_assert_uint_eq(look_at(head).fat_size, 2880 * 512);
	memcpy(head + 19, "\0\0", 2);
	memcpy(head + 32, "\0\0\2\0", 4);
	ck_assert_uint_eq(look_at(head).fat_size, 0x20000ull * 512);
	head[0] = 'M';
	ck_assert_uint_eq(look_at(head).fat_size, 0);
}
END_TEST

START_TEST(partitions_in_use_are_counted)
{
	uint8_t head[BOOT_IMAGE_HEAD] = { 0 };

	head[446 + 16 + 4] = 0x0e;
	ck_assert_int_eq(look_at(head).partitions, 0);
	memcpy(head + 510, "\x55\xaa", 2);
	ck_assert_int_eq(look_at(head).partitions, 1);
	ck_assert_uint_eq(look_at(head).system_type, 0x0e);
	head[446 + 4] = 0x83;
	ck_assert_int_eq(look_at(head).partitions, 2);
	ck_assert_uint_eq(look_at(head).system_type, 0x83);
}
END_TEST

UNIT_TESTS("bootimage", isolinux_is_known_by_the_mark_that_isohybrid_looks_for,
	grub_is_known_by_the_block_list_behind_cdboot, fat_tells_its_true_size,
	partitions_in_use_are_counted)
