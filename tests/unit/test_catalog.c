#include "eltorito/catalog.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

/* Isolinux and a FAT image, as the two usual entries. */
static const struct catalog_entry both[] = {
	{ .platform = PLATFORM_BIOS,
		.bootable = true,
		.sectors = 4,
		.lba = 0x1234,
		.id = "maker" },
	{ .platform = PLATFORM_EFI,
		.bootable = true,
		.sectors = 0x1680,
		.lba = 0x56789 },
};

/* By El Torito's figures 2 to 5; the checksum is -(1 + the words of "maker" +
 * 0xaa55). */
static const uint8_t both_bytes[] =
	"\x01\x00\x00\x00"
	"maker\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	"\x60\x8e\x55\xaa"
	"\x88\x00\x00\x00\x00\x00\x04\x00\x34\x12\x00\x00"
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	"\x91\xef\x01\x00"
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	"\x88\x00\x00\x00\x00\x00\x80\x16\x89\x67\x05\x00"
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

START_TEST(two_platforms_are_an_initial_entry_and_a_section)
{
	uint8_t out[2048] = { 0 };

	ck_assert_uint_eq(catalog_size(both, 2), 2048);
	catalog_encode(both, 2, out);
	ck_assert_mem_eq(out, both_bytes, 128);
	ck_assert_int_eq(out[128], 0);
}
END_TEST

START_TEST(only_the_last_section_header_says_so)
{
	const struct catalog_entry entries[] = {
		{ .platform = PLATFORM_BIOS },
		{ .platform = PLATFORM_BIOS },
		{ .platform = PLATFORM_BIOS },
		{ .platform = PLATFORM_MAC },
		{ .platform = PLATFORM_EFI },
		{ .platform = PLATFORM_EFI, .id = "other" },
	};
	static const uint8_t slots[] = { 0x01, 0, 0x90, 0, 0, 0x90, 0, 0x90, 0,
		0x91, 0 };
	uint8_t out[2048] = { 0 };

	catalog_encode(entries, 6, out);
	for (size_t i = 0; i < sizeof(slots); i++)
		ck_assert_uint_eq(out[i * 32], slots[i]);
	ck_assert_uint_eq(out[2 * 32 + 2], 2);
	ck_assert_uint_eq(out[9 * 32 + 2], 1);
}
END_TEST

START_TEST(catalog_is_as_large_as_its_entries_need)
{
	static struct catalog_entry many[200];
	static const struct {
		size_t entries, bytes;
	} rows[] = { { 0, 0 }, { 1, 2048 }, { 62, 2048 }, { 63, 4096 },
		{ 200, 8192 } };

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
			catalog_size(many, rows[i].entries), rows[i].bytes);
}
END_TEST

START_TEST(what_was_encoded_is_decoded)
{
	struct catalog_entry entries[70] = { { 0 } };
	static uint8_t bytes[4096];
	struct catalog_entry *read;
	size_t count;
	bool is_cut;

	for (size_t i = 0; i < 70; i++) {
		entries[i].platform = i < 30 ? PLATFORM_BIOS : PLATFORM_EFI;
		entries[i].lba = (uint32_t)(i * 1000);
		entries[i].media = MEDIA_HARD_DISK;
		entries[i].system_type = 0x0c;
		entries[i].load_segment = 0x7c0;
		entries[i].bootable = i % 2;
		entries[i].criteria[19] = (uint8_t)i;
		strcpy(entries[i].id,
			i == 69 ? "28 bytes long is this one, ." : "");
	}
	catalog_encode(entries, 70, bytes);
	ck_assert_int_eq(
		catalog_decode(bytes, sizeof(bytes), &read, &count, &is_cut),
		0);
	ck_assert_uint_eq(count, 70);
	ck_assert(!is_cut);
	ck_assert_mem_eq(read, entries, sizeof(entries));
	free(read);
}
END_TEST

START_TEST(damaged_validation_entry_is_refused)
{
	static const size_t damaged[] = { 0, 1, 5, 28, 30, 31 };
	struct catalog_entry *read;
	size_t count;
	bool is_cut;

	for (size_t i = 0; i < COUNT(damaged); i++) {
		uint8_t bytes[2048] = { 0 };

		catalog_encode(both, 2, bytes);
		bytes[damaged[i]] ^= 0x40;
		ck_assert_int_eq(
			catalog_decode(bytes, 2048, &read, &count, &is_cut),
			-EUCLEAN);
	}
	ck_assert_int_eq(catalog_decode(both_bytes, 63, &read, &count, &is_cut),
		-EUCLEAN);
}
END_TEST

START_TEST(catalog_that_breaks_off_is_taken_as_far_as_it_goes)
{
	uint8_t bytes[2048] = { 0 };
	struct catalog_entry *read;
	size_t count;
	bool is_cut;

	catalog_encode(both, 2, bytes);
	bytes[66] = 0xff; /* entries of the section */
	bytes[67] = 0xff;
	ck_assert_int_eq(catalog_decode(bytes, 128, &read, &count, &is_cut), 0);
	ck_assert_uint_eq(count, 2);
	ck_assert(is_cut);
	free(read);
}
END_TEST

START_TEST(boot_record_points_at_the_catalog)
{
	struct eltorito_record record;

	catalog_record_encode(0x01020304, &record);
	ck_assert_mem_eq(&record, "\0CD001\1EL TORITO SPECIFICATION\0", 31);
	ck_assert_mem_eq((uint8_t *)&record + 71, "\4\3\2\1", 4);
}
END_TEST

UNIT_TESTS("catalog", two_platforms_are_an_initial_entry_and_a_section,
	only_the_last_section_header_says_so,
	catalog_is_as_large_as_its_entries_need, what_was_encoded_is_decoded,
	damaged_validation_entry_is_refused,
	catalog_that_breaks_off_is_taken_as_far_as_it_goes,
	boot_record_points_at_the_catalog)
