#include <isoweave.h>

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include "access/early.h"

#include "imagebed.h"
#include "refusing.h"

enum { PIECE = 1 << 20 };

static struct iw_image *image;
static struct iw_file *file;
static bool is_taken;
static sem_t told;
static char piece[PIECE];

static void note_taken(void *user)
{
	(void)user;
	is_taken = true;
	sem_post(&told);
}

static void begin(void)
{
	image = bed_begin("");
	is_taken = false;
	sem_init(&told, 0, 0);
	ck_assert_int_eq(
		iw_open_file(image, bed_touch(image, "f"), O_RDWR, &file), 0);
}

static void end(void)
{
	sysio.pwrite = pwrite;
	sysio.fallocate = fallocate;
	ck_assert_int_eq(iw_release(file), 0);
	bed_end(image);
}

static ssize_t write_piece(char byte, uint64_t at)
{
	const struct iw_write what = { piece, PIECE, at, note_taken, NULL };

	memset(piece, byte, PIECE);
	return iw_write_early(file, &what);
}

static char byte_at(uint64_t at)
{
	char byte = 0;

	ck_assert_int_eq(iw_read(file, &byte, 1, at), 1);
	return byte;
}

static ssize_t pwrite_after_taken(
	int fd, const void *bytes, size_t size, off_t at)
{
	ck_assert(is_taken);
	return pwrite(fd, bytes, size, at);
}

START_TEST(a_large_file_is_acknowledged_before_its_bytes_arrive)
{
	begin();
	sysio.pwrite = pwrite_after_taken;
	ck_assert_int_eq(write_piece('x', EARLY_FROM), PIECE);
	ck_assert(is_taken);
	ck_assert_int_eq(byte_at(EARLY_FROM), 'x');
	ck_assert_int_eq(byte_at(EARLY_FROM + PIECE - 1), 'x');
	ck_assert_int_eq(byte_at(EARLY_FROM - 1), 0);
	end();
}
END_TEST

START_TEST(what_could_still_fail_is_acknowledged_when_it_is_done)
{
	static const struct {
		uint64_t at;
		int (*fallocate)(int fd, int mode, off_t at, off_t size);
	} rows[] = {
		{ 0, fallocate },
		{ EARLY_FROM - 1, fallocate },
		{ EARLY_FROM, no_fallocate },
		{ EARLY_FROM, full_fallocate },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		begin();
		sysio.fallocate = rows[i].fallocate;
		ck_assert_int_eq(write_piece('x', rows[i].at), PIECE);
		ck_assert(!is_taken);
		ck_assert_int_eq(byte_at(rows[i].at), 'x');
		end();
	}
}
END_TEST

static ssize_t slow_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	usleep(20000);
	return pwrite(fd, bytes, size, at);
}

/* Looks, as soon as the write is acknowledged, in each way there is. */
static void *look(void *arg)
{
	struct iw_snapshot *snapshot;

	(void)arg;
	while (sem_wait(&told))
		continue;
	ck_assert_int_eq(byte_at(EARLY_FROM), 'x');
	ck_assert_int_eq(iw_snapshot_open(image, &snapshot), 0);
	iw_snapshot_close(snapshot);
	ck_assert_int_eq(iw_fsync(file), 0);
	ck_assert_int_eq(iw_write(file, "y", 1, EARLY_FROM), 1);
	return NULL;
}

START_TEST(who_comes_after_the_acknowledgement_waits_for_the_bytes)
{
	pthread_t looker;

	begin();
	sysio.pwrite = slow_pwrite;
	ck_assert_int_eq(pthread_create(&looker, NULL, look, NULL), 0);
	ck_assert_int_eq(write_piece('x', EARLY_FROM), PIECE);
	pthread_join(looker, NULL);
	ck_assert_int_eq(byte_at(EARLY_FROM), 'y');
	ck_assert_int_eq(byte_at(EARLY_FROM + 1), 'x');
	end();
}
END_TEST

static ssize_t failing_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	(void)fd, (void)bytes, (void)size, (void)at;
	errno = EIO;
	return -1;
}

static int next_write(void)
{
	return (int)iw_write(file, "z", 1, 0);
}

static int next_fsync(void)
{
	return iw_fsync(file);
}

START_TEST(a_failure_after_the_acknowledgement_is_told_once)
{
	static int (*const next[])(void) = { next_write, next_fsync };

	for (size_t i = 0; i < COUNT(next); i++) {
		begin();
		sysio.pwrite = failing_pwrite;
		ck_assert_int_eq(write_piece('x', EARLY_FROM), PIECE);
		sysio.pwrite = pwrite;
		ck_assert_int_eq(next[i](), -EIO);
		ck_assert_int_ge(next[i](), 0);
		ck_assert_int_eq(iw_sync(image), -EIO);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_ptr_nonnull(strstr(bed_said, "could not be written"));
		end();
	}
}
END_TEST

START_TEST(what_was_reserved_ahead_is_not_in_the_image)
{
	struct stat st;
	off_t blocks;

	begin();
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(
			write_piece('x', EARLY_FROM + (uint64_t)i * PIECE),
			PIECE);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(stat(bed_path, &st), 0);
	blocks = st.st_blocks * 512;
	ck_assert_int_le(blocks, st.st_size + 65536);
	end();
}
END_TEST

UNIT_TESTS("early", a_large_file_is_acknowledged_before_its_bytes_arrive,
	what_could_still_fail_is_acknowledged_when_it_is_done,
	who_comes_after_the_acknowledgement_waits_for_the_bytes,
	a_failure_after_the_acknowledgement_is_told_once,
	what_was_reserved_ahead_is_not_in_the_image)
