#include "bootbed.h"

static uint32_t word(const char *bytes, size_t at)
{
	le32 value;

	memcpy(&value, bytes + at, 4);
	return le32_get(value);
}

static char *image_bytes(void)
{
	size_t size;

	return bed_bytes(bed_path, &size);
}

START_TEST(image_has_the_info_table_and_the_mount_the_file)
{
	struct iw_image *image = bed_begin("");
	char *bytes;
	size_t at;

	bed_fill(image, "other", 'o', 5000);
	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(bootbed_say(image, "bios/loader info-table=yes"), 0);
	for (int sync = 0; sync < 3; sync++) {
		ck_assert_int_eq(iw_sync(image), 0);
		bytes = image_bytes();
		at = content_lba(image->store,
			     &bed_find(image, "loader")->content) *
		     SECTOR_SIZE;
		ck_assert_uint_eq(word(bytes, at + 8), 16);
		ck_assert_uint_eq(word(bytes, at + 12), at / SECTOR_SIZE);
		ck_assert_uint_eq(word(bytes, at + 16), 5000);
		ck_assert(bed_has(image, "loader", 'x', 5000));
		free(bytes);
		bed_fill(image, "more", 'm', 100000);
	}
	bed_end(image);
}
END_TEST

START_TEST(info_table_goes_with_its_entry)
{
	struct iw_place place = { .view = IW_BOOT, .name = "loader" };
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(bootbed_say(image, "bios/loader info-table=yes"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(!bed_in_image(image, "loader", 'x'));
	place.dir = bootbed_find(image, "bios");
	ck_assert_int_eq(iw_unlink(image, &place), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_in_image(image, "loader", 'x'));
	bed_end(image);
}
END_TEST

START_TEST(loader_can_be_written_over_between_syncs)
{
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(bootbed_say(image, "bios/loader info-table=yes"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(bed_write(image, "loader", 'y', 0, 10), 0);
	ck_assert_int_eq(bed_write(image, "loader", 'y', 10, 4990), 0);
	ck_assert(bed_has(image, "loader", 'y', 5000));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_has(image, "loader", 'y', 5000));
	bed_end(image);
}
END_TEST

/* The process dies without a word; the next one finds everything. */
START_TEST(settings_and_patches_survive_a_kill)
{
	struct iw_image *image;
	char *bytes;
	pid_t child;

	bed_make("/tmp");
	child = fork();
	if (!child) {
		image = bed_open("");
		bootbed_make(image, "loader", "bios/loader", 5000);
		bootbed_say(image, "bios/loader info-table=yes load-size=9");
		iw_sync(image);
		bootbed_say(image, "system-area gpt=yes");
		_exit(0);
	}
	waitpid(child, NULL, 0);
	image = bed_open("");
	ck_assert_ptr_nonnull(strstr(bootbed_read(image, "settings"),
		"bios/loader emulation=none load-segment=0x0 load-size=9"));
	ck_assert_ptr_nonnull(strstr(bootbed_text, "gpt=yes"));
	ck_assert(bed_has(image, "loader", 'x', 5000));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_has(image, "loader", 'x', 5000));
	ck_assert(!bed_in_image(image, "loader", 'x'));
	bytes = image_bytes();
	ck_assert_mem_eq(bytes + 512, "EFI PART", 8);
	free(bytes);
	bed_end(image);
}
END_TEST

START_TEST(catalog_is_read_as_it_is_written)
{
	struct iw_place place = { .view = IW_ISO, .name = "BOOT.CAT" };
	struct iw_image *image = bed_begin("");
	struct iw_file *file;
	struct stat attr;
	char *bytes, catalog[2048];
	size_t at;

	place.dir = iw_root(image);
	ck_assert_int_eq(
		iw_link(image, bootbed_find(image, "catalog"), &place), 0);
	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(iw_sync(image), 0);
	bytes = image_bytes();
	at = word(bytes, 17 * 2048 + 71) * (size_t)2048;
	ck_assert_int_eq(iw_open_file(image, bootbed_find(image, "catalog"),
				 O_RDONLY, &file),
		0);
	ck_assert_int_eq(iw_read(file, catalog, sizeof(catalog), 0), 2048);
	ck_assert_mem_eq(bytes + at, catalog, 2048);
	ck_assert_int_eq(iw_release(file), 0);
	iw_getattr(image, bootbed_find(image, "catalog"), IW_BOOT, &attr);
	ck_assert_int_eq(attr.st_size, 2048);
	ck_assert_uint_eq(attr.st_nlink, 2);
	ck_assert_int_eq(iw_open_file(image, bootbed_find(image, "catalog"),
				 O_RDWR, &file),
		-EPERM);
	free(bytes);
	bed_end(image);
}
END_TEST

START_TEST(snapshot_has_what_a_sync_writes)
{
	struct iw_image *image = bed_begin("");
	struct iw_snapshot *snapshot;
	size_t size;
	char *bytes, *shown;

	bootbed_make(image, "loader", "bios/loader", 5000);
	bootbed_make(image, "efi", "efi/efi", 100000);
	bootbed_say(image, "bios/loader info-table=yes\nsystem-area gpt=yes");
	ck_assert_int_eq(iw_snapshot_open(image, &snapshot), 0);
	size = iw_snapshot_size(snapshot);
	shown = malloc(size);
	ck_assert_int_eq(
		iw_snapshot_read(snapshot, shown, size, 0), (ssize_t)size);
	ck_assert(bed_has(image, "loader", 'x', 5000));
	ck_assert_int_eq(iw_sync(image), 0);
	iw_snapshot_close(snapshot);
	bytes = bed_bytes(bed_path, &size);
	for (size_t i = 0; i < size; i++)
		ck_assert_msg(bytes[i] == shown[i], "byte %zu: %02x %02x", i,
			bytes[i] & 255, shown[i] & 255);
	free(bytes);
	free(shown);
	bed_end(image);
}
END_TEST

UNIT_TESTS("bootsync", image_has_the_info_table_and_the_mount_the_file,
	info_table_goes_with_its_entry,
	loader_can_be_written_over_between_syncs,
	settings_and_patches_survive_a_kill, catalog_is_read_as_it_is_written,
	snapshot_has_what_a_sync_writes)
