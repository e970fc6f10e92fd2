#include <isoweave.h>

#include <linux/falloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/resource.h>

#include "imagebed.h"

static struct iw_image *image;

static struct iw_file *opened(const char *name, int flags)
{
	struct iw_node *node = bed_touch(image, name);
	struct iw_file *file;

	ck_assert_int_eq(iw_open_file(image, node, flags, &file), 0);
	return file;
}

static void begin(void)
{
	image = bed_begin("");
}

static void end(void)
{
	bed_end(image);
}

START_TEST(reading_stops_at_the_end)
{
	struct iw_file *file;
	char bytes[10] = "";

	begin();
	file = opened("f", O_RDWR);
	ck_assert_int_eq(iw_read(file, bytes, 10, 0), 0);
	ck_assert_int_eq(iw_write(file, "hello", 5, 0), 5);
	ck_assert_int_eq(iw_read(file, bytes, 10, 2), 3);
	ck_assert_mem_eq(bytes, "llo", 3);
	ck_assert_int_eq(iw_read(file, bytes, 10, 5), 0);
	ck_assert_int_eq(iw_read(file, bytes, 10, UINT64_MAX - 3), 0);
	iw_release(file);
	end();
}
END_TEST

START_TEST(appending_takes_the_end_whatever_the_offset)
{
	struct iw_file *file, *other;

	begin();
	file = opened("f", O_WRONLY | O_APPEND);
	other = opened("f", O_WRONLY);
	ck_assert_int_eq(iw_write(file, "aa", 2, 0), 2);
	ck_assert_int_eq(iw_write(other, "aaa", 3, 2), 3);
	ck_assert_int_eq(iw_write(file, "a", 1, 0), 1);
	iw_release(file);
	iw_release(other);
	ck_assert(bed_has(image, "f", 'a', 6));
	end();
}
END_TEST

START_TEST(truncating_at_opening_empties_it)
{
	begin();
	bed_fill(image, "f", 'f', 100000);
	iw_release(opened("f", O_WRONLY | O_TRUNC));
	ck_assert(bed_has(image, "f", 0, 0));
	end();
}
END_TEST

START_TEST(a_write_sets_the_time_and_makes_the_image_dirty)
{
	struct iw_node *node;
	struct timespec before;
	uint64_t changes;

	begin();
	bed_fill(image, "f", 'f', 10);
	node = bed_find(image, "f");
	before = node->mtime;
	changes = image->model.changes;
	usleep(2000);
	bed_fill(image, "f", 'g', 10);
	ck_assert(node->mtime.tv_sec > before.tv_sec ||
		  node->mtime.tv_nsec > before.tv_nsec);
	ck_assert_uint_gt(image->model.changes, changes);
	end();
}
END_TEST

START_TEST(allocating_makes_longer_and_punching_zeroes)
{
	static const struct {
		int mode;
		uint64_t at, size;
		int result;
		uint64_t length;
	} rows[] = {
		{ 0, 0, 200000, 0, 200000 },
		{ FALLOC_FL_KEEP_SIZE, 0, 300000, 0, 200000 },
		{ FALLOC_FL_PUNCH_HOLE, 0, 1, -EOPNOTSUPP, 200000 },
		{ FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 150000, 0,
			200000 },
		{ FALLOC_FL_ZERO_RANGE, 190000, 20000, 0, 210000 },
		{ FALLOC_FL_COLLAPSE_RANGE, 0, 4096, -EOPNOTSUPP, 210000 },
		{ 0, 0, 0, -EINVAL, 210000 },
		{ 0, UINT64_MAX, 2, -EFBIG, 210000 },
	};
	struct iw_file *file;
	char byte;

	begin();
	bed_fill(image, "f", 'f', 180000);
	file = opened("f", O_RDWR);
	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(iw_allocate(file, rows[i].mode, rows[i].at,
					 rows[i].size),
			rows[i].result);
		ck_assert_uint_eq(
			bed_find(image, "f")->content.size, rows[i].length);
	}
	ck_assert_int_eq(iw_read(file, &byte, 1, 149999), 1);
	ck_assert_int_eq(byte, 0);
	ck_assert_int_eq(iw_read(file, &byte, 1, 150000), 1);
	ck_assert_int_eq(byte, 'f');
	ck_assert_int_eq(iw_seek(file, 0, SEEK_DATA) > 100000, 1);
	ck_assert_int_eq(iw_seek(file, 0, SEEK_SET), -EINVAL);
	iw_release(file);
	end();
}
END_TEST

