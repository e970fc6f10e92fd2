#include <isoweave.h>

#include "imagebed.h"

#define BIG (300u << 10)

START_TEST(the_image_appears_at_the_first_sync)
{
	BED_EACH_PLACE
	{
		struct iw_image *image = bed_open("");

		bed_fill(image, "one", '1', BIG);
		ck_assert_int_ne(access(bed_path, F_OK), 0);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(access(bed_path, F_OK), 0);
		ck_assert(bed_in_image(image, "one", '1'));
		ck_assert(bed_has(image, "one", '1', BIG));
		ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(bed_count(), 1);
	}
}
END_TEST

START_TEST(an_untouched_new_image_is_written_empty_at_the_end)
{
	size_t size;
	char *bytes;

	bed_make("/tmp");
	ck_assert_int_eq(iw_close(bed_open("")), 0);
	bytes = bed_bytes(bed_path, &size);
	ck_assert(size > 17 * SECTOR_SIZE);
	ck_assert_mem_eq(bytes + 16 * SECTOR_SIZE + 1, "CD001", 5);
	free(bytes);
	ck_assert_int_eq(bed_count(), 1);
	bed_remove();
}
END_TEST

START_TEST(metadata_comes_before_the_data_without_a_gap)
{
	BED_EACH_PLACE
	{
		struct iw_image *image = bed_open("contexts=iso:rockridge");
		struct stat st;

		bed_fill(image, "one", '1', BIG);
		bed_fill(image, "two", '2', 5);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(stat(bed_path, &st), 0);
		ck_assert_int_lt(st.st_size, BIG + (100 << 10));
		ck_assert_int_eq(iw_close(image), 0);
	}
}
END_TEST

