#include <isoweave.h>

#include "imagebed.h"

#define BIG (300u << 10)

static const char *const options[] = { "", "layout=canonical",
	"contexts=iso:rockridge" };

/* All of a snapshot, read in pieces of STEP bytes. */
static char *read_all(struct iw_snapshot *snapshot, size_t step, size_t *size)
{
	char *bytes;
	size_t at = 0;

	*size = iw_snapshot_size(snapshot);
	bytes = malloc(*size + step);
	for (ssize_t done = 1; done; at += (size_t)done) {
		done = iw_snapshot_read(snapshot, bytes + at, step, at);
		ck_assert_int_ge(done, 0);
	}
	ck_assert_uint_eq(at, *size);
	return bytes;
}

static struct iw_snapshot *shown(struct iw_image *image)
{
	struct iw_snapshot *snapshot;

	ck_assert_int_eq(iw_snapshot_open(image, &snapshot), 0);
	return snapshot;
}

/* The first sector that differs. */
static uint64_t first_other(const char *a, const char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (a[i] != b[i])
			return i / SECTOR_SIZE;
	}
	return UINT64_MAX;
}

/* What was shown before a sync is what is in the file after it. */
static void compare_bytes(
	struct iw_image *image, const char *before, size_t shown_size)
{
	size_t size;
	char *after;

	ck_assert_int_eq(iw_sync(image), 0);
	after = bed_bytes(bed_path, &size);
	ck_assert_uint_eq(shown_size, size);
	ck_assert_uint_eq(first_other(before, after, size), UINT64_MAX);
	free(after);
}

static void compare_with_sync(struct iw_image *image)
{
	struct iw_snapshot *snapshot = shown(image);
	size_t size;
	char *before = read_all(snapshot, 100000, &size);

	iw_snapshot_close(snapshot);
	compare_bytes(image, before, size);
	free(before);
}

static void work(struct iw_image *image, int round)
{
	char name[] = { 'n', (char)('a' + round), 0 };

	bed_fill(image, "same", (char)('A' + round), BIG);
	bed_fill(image, name, (char)('a' + round), (size_t)round * 20000 + 1);
	bed_fill(image, "gone", 'g', BIG / 2);
	bed_unlink(image, "gone");
	if (round == 3)
		bed_unlink(image, "na");
}

START_TEST(it_shows_what_the_next_sync_writes)
{
	for (int variant = 0; variant < 6; variant++) {
		struct iw_image *image;

		bed_make(bed_places[variant % 2]);
		image = bed_open(options[variant / 2]);
		for (int round = 0; round < 6; round++) {
			work(image, round);
			compare_with_sync(image);
		}
		/* Nothing has changed: the image as it is. */
		compare_with_sync(image);
		ck_assert_int_eq(iw_close(image), 0);
		bed_remove();
	}
}
END_TEST

/* A volume for Macs over the same files goes on to show them. */
START_TEST(what_stays_for_others_is_shown)
{
	struct iw_image *image = bed_begin("");
	int fd;

	bed_fill(image, "file", 'f', BIG);
	bed_fill(image, "last", 'l', 1);
	ck_assert_int_eq(iw_close(image), 0);
	fd = open(bed_path, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "H+", 2, 1024), 2);
	close(fd);
	image = bed_open("");
	bed_unlink(image, "file");
	compare_with_sync(image);
	bed_end(image);
}
END_TEST

START_TEST(it_stays_as_it_was_opened)
{
	for (int variant = 0; variant < 6; variant++) {
		struct iw_image *image;
		struct iw_snapshot *snapshot;
		char *before, *after;
		size_t before_size, after_size;

		bed_make(bed_places[variant % 2]);
		image = bed_open(options[variant / 2]);
		work(image, 0);
		if (variant / 2)
			ck_assert_int_eq(iw_sync(image), 0);
		work(image, 1);
		snapshot = shown(image);
		before = read_all(snapshot, 1 << 20, &before_size);
		for (int round = 2; round < 6; round++) {
			work(image, round);
			ck_assert_int_eq(iw_sync(image), 0);
		}
		after = read_all(snapshot, 3333, &after_size);
		ck_assert_uint_eq(before_size, after_size);
		ck_assert_uint_eq(
			first_other(before, after, after_size), UINT64_MAX);
		iw_snapshot_close(snapshot);
		free(before);
		free(after);
		ck_assert(bed_in_image(image, "same", 'F'));
		ck_assert_int_eq(iw_close(image), 0);
		bed_remove();
	}
}
END_TEST

