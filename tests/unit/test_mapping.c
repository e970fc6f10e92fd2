#include "store/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sysio.h"
#include "unit.h"

#define PAGE 4096
#define SIZE (4 * PAGE)
#define FAR (2 * PAGE + 5)

static int file;
static struct mapping mapping;

static void fill(void)
{
	file = memfd_create("mapped", MFD_CLOEXEC);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(ftruncate(file, SIZE), 0);
}

static void begin(void)
{
	fill();
	ck_assert_int_eq(mapping_open(&mapping, file, SIZE), 0);
}

static void end(void)
{
	mapping_close(&mapping);
	close(file);
}

/* The pages from the second on are as those that the disc does not give. */
static void lose_pages(void)
{
	ck_assert_int_eq(ftruncate(file, PAGE), 0);
}

static const char *in_file(off_t at)
{
	static char bytes[16];

	memset(bytes, 0, sizeof(bytes));
	ck_assert_int_ge(pread(file, bytes, sizeof(bytes) - 1, at), 0);
	return bytes;
}

static ssize_t full_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	(void)fd, (void)bytes, (void)size, (void)at;
	errno = ENOSPC;
	return -1;
}

START_TEST(what_is_written_is_in_the_file_at_once)
{
	begin();
	mapping_write(&mapping, FAR, "text", 4);
	ck_assert_str_eq(in_file(FAR), "text");
	ck_assert(!mapping.is_own);
	mapping_zero(&mapping, FAR + 1, 3);
	ck_assert_str_eq(in_file(FAR), "t");
	ck_assert_int_eq(mapping_save(&mapping), 0);
	end();
}
END_TEST

START_TEST(a_page_that_the_disc_refuses_is_written_by_a_call)
{
	begin();
	mapping_write(&mapping, 0, "before", 6);
	lose_pages();
	mapping_write(&mapping, FAR, "text", 4);
	mapping_write(&mapping, 0, "behind", 6);
	ck_assert(mapping.is_own);
	ck_assert_int_eq(memcmp(mapping.bytes + FAR, "text", 4), 0);
	ck_assert_str_eq(in_file(0), "before");
	ck_assert_int_eq(mapping_save(&mapping), 0);
	ck_assert_str_eq(in_file(0), "behind");
	ck_assert_str_eq(in_file(FAR), "text");
	end();
}
END_TEST

START_TEST(what_cannot_be_saved_is_told_and_kept)
{
	begin();
	lose_pages();
	sysio.pwrite = full_pwrite;
	ck_assert_int_eq(mapping_try(&mapping, FAR, 4), 0);
	mapping_write(&mapping, FAR, "text", 4);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(mapping_save(&mapping), -ENOSPC);
	ck_assert_int_eq(mapping_try(&mapping, FAR + 4, 4), -ENOSPC);
	sysio.pwrite = pwrite;
	ck_assert_int_eq(mapping_try(&mapping, FAR + 4, 4), 0);
	ck_assert_str_eq(in_file(FAR), "text");
	end();
}
END_TEST

START_TEST(it_grows_whatever_happened)
{
	for (int torn = 0; torn < 2; torn++) {
		begin();
		if (torn)
			lose_pages();
		mapping_write(&mapping, FAR, "text", 4);
		ck_assert_int_eq(ftruncate(file, 2 * SIZE), 0);
		ck_assert_int_eq(mapping_grow(&mapping, 2 * SIZE), 0);
		mapping_write(&mapping, SIZE, "more", 4);
		ck_assert_int_eq(mapping_save(&mapping), 0);
		ck_assert_str_eq(in_file(FAR), "text");
		ck_assert_str_eq(in_file(SIZE), "more");
		end();
	}
}
END_TEST

START_TEST(what_cannot_be_read_is_an_error)
{
	struct mapping *outer;
	int sum = 0;

	fill();
	lose_pages();
	ck_assert_int_eq(mapping_look(&mapping, file, SIZE), 0);
	outer = mapping_enter(&mapping);
	for (size_t i = 0; i < SIZE; i++)
		sum |= mapping.bytes[i];
	ck_assert_int_eq(mapping_leave(outer), -EIO);
	ck_assert_int_eq(sum, 0);
	end();
}
END_TEST

static void touch_another(void)
{
	volatile char *other = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, file, 0);

	lose_pages();
	(void)other[FAR];
}

static void send_one(void)
{
	raise(SIGBUS);
}

START_TEST(any_other_sigbus_ends_the_process_as_ever)
{
	static void (*const causes[])(void) = { touch_another, send_one };

	for (size_t i = 0; i < COUNT(causes); i++) {
		pid_t child = fork();
		int status;

		if (!child) {
			begin();
			causes[i]();
			_exit(0);
		}
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(WTERMSIG(status), SIGBUS);
	}
}
END_TEST

UNIT_TESTS("mapping", what_is_written_is_in_the_file_at_once,
	a_page_that_the_disc_refuses_is_written_by_a_call,
	what_cannot_be_saved_is_told_and_kept, it_grows_whatever_happened,
	what_cannot_be_read_is_an_error,
	any_other_sigbus_ends_the_process_as_ever)