START_TEST(a_sync_without_a_change_does_nothing)
{
	struct stat before, after;
	struct iw_image *image = bed_begin("");

	bed_fill(image, "one", '1', BIG);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(stat(bed_path, &before), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(iw_close(image), 0);
	ck_assert_int_eq(stat(bed_path, &after), 0);
	ck_assert_mem_eq(
		&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	bed_remove();
}
END_TEST

START_TEST(later_syncs_go_into_the_same_file)
{
	BED_EACH_PLACE
	{
		struct iw_image *image = bed_open("");
		struct stat before, after;

		bed_fill(image, "one", '1', BIG);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(stat(bed_path, &before), 0);
		for (char i = '2'; i < '9'; i++) {
			char name[] = { 'f', i, 0 };

			bed_fill(image, name, i, BIG);
			bed_fill(image, "one", i, BIG);
			ck_assert_int_eq(iw_sync(image), 0);
			ck_assert(bed_in_image(image, "one", i));
			ck_assert(bed_in_image(image, name, i));
		}
		ck_assert(bed_in_image(image, "f2", '2'));
		ck_assert_int_eq(stat(bed_path, &after), 0);
		ck_assert_uint_eq(before.st_ino, after.st_ino);
		ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(bed_count(), 1);
	}
}
END_TEST

START_TEST(canonical_order_forgets_how_it_came_about)
{
	static const char *const orders[] = { "abcd", "dacb" };
	char *bytes[2];
	size_t sizes[2];

	for (int i = 0; i < 2; i++) {
		struct iw_image *image;

		bed_make(bed_places[i]);
		image = bed_open("layout=canonical,contexts=rockridge");
		if (i)
			bed_fill(image, "gone", 'g', BIG);
		for (const char *c = orders[i]; *c; c++) {
			char name[] = { *c, 0 };

			bed_fill(image, name, *c,
				(size_t)(*c - 'a' + 1) * 70000);
			if (i)
				ck_assert_int_eq(iw_sync(image), 0);
		}
		if (i)
			bed_unlink(image, "gone");
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert(bed_in_image(image, "c", 'c'));
		ck_assert(bed_has(image, "b", 'b', 140000));
		ck_assert_int_eq(iw_close(image), 0);
		bytes[i] = bed_bytes(bed_path, &sizes[i]);
		ck_assert_int_eq(bed_count(), 1);
		bed_remove();
	}
	ck_assert_uint_eq(sizes[0], sizes[1]);
	free(bytes[0]);
	free(bytes[1]);
}
END_TEST

START_TEST(the_same_operations_give_the_same_bytes)
{
	char *bytes[2];
	size_t sizes[2];

	for (int i = 0; i < 2; i++) {
		struct iw_image *image;

		bed_make(bed_places[i]);
		image = bed_open("");
		for (char c = 'a'; c < 'k'; c++) {
			char name[] = { c, 0 };

			bed_fill(image, name, c, (size_t)(c - 'a') * 30000 + 1);
		}
		bed_unlink(image, "c");
		bed_fill(image, "x", 'x', 40000);
		ck_assert_int_eq(iw_close(image), 0);
		bytes[i] = bed_bytes(bed_path, &sizes[i]);
		bed_remove();
	}
	ck_assert(bed_same(bytes[0], sizes[0], bytes[1], sizes[1]));
	free(bytes[0]);
	free(bytes[1]);
}
END_TEST

START_TEST(another_file_at_the_place_is_not_overwritten)
{
	BED_EACH_PLACE
	{
		struct iw_image *image = bed_open("");
		char moved[100];
		FILE *other;

		bed_fill(image, "one", '1', BIG);
		other = fopen(bed_path, "w");
		fputs("mine", other);
		fclose(other);
		ck_assert_int_eq(iw_sync(image), -EEXIST);
		snprintf(moved, sizeof(moved), "%s-mine", bed_path);
		ck_assert_int_eq(rename(bed_path, moved), 0);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert(bed_in_image(image, "one", '1'));
		ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(bed_count(), 2);
	}
}
END_TEST

START_TEST(an_image_removed_meanwhile_is_written_again)
{
	struct iw_image *image = bed_begin("");

	bed_fill(image, "one", '1', BIG);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(unlink(bed_path), 0);
	bed_fill(image, "two", '2', BIG);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_in_image(image, "one", '1'));
	ck_assert(bed_in_image(image, "two", '2'));
	bed_end(image);
}
END_TEST

START_TEST(an_open_file_without_a_name_survives_syncs)
{
	static const char *const options[] = { "", "layout=canonical" };

	for (int i = 0; i < 2; i++) {
		struct iw_image *image = bed_begin(options[i]);
		struct iw_file *file;
		char bytes[3] = "";

		bed_fill(image, "gone", 'g', BIG);
		ck_assert_int_eq(iw_open_file(image, bed_find(image, "gone"),
					 O_RDWR, &file),
			0);
		bed_unlink(image, "gone");
		ck_assert_int_eq(iw_sync(image), 0);
		bed_fill(image, "new", 'n', BIG);
		ck_assert_int_eq(iw_write(file, "h", 1, 1), 1);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(iw_read(file, bytes, 3, 0), 3);
		ck_assert_mem_eq(bytes, "ghg", 3);
		ck_assert_int_eq(iw_release(file), 0);
		bed_end(image);
	}
}
END_TEST

START_TEST(what_was_deleted_before_the_first_sync_leaves_no_hole)
{
	BED_EACH_PLACE
	{
		struct iw_image *image = bed_open("contexts=rockridge");
		struct stat st;

		bed_fill(image, "first", '1', BIG);
		bed_fill(image, "gone", 'g', 10 * BIG);
		for (char c = 'a'; c < 'k'; c++) {
			char name[] = { c, 0 };

			bed_fill(image, name, c, BIG);
		}
		bed_unlink(image, "gone");
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(stat(bed_path, &st), 0);
		ck_assert_int_lt(st.st_size, 11 * BIG + BIG / 2);
		for (char c = 'a'; c < 'k'; c++) {
			char name[] = { c, 0 };

			ck_assert(bed_in_image(image, name, c));
		}
		ck_assert(bed_in_image(image, "first", '1'));
		ck_assert_int_eq(iw_close(image), 0);
	}
}
END_TEST

START_TEST(past_the_capacity_sync_says_no_and_works_again)
{
	struct iw_image *image = bed_begin("media=700K");

	bed_fill(image, "one", '1', 2 * BIG);
	ck_assert_int_eq(bed_write(image, "two", '2', 0, BIG), -ENOSPC);
	bed_fill(image, "two", '2', 90 << 10);
	ck_assert_int_eq(iw_sync(image), -ENOSPC);
	bed_unlink(image, "one");
	ck_assert_int_eq(iw_sync(image), 0);
	bed_end(image);
}
END_TEST

UNIT_TESTS("sync", the_image_appears_at_the_first_sync,
	an_untouched_new_image_is_written_empty_at_the_end,
	metadata_comes_before_the_data_without_a_gap,
	a_sync_without_a_change_does_nothing, later_syncs_go_into_the_same_file,
	canonical_order_forgets_how_it_came_about,
	the_same_operations_give_the_same_bytes,
	another_file_at_the_place_is_not_overwritten,
	an_image_removed_meanwhile_is_written_again,
	an_open_file_without_a_name_survives_syncs,
	what_was_deleted_before_the_first_sync_leaves_no_hole,
	past_the_capacity_sync_says_no_and_works_again)