START_TEST(spare_room_goes_back_at_the_last_release)
{
	struct iw_file *a, *b;
	static char bytes[100 << 10];

	begin();
	a = opened("a", O_WRONLY);
	b = opened("b", O_WRONLY);
	for (uint64_t at = 0; at < 30 * sizeof(bytes); at += sizeof(bytes)) {
		ck_assert_int_gt(iw_write(a, bytes, sizeof(bytes), at), 0);
		ck_assert_int_gt(iw_write(b, bytes, sizeof(bytes), at), 0);
	}
	iw_release(a);
	iw_release(b);
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_uint_eq(bed_find(image, "a")->content.at.one.count, 1500);
	ck_assert_uint_eq(bed_find(image, "b")->content.at.one.count, 1500);
	end();
}
END_TEST

START_TEST(a_limit_on_file_sizes_is_told_and_leaves_all)
{
	struct rlimit limit = { 1 << 20, RLIM_INFINITY };

	bed_make("/tmp");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	image = bed_open("");
	bed_fill(image, "f", 'f', 300000);
	ck_assert_int_eq(bed_write(image, "f", 'x', 300000, 900000), -EFBIG);
	ck_assert(bed_has(image, "f", 'f', 300000));
	ck_assert_int_eq(iw_sync(image), 0);
	end();
}
END_TEST

static bool is_letter_or_zero(const char *bytes, ssize_t size, char letter)
{
	for (ssize_t i = 0; i < size; i++) {
		if (bytes[i] && bytes[i] != letter)
			return false;
	}
	return size >= 0;
}

/* Several write, cut, read and sync at once; each has a file whose bytes are
 * one letter, or zeros. */
static void *hammer(void *user)
{
	const char *name = user;
	struct iw_file *file = opened(name, O_RDWR);
	char letter = *name;
	static const size_t size = 70000;
	char *bytes = malloc(size);
	unsigned seed = (unsigned)letter;

	for (int i = 0; i < 300; i++) {
		uint64_t at = (seed >> 8) % 400000;
		ssize_t done;

		seed = seed * 1103515245u + 12345u;
		memset(bytes, letter, size);
		ck_assert_int_eq(iw_write(file, bytes, size, at), size);
		done = iw_read(file, bytes, size, at / 2);
		ck_assert(is_letter_or_zero(bytes, done, letter));
		if (i % 50 == 49)
			ck_assert_int_eq(iw_sync(image), 0);
		if (i % 20 == 19)
			ck_assert_int_eq(iw_allocate(file,
						 FALLOC_FL_PUNCH_HOLE |
							 FALLOC_FL_KEEP_SIZE,
						 at, size / 2),
				0);
	}
	free(bytes);
	iw_release(file);
	return NULL;
}

START_TEST(threads_do_not_see_each_others_bytes)
{
	const char *const names[] = { "a", "b", "c", "d" };
	pthread_t threads[4];

	begin();
	for (int i = 0; i < 4; i++)
		bed_touch(image, names[i]);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hammer,
					 (void *)names[i]),
			0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	model_check(&image->model);
	end();
}
END_TEST

/* ---- Large files are copied without the lock ---- */

enum { LARGE = 3 << 20 };

static sem_t copying, looked_at;

/* A copy that is not done before somebody has looked. */
static ssize_t slow_copy(int from, off_t *from_at, int to, off_t *to_at,
	size_t size, unsigned flags)
{
	if (size >= LARGE / 2) {
		sem_post(&copying);
		while (sem_wait(&looked_at))
			continue;
	}
	return copy_file_range(from, from_at, to, to_at, size, flags);
}

static void *write_one_byte(void *unused)
{
	(void)unused;
	ck_assert_int_eq(bed_write(image, "large", 'b', 5, 1), 0);
	return NULL;
}

static void *sync_now(void *unused)
{
	(void)unused;
	ck_assert_int_eq(iw_sync(image), 0);
	return NULL;
}

static char byte_of(const char *name, uint64_t at)
{
	struct iw_file *file = opened(name, O_RDONLY);
	char byte = 0;

	ck_assert_int_eq(iw_read(file, &byte, 1, at), 1);
	iw_release(file);
	return byte;
}

START_TEST(all_goes_on_while_a_large_file_is_copied)
{
	pthread_t writer, second, syncer;

	begin();
	sem_init(&copying, 0, 0);
	sem_init(&looked_at, 0, 0);
	bed_fill(image, "large", 'l', LARGE);
	ck_assert_int_eq(iw_sync(image), 0);
	sysio.copy_file_range = slow_copy;
	pthread_create(&writer, NULL, write_one_byte, NULL);
	while (sem_wait(&copying))
		continue;
	bed_fill(image, "other", 'o', 1000);
	ck_assert_int_eq(byte_of("other", 999), 'o');
	ck_assert_int_eq(byte_of("large", 5), 'l');
	pthread_create(&second, NULL, write_one_byte, NULL);
	pthread_create(&syncer, NULL, sync_now, NULL);
	usleep(20000);
	bed_unlink(image, "other");
	/* The sync may come before the second, which then copies again. */
	sem_post(&looked_at);
	sem_post(&looked_at);
	pthread_join(writer, NULL);
	sysio.copy_file_range = copy_file_range;
	pthread_join(second, NULL);
	pthread_join(syncer, NULL);
	ck_assert_int_eq(byte_of("large", 5), 'b');
	ck_assert_int_eq(byte_of("large", LARGE - 1), 'l');
	end();
}
END_TEST