/* By a sync, by the end; also where another showed it. */
START_TEST(what_only_it_held_is_free_at_the_next_sync)
{
	for (int way = 0; way < 3; way++) {
		struct iw_image *image;
		struct iw_snapshot *first, *second;
		struct stat before, after;

		bed_make("/tmp");
		image = bed_open("");
		bed_fill(image, "large", 'l', 10 * BIG);
		bed_fill(image, "last", 'x', 1);
		ck_assert_int_eq(iw_sync(image), 0);
		first = shown(image);
		bed_unlink(image, "large");
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert_int_eq(stat(bed_path, &before), 0);
		second = way == 2 ? shown(image) : NULL;
		iw_snapshot_close(first);
		if (second)
			iw_snapshot_close(second);
		if (way == 0)
			ck_assert_int_eq(iw_sync(image), 0);
		else
			ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(stat(bed_path, &after), 0);
		ck_assert_int_lt(
			after.st_blocks, before.st_blocks - 9 * BIG / 512);
		if (way == 0)
			ck_assert_int_eq(iw_close(image), 0);
		bed_remove();
	}
}
END_TEST

/* One that is held open, and what it showed at first. */
struct held {
	struct iw_snapshot *snapshot;
	char *bytes;
	size_t size;
};

static struct held hold(struct iw_image *image)
{
	struct held held = { .snapshot = shown(image) };

	held.bytes = read_all(held.snapshot, 100000, &held.size);
	return held;
}

static void let_go(struct held *held)
{
	size_t size;
	char *bytes;

	if (!held->snapshot)
		return;
	bytes = read_all(held->snapshot, 70000, &size);
	ck_assert_uint_eq(size, held->size);
	ck_assert_uint_eq(first_other(bytes, held->bytes, size), UINT64_MAX);
	iw_snapshot_close(held->snapshot);
	free(bytes);
	free(held->bytes);
	*held = (struct held){ 0 };
}

static void change(struct iw_image *image, unsigned random)
{
	char name[] = { 'f', (char)('0' + random % 7), 0 };
	size_t size = 1 + random / 8 % 5 * (random / 64 % 40000);

	if (random / 1024 % 3 == 0 && bed_find(image, name))
		bed_unlink(image, name);
	else
		bed_write(image, name, (char)random, random / 8 % 9999, size);
}

enum { HELD = 3 };

/* Whatever is held meanwhile, or let go, a new one shows what the next sync
 * writes. */
static void hold_and_compare(struct iw_image *image, unsigned seed)
{
	struct held held[HELD] = { 0 };

	for (int step = 0; step < 40; step++) {
		struct held *one = &held[(seed >> 20) % HELD];
		unsigned what = seed >> 28;

		seed = seed * 1103515245u + 12345u;
		change(image, seed >> 8);
		if (what < 8) {
			let_go(one);
			*one = hold(image);
		}
		if (what & 1)
			let_go(&held[(seed >> 22) % HELD]);
		if (what < 4 && one->snapshot)
			compare_bytes(image, one->bytes, one->size);
		else if (what > 13)
			compare_with_sync(image);
	}
	for (int i = 0; i < HELD; i++)
		let_go(&held[i]);
	compare_with_sync(image);
}

/* A process that changes the image and dies. */
static int change_and_die(unsigned seed)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct iw_image *image = bed_open("");

		for (unsigned i = 0; i < 10; i++)
			change(image, (seed + i) * 2654435761u >> 8);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(whatever_is_held_it_shows_what_the_next_sync_writes)
{
	for (unsigned i = 0; i < 20; i++) {
		struct iw_image *image;

		/* Discs are slow: only one place in ten is on one. */
		bed_make(bed_places[i % 10 != 0]);
		image = bed_open(options[i % 3]);
		hold_and_compare(image, i * 0x9e3779b9);
		ck_assert_int_eq(iw_close(image), 0);
		if (i & 1)
			ck_assert(WIFSIGNALED(change_and_die(i)));
		image = bed_open("");
		hold_and_compare(image, i * 0x85ebca6b);
		ck_assert_int_eq(iw_close(image), 0);
		bed_remove();
	}
}
END_TEST

START_TEST(a_read_past_the_end_is_short)
{
	struct iw_image *image;
	struct iw_snapshot *snapshot;
	char bytes[5000];
	uint64_t size;

	bed_make("/tmp");
	image = bed_open("");
	snapshot = shown(image);
	size = iw_snapshot_size(snapshot);
	ck_assert_int_eq(iw_snapshot_read(snapshot, bytes, 5000, size), 0);
	ck_assert_int_eq(
		iw_snapshot_read(snapshot, bytes, 5000, size - 10), 10);
	iw_snapshot_close(snapshot);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}
END_TEST

UNIT_TESTS("snapshot", it_shows_what_the_next_sync_writes,
	what_stays_for_others_is_shown, it_stays_as_it_was_opened,
	what_only_it_held_is_free_at_the_next_sync,
	whatever_is_held_it_shows_what_the_next_sync_writes,
	a_read_past_the_end_is_short)
