#include <isoweave.h>

#include "imagebed.h"

/* The node of boot/PATH, "bios/NAME" or "settings". */
static struct iw_node *find(struct iw_image *image, const char *path)
{
	struct iw_place place = { iw_root(image), IW_BOOT, path };
	char folder[64];
	struct iw_node *node = NULL;

	if (strchr(path, '/')) {
		snprintf(folder, sizeof(folder), "%s", path);
		*strchr(folder, '/') = '\0';
		place.dir = find(image, folder);
		place.name = strchr(path, '/') + 1;
	}
	ck_assert_int_eq(iw_lookup(image, &place, &node), 0);
	iw_unref(image, node, IW_BOOT, 1);
	return node;
}

/* Makes the file NAME in all views and the entry PATH of it. */
static void make_entry(
	struct iw_image *image, const char *name, const char *path, size_t size)
{
	char folder[64];
	struct iw_place place;

	bed_fill(image, name, 'x', size);
	snprintf(folder, sizeof(folder), "%s", path);
	*strchr(folder, '/') = '\0';
	place = (struct iw_place){ find(image, folder), IW_BOOT,
		strchr(path, '/') + 1 };
	ck_assert_int_eq(iw_link(image, bed_find(image, name), &place), 0);
}

static char text[65536];

static const char *read_all(struct iw_image *image, const char *path)
{
	struct iw_file *file;
	ssize_t size;

	ck_assert_int_eq(
		iw_open_file(image, find(image, path), O_RDONLY, &file), 0);
	size = iw_read(file, text, sizeof(text) - 1, 0);
	ck_assert_int_ge(size, 0);
	text[size] = '\0';
	ck_assert_int_eq(iw_release(file), 0);
	return text;
}

static ssize_t say(struct iw_image *image, const char *line)
{
	struct iw_file *file;
	ssize_t done;

	bed_said[0] = '\0';
	ck_assert_int_eq(iw_open_file(image, find(image, "settings"),
				 O_WRONLY | O_TRUNC, &file),
		0);
	ck_assert(iw_file_is_generated(file));
	done = iw_write(file, line, strlen(line), 0);
	ck_assert_int_eq(iw_release(file), 0);
	return done;
}