START_TEST(what_is_cut_to_whole_sectors_is_not_copied)
{
	uint64_t start;

	begin();
	bed_fill(image, "large", 'l', LARGE);
	ck_assert_int_eq(iw_sync(image), 0);
	start = bed_find(image, "large")->content.at.one.start;
	ck_assert_int_eq(
		iw_setattr(image, bed_find(image, "large"),
			&(struct stat){ .st_size = LARGE / 2 }, IW_SET_SIZE),
		0);
	ck_assert_uint_eq(
		bed_find(image, "large")->content.at.one.start, start);
	ck_assert(bed_has(image, "large", 'l', LARGE / 2));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_in_image(image, "large", 'l'));
	ck_assert_int_eq(bed_write(image, "large", 'l', LARGE / 2, 10), 0);
	ck_assert(bed_has(image, "large", 'l', LARGE / 2 + 10));
	end();
}
END_TEST

static ssize_t full_copy(int from, off_t *from_at, int to, off_t *to_at,
	size_t size, unsigned flags)
{
	(void)from, (void)from_at, (void)to, (void)to_at;
	(void)size, (void)flags;
	errno = ENOSPC;
	return -1;
}

START_TEST(a_copy_that_fails_is_told_and_leaves_the_file)
{
	struct iw_file *file;

	begin();
	bed_fill(image, "large", 'l', LARGE);
	ck_assert_int_eq(iw_sync(image), 0);
	file = opened("large", O_RDWR);
	sysio.copy_file_range = full_copy;
	ck_assert_int_eq(iw_write(file, "x", 1, 7), -ENOSPC);
	ck_assert_int_eq(
		iw_setattr(image, bed_find(image, "large"),
			&(struct stat){ .st_size = 1000 }, IW_SET_SIZE),
		-ENOSPC);
	sysio.copy_file_range = copy_file_range;
	ck_assert(bed_has(image, "large", 'l', LARGE));
	ck_assert_int_eq(iw_write(file, "x", 1, 7), 1);
	iw_release(file);
	ck_assert_int_eq(byte_of("large", 7), 'x');
	ck_assert_int_eq(byte_of("large", LARGE - 1), 'l');
	end();
}
END_TEST

START_TEST(fsync_survives_with_the_names)
{
	struct iw_file *file;

	begin();
	file = opened("f", O_RDWR);
	ck_assert_int_eq(iw_write(file, "x", 1, 0), 1);
	ck_assert_int_eq(iw_fsync(file), 0);
	ck_assert(image->home.durable);
	iw_release(file);
	end();
}
END_TEST

START_TEST(a_reference_alone_keeps_no_data)
{
	struct iw_node *node;
	struct iw_file *file;
	char byte;

	begin();
	bed_fill(image, "f", 'x', 1 << 20);
	node = bed_find(image, "f");
	iw_ref(image, node, IW_ALL);
	ck_assert_int_eq(iw_open_file(image, node, O_RDONLY, &file), 0);
	bed_unlink(image, "f");
	ck_assert_uint_eq(image->model.data_sectors, 512);
	ck_assert_int_eq(iw_read(file, &byte, 1, 0), 1);
	ck_assert_int_eq(iw_release(file), 0);
	ck_assert_uint_eq(image->model.data_sectors, 0);
	ck_assert_int_eq(iw_open_file(image, node, O_RDONLY, &file), -ESTALE);
	iw_unref(image, node, IW_ALL, 1);
	end();
}
END_TEST

UNIT_TESTS("data", a_reference_alone_keeps_no_data, reading_stops_at_the_end,
	appending_takes_the_end_whatever_the_offset,
	truncating_at_opening_empties_it,
	a_write_sets_the_time_and_makes_the_image_dirty,
	allocating_makes_longer_and_punching_zeroes,
	spare_room_goes_back_at_the_last_release,
	a_limit_on_file_sizes_is_told_and_leaves_all,
	threads_do_not_see_each_others_bytes,
	all_goes_on_while_a_large_file_is_copied,
	what_is_cut_to_whole_sectors_is_not_copied,
	a_copy_that_fails_is_told_and_leaves_the_file,
	fsync_survives_with_the_names)
