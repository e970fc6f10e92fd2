#include "eltorito/unnamed.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

#define SECTORS 2000u
#define LBA 20u
#define NEXT 30u /* where another file begins */

static uint8_t image[SECTORS * SECTOR_SIZE];
static struct intake intake;
static int next_file;

static void begin(void)
{
	memset(image, 0, sizeof(image));
	intake = (struct intake){
		.medium = { memfd_create("image", 0), sizeof(image) },
	};
	ck_assert_int_eq(places_put(&intake.files, NEXT, 5000, &next_file), 0);
}

static uint64_t size_of(
	const struct catalog_entry *entry, enum boot_place place)
{
	uint64_t size;

	ck_assert_int_eq(pwrite(intake.medium.fd, image, sizeof(image), 0),
		sizeof(image));
	ck_assert_int_eq(unnamed_size(&intake, entry, place, &size), 0);
	return size;
}

static void end(void)
{
	close(intake.medium.fd);
	places_free(&intake.files);
}

static void put_table(uint32_t lba, uint32_t size)
{
	const struct boot_info_table table = {
		.pvd_lba = le32_from(16),
		.image_lba = le32_from(lba),
		.image_size = le32_from(size),
	};

	memcpy(image + LBA * SECTOR_SIZE + BOOT_INFO_AT, &table, sizeof(table));
}

START_TEST(boot_info_table_tells_it)
{
	const struct catalog_entry entry = { .lba = LBA, .sectors = 4 };

	begin();
	put_table(LBA, 38912);
	ck_assert_uint_eq(size_of(&entry, PLACE_BIOS), 38912);
	put_table(LBA + 1, 38912); /* speaks of another */
	ck_assert_uint_eq(
		size_of(&entry, PLACE_BIOS), (NEXT - LBA) * SECTOR_SIZE);
	put_table(LBA, UINT32_MAX); /* is longer than the medium */
	ck_assert_uint_eq(
		size_of(&entry, PLACE_BIOS), (NEXT - LBA) * SECTOR_SIZE);
	end();
}
END_TEST

START_TEST(fat_tells_it)
{
	static const uint8_t fat[] = { 0xeb, 0x3c, 0x90, 'm', 'k', 'f', 's',
		'.', 'f', 'a', 't', 0, 2, 4, 1, 0, 2, 0, 2, 0x80, 0x16, 0xf8 };
	const struct catalog_entry entry = { .lba = LBA, .sectors = 1 };

	begin();
	memcpy(image + LBA * SECTOR_SIZE, fat, sizeof(fat));
	ck_assert_uint_eq(size_of(&entry, PLACE_EFI), 0x1680 * 512);
	end();
}
END_TEST

START_TEST(emulated_floppy_has_its_size)
{
	const struct catalog_entry entry = {
		.lba = LBA, .sectors = 1, .media = MEDIA_FLOPPY_1440
	};

	begin();
	ck_assert_uint_eq(size_of(&entry, PLACE_BIOS), 1440 * 1024);
	end();
}
END_TEST

START_TEST(uefi_loads_all_of_it)
{
	const struct catalog_entry whole = { .lba = LBA, .sectors = 100 };
	const struct catalog_entry unsaid = { .lba = LBA, .sectors = 1 };

	begin();
	ck_assert_uint_eq(size_of(&whole, PLACE_EFI), 100 * 512);
	ck_assert_uint_eq(
		size_of(&unsaid, PLACE_EFI), (NEXT - LBA) * SECTOR_SIZE);
	end();
}
END_TEST

START_TEST(last_one_reaches_the_end)
{
	const struct catalog_entry entry = { .lba = NEXT + 5, .sectors = 4 };

	begin();
	ck_assert_uint_eq(size_of(&entry, PLACE_BIOS),
		(SECTORS - NEXT - 5) * SECTOR_SIZE);
	end();
}
END_TEST

START_TEST(one_outside_is_refused)
{
	const struct catalog_entry entry = { .lba = SECTORS, .sectors = 4 };
	uint64_t size;

	begin();
	ck_assert_int_eq(
		unnamed_size(&intake, &entry, PLACE_BIOS, &size), -EUCLEAN);
	end();
}
END_TEST

UNIT_TESTS("unnamed", boot_info_table_tells_it, fat_tells_it,
	emulated_floppy_has_its_size, uefi_loads_all_of_it,
	last_one_reaches_the_end, one_outside_is_refused)
