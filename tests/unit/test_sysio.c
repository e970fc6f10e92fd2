#include "store/sysio.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "refusing.h"
#include "unit.h"

#define SIZE (400u << 10)

static char bytes[SIZE], zeros[SIZE];

static int file(char byte)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	memset(bytes, byte, SIZE);
	if (byte)
		ck_assert_int_eq(sysio_write(fd, bytes, SIZE, 0), 0);
	return fd;
}

START_TEST(behind_the_end_are_zeros)
{
	int fd = file('a');

	ck_assert_int_eq(sysio_read(fd, bytes, SIZE, SIZE - 10), 0);
	ck_assert_mem_eq(bytes, "aaaaaaaaaa", 10);
	ck_assert_mem_eq(bytes + 10, zeros, SIZE - 10);
	close(fd);
}
END_TEST

START_TEST(zeroing_touches_nothing_beside)
{
	static const size_t sizes[] = { 1, 16384, 16385, 300000 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		int fd = file('a');

		ck_assert_int_eq(sysio_zero(fd, 777, sizes[i]), 0);
		ck_assert_int_eq(sysio_read(fd, bytes, SIZE, 0), 0);
		ck_assert_int_eq(bytes[776], 'a');
		ck_assert_mem_eq(bytes + 777, zeros, sizes[i]);
		ck_assert_int_eq(bytes[777 + sizes[i]], 'a');
		close(fd);
	}
}
END_TEST

START_TEST(where_holes_cannot_be_made_zeros_are_written)
{
	int fd = file('a');

	sysio.fallocate = no_fallocate;
	ck_assert_int_eq(sysio_zero(fd, 0, SIZE), 0);
	sysio.fallocate = fallocate;
	ck_assert_int_eq(sysio_read(fd, bytes, SIZE, 0), 0);
	ck_assert_mem_eq(bytes, zeros, SIZE);
	close(fd);
}
END_TEST

/* Within one file and between two, by the kernel and by hand. */
START_TEST(a_copy_has_the_same_bytes)
{
	for (int i = 0; i < 4; i++) {
		int from = file('a'), to = i & 1 ? from : file(0);

		if (i & 2)
			sysio.copy_file_range = no_copy;
		ck_assert_int_eq(
			sysio_copy(from, 100, to, SIZE + 50, 200000), 0);
		sysio.copy_file_range = copy_file_range;
		ck_assert_int_eq(sysio_read(to, bytes, SIZE, SIZE), 0);
		ck_assert_mem_eq(bytes, zeros, 50);
		for (int j = 50; j < 200050; j += 7001)
			ck_assert_int_eq(bytes[j], 'a');
		ck_assert_int_eq(bytes[200049], 'a');
		ck_assert_int_eq(bytes[200050], 0);
		close(from);
		if (to != from)
			close(to);
	}
}
END_TEST

START_TEST(holes_are_left_out_of_a_copy)
{
	int from = file(0), to = file(0);

	ck_assert_int_eq(ftruncate(from, 100 << 20), 0);
	ck_assert_int_eq(sysio_write(from, "x", 1, 50 << 20), 0);
	ck_assert_int_eq(sysio_copy(from, 0, to, 0, 100 << 20), 0);
	ck_assert_int_eq(lseek(to, 0, SEEK_DATA), 50 << 20);
	close(from);
	close(to);
}
END_TEST

UNIT_TESTS("sysio", behind_the_end_are_zeros, zeroing_touches_nothing_beside,
	where_holes_cannot_be_made_zeros_are_written, a_copy_has_the_same_bytes,
	holes_are_left_out_of_a_copy)
