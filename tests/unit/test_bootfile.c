#include "bootbed.h"

START_TEST(settings_show_each_entry_with_its_effective_values)
{
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 5000);
	bootbed_make(image, "efi", "efi/an image", 1474560);
	ck_assert_str_eq(bootbed_read(image, "settings"),
		"bios/loader emulation=none load-segment=0x0 load-size=4 "
		"system-type=0x0 info-table=no grub2-info=no bootable=yes\n"
		"\"efi/an image\" emulation=none load-segment=0x0 "
		"load-size=full system-type=0x0 info-table=no grub2-info=no "
		"bootable=yes\n"
		"system-area tables=make mbr=none gpt=no apm=no "
		"partition-offset=0 "
		"padding=none type=auto disk-id=0x1c57b2b2 "
		"disk-guid=480E3F4C-EE72-42E5-9F44-7A392A2A3FFB\n");
	bed_end(image);
}
END_TEST

START_TEST(line_changes_what_it_says_and_no_more)
{
	static const char line[] = "bios/loader load-size=8 id=\"a maker\"\n"
				   "\n# a comment\n"
				   "system-area gpt=yes";
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(bootbed_say(image, line), (ssize_t)strlen(line));
	ck_assert_ptr_nonnull(strstr(bootbed_read(image, "settings"),
		"emulation=none load-segment=0x0 load-size=8 "));
	ck_assert_ptr_nonnull(strstr(bootbed_text, " id=\"a maker\"\n"));
	ck_assert_ptr_nonnull(strstr(bootbed_text, "mbr=plain gpt=yes"));
	bed_end(image);
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
	struct iw_image *image = bed_begin("");
	char before[4096];
	struct iw_file *file;

	bootbed_make(image, "loader", "bios/loader", 5000);
	bootbed_make(image, "loader2", "efi/loader", 5000);
	ck_assert_int_eq(iw_open_file(image, bootbed_find(image, "system-area"),
				 O_WRONLY, &file),
		0);
	ck_assert_int_eq(iw_write(file, "\xfa\xfa", 2, 0), 2);
	ck_assert_int_eq(iw_release(file), 0);
	strcpy(before, bootbed_read(image, "settings"));
	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_msg(bootbed_say(image, rows[i].line) == -EINVAL, "%s",
			rows[i].line);
		ck_assert_msg(strstr(bed_said, rows[i].said) != NULL, "%s: %s",
			rows[i].line, bed_said);
		ck_assert_str_eq(bootbed_read(image, "settings"), before);
	}
	bed_end(image);
}
END_TEST

START_TEST(lines_before_a_wrong_one_are_taken)
{
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 5000);
	ck_assert_int_eq(
		bootbed_say(image, "bios/loader load-size=8\nx\n"), 24);
	ck_assert_ptr_nonnull(
		strstr(bootbed_read(image, "settings"), "load-size=8"));
	bed_end(image);
}
END_TEST

START_TEST(entry_that_cannot_be_says_why)
{
	struct iw_image *image = bed_begin("");

	bootbed_make(image, "loader", "bios/loader", 1474560);
	ck_assert_int_gt(bootbed_say(image, "bios/loader emulation=1.44M"), 0);
	bed_fill(image, "loader", 'y', 1474561);
	ck_assert_ptr_nonnull(strstr(bootbed_read(image, "settings"),
		" # boot/bios/loader: has 1474561 bytes"));
	ck_assert_int_eq(iw_sync(image), -EINVAL);
	ck_assert_int_gt(bootbed_say(image, "bios/loader emulation=none"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	bed_end(image);
}
END_TEST

START_TEST(system_area_has_room_for_sixteen_sectors)
{
	struct iw_image *image = bed_begin("");
	struct iw_file *file;
	struct stat attr = { .st_size = 32769 };

	ck_assert_int_eq(iw_open_file(image, bootbed_find(image, "system-area"),
				 O_RDWR, &file),
		0);
	ck_assert_int_eq(iw_write(file, "end", 3, 32765), 3);
	ck_assert_int_eq(iw_write(file, "end", 3, 32766), -EFBIG);
	ck_assert_int_eq(iw_allocate(file, 0, 0, 32769), -EFBIG);
	ck_assert_int_eq(iw_setattr(image, bootbed_find(image, "system-area"),
				 &attr, IW_SET_SIZE),
		-EFBIG);
	ck_assert_int_eq(iw_release(file), 0);
	bed_end(image);
}
END_TEST

UNIT_TESTS("bootfile", settings_show_each_entry_with_its_effective_values,
	line_changes_what_it_says_and_no_more,
	wrong_lines_are_refused_with_a_sentence,
	lines_before_a_wrong_one_are_taken, entry_that_cannot_be_says_why,
	system_area_has_room_for_sixteen_sectors)
