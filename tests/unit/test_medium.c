#include "load/medium.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static struct medium of_bytes(size_t size)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < size; i++)
		ck_assert_int_ne(putc((int)(i / 2048 + 1), file), EOF);
	ck_assert_int_eq(fflush(file), 0);
	return (struct medium){ .fd = fileno(file), .size = size };
}

START_TEST(reads_end_with_the_image)
{
	static const struct {
		uint64_t lba, size;
		int result;
	} rows[] = {
		{ 0, 2048, 0 },
		{ 2, 100, 0 },
		{ 2, 101, -EUCLEAN },
		{ 3, 1, -EUCLEAN },
		{ 1, 4096, -EUCLEAN },
		{ UINT64_MAX, 1, -EUCLEAN },
		{ UINT64_MAX / 2048, 4096, -EUCLEAN },
	};
	struct medium medium = of_bytes(2 * 2048 + 100);
	uint8_t out[4096];

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(medium_sectors(&medium, rows[i].lba,
					 (size_t)rows[i].size, out),
			rows[i].result);
		if (!rows[i].result)
			ck_assert_uint_eq(out[0], rows[i].lba + 1);
	}
}
END_TEST

START_TEST(patches_are_read_instead)
{
	uint8_t bytes[] = { 'a', 'b', 'c', 'd' };
	const struct medium_patch patches[] = {
		{ 10, 4, bytes },
		{ 2046, 4, bytes },
		{ 4000, 2, bytes },
	};
	static const struct {
		uint64_t at;
		const char *read;
	} rows[] = {
		{ 8, "\1\1ab" },
		{ 11, "bcd\1" },
		{ 11, "bc" },
		{ 14, "\1\1" },
		{ 2045, "\1abcd\2" },
		{ 3998, "\2\2ab\2" },
	};
	struct medium medium = of_bytes(2 * 2048);
	char out[16];

	medium.patches = patches;
	medium.patch_count = COUNT(patches);
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t size = strlen(rows[i].read);

		ck_assert_int_eq(
			medium_read(&medium, rows[i].at, size, out), 0);
		ck_assert_mem_eq(out, rows[i].read, size);
	}
}
END_TEST

UNIT_TESTS("medium", reads_end_with_the_image, patches_are_read_instead)
