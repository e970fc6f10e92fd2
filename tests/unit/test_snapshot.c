#include <isoweave.h>

#include "imagebed.h"

#define BIG (300u << 10)

static const char *const places[] = { "/tmp", "/dev/shm" };
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

/* What is shown before a sync is what is in the file after it. */
static void compare_with_sync(struct iw_image *image)
{
	struct iw_snapshot *snapshot = shown(image);
	size_t shown_size, size;
	char *before = read_all(snapshot, 100000, &shown_size), *after;

	iw_snapshot_close(snapshot);
	ck_assert_int_eq(iw_sync(image), 0);
	after = bed_bytes(bed_path, &size);
	ck_assert_uint_eq(shown_size, size);
	ck_assert_uint_eq(first_other(before, after, size), UINT64_MAX);
	free(before);
	free(after);
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

		bed_make(places[variant % 2]);
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

START_TEST(it_stays_as_it_was_opened)
{
	for (int variant = 0; variant < 6; variant++) {
		struct iw_image *image;
		struct iw_snapshot *snapshot;
		char *before, *after;
		size_t before_size, after_size;

		bed_make(places[variant % 2]);
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

START_TEST(what_only_it_held_is_free_when_it_closes)
{
	struct iw_image *image;
	struct iw_snapshot *snapshot;
	struct stat before, after;

	bed_make("/tmp");
	image = bed_open("");
	bed_fill(image, "large", 'l', 10 * BIG);
	bed_fill(image, "last", 'x', 1);
	ck_assert_int_eq(iw_sync(image), 0);
	snapshot = shown(image);
	bed_unlink(image, "large");
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert_int_eq(stat(bed_path, &before), 0);
	iw_snapshot_close(snapshot);
	ck_assert_int_eq(stat(bed_path, &after), 0);
	ck_assert_int_lt(after.st_blocks, before.st_blocks - 9 * BIG / 512);
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
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
	it_stays_as_it_was_opened, what_only_it_held_is_free_when_it_closes,
	a_read_past_the_end_is_short)