START_TEST(settings_show_each_entry_with_its_effective_values)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	make_entry(image, "efi", "efi/an image", 1474560);
	ck_assert_str_eq(read_all(image, "settings"),
		"bios/loader emulation=none load-segment=0x0 load-size=4 "
		"system-type=0x0 info-table=no grub2-info=no bootable=yes\n"
		"\"efi/an image\" emulation=none load-segment=0x0 "
		"load-size=full system-type=0x0 info-table=no grub2-info=no "
		"bootable=yes\n"
		"system-area tables=make mbr=none gpt=no apm=no partition-offset=0 "
		"padding=none type=auto disk-id=0x1c57b2b2 "
		"disk-guid=480E3F4C-EE72-42E5-9F44-7A392A2A3FFB\n");
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(line_changes_what_it_says_and_no_more)
{
	static const char line[] = "bios/loader load-size=8 id=\"a maker\"\n"
				   "\n# a comment\n"
				   "system-area gpt=yes";
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(say(image, line), (ssize_t)strlen(line));
	ck_assert_ptr_nonnull(strstr(read_all(image, "settings"),
		"emulation=none load-segment=0x0 load-size=8 "));
	ck_assert_ptr_nonnull(strstr(text, " id=\"a maker\"\n"));
	ck_assert_ptr_nonnull(strstr(text, "mbr=plain gpt=yes"));
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(wrong_lines_are_refused_with_a_sentence)
{
	static const struct {
		const char *line, *said;
	} rows[] = {
		{ "bios/none load-size=8", "no boot/bios/none" },
		{ "bios load-size=8", "no boot/bios" },
		{ "sparc/loader load-size=8", "no boot/sparc/loader" },
		{ "system-area/x gpt=yes", "no boot/system-area/x" },
		{ "bios/loader load-size", "key=value" },
		{ "bios/loader load-size=many", "cannot be 'many'" },
		{ "bios/loader size=8", "no setting 'size'" },
		{ "bios/loader gpt=yes", "no setting 'gpt'" },
		{ "system-area load-size=4", "no setting 'load-size'" },
		{ "bios/loader id=\"open", "quote" },
		{ "\"bios/loader load-size=8", "quote" },
		{ "bios/loader emulation=1.44M", "has 5000 bytes" },
		{ "bios/loader emulation=hd", "partition table" },
		{ "efi/loader info-table=yes", "UEFI" },
		{ "efi/loader emulation=1.44M", "UEFI" },
		{ "system-area apm=yes", "no room" },
	};
	struct iw_image *image;
	char before[4096];
	struct iw_file *file;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	make_entry(image, "loader2", "efi/loader", 5000);
	ck_assert_int_eq(iw_open_file(image, find(image, "system-area"),
				 O_WRONLY, &file),
		0);
	ck_assert_int_eq(iw_write(file, "\xfa\xfa", 2, 0), 2);
	ck_assert_int_eq(iw_release(file), 0);
	strcpy(before, read_all(image, "settings"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		ck_assert_msg(say(image, rows[i].line) == -EINVAL, "%s",
			rows[i].line);
		ck_assert_msg(strstr(bed_said, rows[i].said) != NULL, "%s: %s",
			rows[i].line, bed_said);
		ck_assert_str_eq(read_all(image, "settings"), before);
	}
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(lines_before_a_wrong_one_are_taken)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(say(image, "bios/loader load-size=8\nx\n"), 24);
	ck_assert_ptr_nonnull(
		strstr(read_all(image, "settings"), "load-size=8"));
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(entry_that_cannot_be_says_why)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 1474560);
	ck_assert_int_gt(say(image, "bios/loader emulation=1.44M"), 0);
	bed_fill(image, "loader", 'y', 1474561);
	ck_assert_ptr_nonnull(strstr(read_all(image, "settings"),
		" # boot/bios/loader: has 1474561 bytes"));
	ck_assert_int_eq(iw_sync(image), -EINVAL);
	ck_assert_int_gt(say(image, "bios/loader emulation=none"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

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
	struct iw_image *image;
	char *bytes;
	size_t at;

	bed_make("/tmp");
	image = bed_open("");
	bed_fill(image, "other", 'o', 5000);
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(say(image, "bios/loader info-table=yes"), 0);
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
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(info_table_goes_with_its_entry)
{
	struct iw_place place = { .view = IW_BOOT, .name = "loader" };
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(say(image, "bios/loader info-table=yes"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(!bed_in_image(image, "loader", 'x'));
	place.dir = find(image, "bios");
	ck_assert_int_eq(iw_unlink(image, &place), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_in_image(image, "loader", 'x'));
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(loader_can_be_written_over_between_syncs)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_gt(say(image, "bios/loader info-table=yes"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(bed_write(image, "loader", 'y', 0, 10), 0);
	ck_assert_int_eq(bed_write(image, "loader", 'y', 10, 4990), 0);
	ck_assert(bed_has(image, "loader", 'y', 5000));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_has(image, "loader", 'y', 5000));
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
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
		make_entry(image, "loader", "bios/loader", 5000);
		say(image, "bios/loader info-table=yes load-size=9");
		iw_sync(image);
		say(image, "system-area gpt=yes");
		_exit(0);
	}
	waitpid(child, NULL, 0);
	image = bed_open("");
	ck_assert_ptr_nonnull(strstr(read_all(image, "settings"),
		"bios/loader emulation=none load-segment=0x0 load-size=9"));
	ck_assert_ptr_nonnull(strstr(text, "gpt=yes"));
	ck_assert(bed_has(image, "loader", 'x', 5000));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_has(image, "loader", 'x', 5000));
	ck_assert(!bed_in_image(image, "loader", 'x'));
	bytes = image_bytes();
	ck_assert_mem_eq(bytes + 512, "EFI PART", 8);
	free(bytes);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(catalog_is_read_as_it_is_written)
{
	struct iw_place place = { .view = IW_ISO, .name = "BOOT.CAT" };
	struct iw_image *image;
	struct iw_file *file;
	struct stat attr;
	char *bytes, catalog[2048];
	size_t at;

	bed_make("/tmp");
	image = bed_open("");
	place.dir = iw_root(image);
	ck_assert_int_eq(iw_link(image, find(image, "catalog"), &place), 0);
	make_entry(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(iw_sync(image), 0);
	bytes = image_bytes();
	at = word(bytes, 17 * 2048 + 71) * (size_t)2048;
	ck_assert_int_eq(
		iw_open_file(image, find(image, "catalog"), O_RDONLY, &file),
		0);
	ck_assert_int_eq(iw_read(file, catalog, sizeof(catalog), 0), 2048);
	ck_assert_mem_eq(bytes + at, catalog, 2048);
	ck_assert_int_eq(iw_release(file), 0);
	iw_getattr(image, find(image, "catalog"), IW_BOOT, &attr);
	ck_assert_int_eq(attr.st_size, 2048);
	ck_assert_uint_eq(attr.st_nlink, 2);
	ck_assert_int_eq(
		iw_open_file(image, find(image, "catalog"), O_RDWR, &file),
		-EPERM);
	free(bytes);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(system_area_has_room_for_sixteen_sectors)
{
	struct iw_image *image;
	struct iw_file *file;
	struct stat attr = { .st_size = 32769 };

	bed_make("/tmp");
	image = bed_open("");
	ck_assert_int_eq(
		iw_open_file(image, find(image, "system-area"), O_RDWR, &file),
		0);
	ck_assert_int_eq(iw_write(file, "end", 3, 32765), 3);
	ck_assert_int_eq(iw_write(file, "end", 3, 32766), -EFBIG);
	ck_assert_int_eq(iw_allocate(file, 0, 0, 32769), -EFBIG);
	ck_assert_int_eq(iw_setattr(image, find(image, "system-area"), &attr,
				 IW_SET_SIZE),
		-EFBIG);
	ck_assert_int_eq(iw_release(file), 0);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

START_TEST(snapshot_has_what_a_sync_writes)
{
	struct iw_image *image;
	struct iw_snapshot *snapshot;
	size_t size;
	char *bytes, *shown;

	bed_make("/tmp");
	image = bed_open("");
	make_entry(image, "loader", "bios/loader", 5000);
	make_entry(image, "efi", "efi/efi", 100000);
	say(image, "bios/loader info-table=yes\nsystem-area gpt=yes");
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
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

UNIT_TESTS("bootfile", settings_show_each_entry_with_its_effective_values,
	line_changes_what_it_says_and_no_more,
	wrong_lines_are_refused_with_a_sentence,
	lines_before_a_wrong_one_are_taken, entry_that_cannot_be_says_why,
	image_has_the_info_table_and_the_mount_the_file,
	info_table_goes_with_its_entry,
	loader_can_be_written_over_between_syncs,
	settings_and_patches_survive_a_kill, catalog_is_read_as_it_is_written,
	system_area_has_room_for_sixteen_sectors,
	snapshot_has_what_a_sync_writes)
