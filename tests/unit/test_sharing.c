/* Files of an existing image that overlap. */
#include "store/sharing.h"

#include <sys/mman.h>

#include "disk/iso_record.h"
#include "bootbed.h"
#include "store/turn.h"

#define SECTORS 24u
#define ONLY_ISO "contexts=iso"

static struct store *store;

static void give(uint64_t start, uint64_t count)
{
	store_give(store, (struct extent){ start, count }, 1);
}

/* A store of which two overlap: 10-19 and 15-24; 17 is in a third. */
static const struct extent three[] = { { 10, 10 }, { 15, 10 }, { 17, 1 } };

static void begin(void)
{
	store = store_new(NULL);
	ck_assert_int_eq(
		store_adopt(store, memfd_create("image", MFD_CLOEXEC), 100000),
		0);
	ck_assert_int_eq(store_share(store, (struct extents){ three, 3 }), 0);
	store_committed(store, 0);
}

/* Settles with what is left of the three, and commits. */
static void commit(uint64_t first, size_t count)
{
	ck_assert_int_eq(
		store_settle(store, (struct extents){ three + first, count }),
		0);
	store_committed(store, 0);
}

START_TEST(what_another_has_too_is_not_free)
{
	begin();
	give(10, 10);
	commit(1, 2);
	ck_assert_uint_eq(store_unused(store), 5);
	ck_assert_uint_eq(store_find(store, 5), 10);
	ck_assert_uint_ge(store_find(store, 6), 48);
	give(15, 10);
	commit(2, 1);
	ck_assert_uint_eq(store_unused(store), 5 + 10 - 1);
	give(17, 1);
	commit(3, 0);
	ck_assert_uint_eq(store_unused(store), 15);
	ck_assert(!store_has_doubts(store));
	store_free(store);
}
END_TEST

START_TEST(what_nobody_has_any_more_waits_for_the_commit)
{
	begin();
	for (int i = 0; i < 3; i++)
		give(three[i].start, three[i].count);
	ck_assert_uint_ge(store_find(store, 1), 48);
	ck_assert_int_eq(store_settle(store, (struct extents){ NULL, 0 }), 0);
	ck_assert_uint_ge(store_find(store, 1), 48);
	store_committed(store, 0);
	ck_assert_uint_eq(store_find(store, 15), 10);
	store_free(store);
}
END_TEST

START_TEST(many_that_overlap_cost_no_more_than_as_many_apart)
{
	enum { COUNT = 100000 };
	struct extent *nested = calloc(COUNT, sizeof(*nested));

	begin();
	for (uint64_t i = 0; i < COUNT; i++)
		nested[i] = (struct extent){ i, 2 * COUNT - 2 * i };
	ck_assert_int_eq(
		store_share(store, (struct extents){ nested, COUNT }), 0);
	for (int i = 0; i < COUNT; i++)
		give(nested[i].start, nested[i].count);
	ck_assert_uint_eq(store_unused(store), 2);
	ck_assert_int_eq(
		store_settle(store, (struct extents){ &nested[COUNT - 1], 1 }),
		0);
	ck_assert_uint_eq(store_unused(store), 2 * COUNT - 2);
	free(nested);
	store_free(store);
}
END_TEST

/* ---- Images ---- */

/* The record of NAME;1 in the image's only directory. */
static uint8_t *record_of(char *bytes, size_t size, const char *name)
{
	char *found =
		memmem(bytes + 17 * 2048, size - 17 * 2048, name, strlen(name));

	ck_assert_ptr_nonnull(found);
	return (uint8_t *)found - sizeof(struct iso_record_head);
}

static void put_both(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		at[i] = (uint8_t)(value >> 8 * i);
		at[7 - i] = at[i];
	}
}

static void put_bytes(const char *bytes, size_t size)
{
	int fd = open(bed_path, O_RDWR);

	ck_assert_int_eq(sysio_write(fd, bytes, size, 0), 0);
	close(fd);
}

enum { FILES = 6, LONGEST = 60 * 2048 };

/* What each file is to have; of size -1: there is none. */
struct plain {
	char name[8];
	ssize_t size;
	char bytes[LONGEST];
};
static struct plain *plain; /* shared with processes that die */

/* Sectors that can be told from each other. */
static void fill(struct plain *file, size_t size, int seed)
{
	file->size = (ssize_t)size;
	memset(file->bytes, 0, LONGEST);
	for (size_t i = 0; i < size; i++)
		file->bytes[i] = (char)(i / 2048 * 3 + (size_t)seed + 1);
}

static void write_all(struct iw_image *image, const struct plain *file)
{
	struct iw_file *open;

	ck_assert_int_eq(iw_open_file(image, bed_touch(image, file->name),
				 O_RDWR | O_TRUNC, &open),
		0);
	ck_assert_int_eq(
		iw_write(open, file->bytes, (size_t)file->size, 0), file->size);
	ck_assert_int_eq(iw_release(open), 0);
}

static void check_all(struct iw_image *image)
{
	static char bytes[LONGEST + 1];

	for (int i = 0; i < FILES; i++) {
		struct iw_node *node = bed_find(image, plain[i].name);
		struct iw_file *open;

		ck_assert(!node == (plain[i].size < 0));
		if (!node)
			continue;
		ck_assert_int_eq(iw_open_file(image, node, O_RDONLY, &open), 0);
		ck_assert_int_eq(
			iw_read(open, bytes, LONGEST, 0), plain[i].size);
		ck_assert_msg(
			!memcmp(bytes, plain[i].bytes, (size_t)plain[i].size),
			"%s differs", plain[i].name);
		ck_assert_int_eq(iw_release(open), 0);
	}
}

/* Where file C begins behind file A's begin, and how long it is, in an image
 * in which B follows A. */
static const struct row {
	size_t sector, size;
} rows[] = {
	{ 5, 3 * 2048 - 100 },	   /* inside A */
	{ 0, 10 * 2048 },	   /* begins as A does */
	{ 0, 30 * 2048 },	   /* has A and some of B */
	{ SECTORS - 1, 3 * 2048 }, /* has the end of A, the begin of B */
	{ 0, 2 * SECTORS * 2048 }, /* has both */
};

static void make(const struct row *row)
{
	struct iw_image *image;
	char *bytes;
	size_t size;
	uint64_t lba;
	uint8_t *record;

	bed_make("/dev/shm");
	plain = mmap(NULL, FILES * sizeof(*plain), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(plain, MAP_FAILED);
	for (int i = 0; i < FILES; i++) {
		snprintf(plain[i].name, sizeof(plain[i].name), "%c.BIN",
			'A' + i);
		plain[i].size = -1;
	}
	fill(&plain[0], SECTORS * 2048, 0);
	fill(&plain[1], SECTORS * 2048, 130);
	fill(&plain[2], 1, 0);
	image = bed_open(ONLY_ISO);
	for (int i = 0; i < 3; i++)
		write_all(image, &plain[i]);
	ck_assert_int_eq(iw_sync(image), 0);
	lba = content_lba(image->store, &bed_find(image, "A.BIN")->content);
	ck_assert_uint_eq(lba + SECTORS,
		content_lba(image->store, &bed_find(image, "B.BIN")->content));
	ck_assert_int_eq(iw_close(image), 0);
	bytes = bed_bytes(bed_path, &size);
	record = record_of(bytes, size, "C.BIN;1");
	put_both(record + offsetof(struct iso_record_head, extent),
		(uint32_t)(lba + row->sector));
	put_both(record + offsetof(struct iso_record_head, data_length),
		(uint32_t)row->size);
	plain[2].size = (ssize_t)row->size;
	memcpy(plain[2].bytes, bytes + (lba + row->sector) * 2048, row->size);
	put_bytes(bytes, size);
	free(bytes);
}

static void resize(
	struct iw_image *image, const struct plain *file, size_t size)
{
	struct stat st = { .st_size = (off_t)size };

	ck_assert_int_eq(iw_setattr(image, bed_find(image, file->name), &st,
				 IW_SET_SIZE),
		0);
}

static void write_some(
	struct iw_image *image, struct plain *file, size_t at, size_t size)
{
	struct iw_file *open;

	memset(file->bytes + at, (char)(size ^ at), size);
	if (file->size < (ssize_t)(at + size))
		file->size = (ssize_t)(at + size);
	ck_assert_int_eq(iw_open_file(image, bed_touch(image, file->name),
				 O_RDWR, &open),
		0);
	ck_assert_int_eq(
		iw_write(open, file->bytes + at, size, at), (ssize_t)size);
	ck_assert_int_eq(iw_release(open), 0);
}

static void change(struct iw_image *image, struct plain *file, unsigned random)
{
	size_t at = random / 8 % (LONGEST / 2 + 1);

	if (file->size < 0) {
		memset(file->bytes, 0, LONGEST);
		file->size = 0;
		write_some(image, file, 0, at + 1);
	} else if (random % 8 == 0) {
		bed_unlink(image, file->name);
		file->size = -1;
	} else if (random % 8 < 3) {
		if ((ssize_t)at < file->size)
			memset(file->bytes + at, 0, LONGEST - at);
		resize(image, file, at);
		file->size = (ssize_t)at;
	} else {
		write_some(image, file, at, 1 + at / 9);
	}
}

static void try_changes(struct iw_image *image, unsigned seed)
{
	check_all(image);
	for (int step = 0; step < 8; step++) {
		seed = seed * 1103515245u + 12345u;
		change(image, &plain[(seed >> 8) % FILES], seed >> 10);
		if (seed >> 28 < 6)
			ck_assert_int_eq(iw_sync(image), 0);
		check_all(image);
	}
}

/* The same, and then dies; returns how. */
static int try_and_die(unsigned seed)
{
	pid_t child = fork();
	int status;

	if (!child) {
		try_changes(bed_open(""), seed);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(a_change_of_one_never_changes_another)
{
	for (unsigned i = 0; i < 40; i++) {
		struct iw_image *image;

		make(&rows[i % COUNT(rows)]);
		if (i & 1)
			ck_assert(WIFSIGNALED(try_and_die(i)));
		for (unsigned round = 0; round < 3; round++) {
			image = bed_open("");
			try_changes(image, i * 3 + round);
			ck_assert_int_eq(iw_close(image), 0);
		}
		image = bed_open("ro");
		check_all(image);
		ck_assert_int_eq(iw_close(image), 0);
		munmap(plain, FILES * sizeof(*plain));
		bed_remove();
	}
}
END_TEST

START_TEST(what_lies_behind_a_file_does_not_come_into_it)
{
	static const size_t sizes[] = { 1, 100, 20000 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct plain *inner;
		struct iw_image *image;

		make(&rows[0]);
		inner = &plain[2];
		image = bed_open("");
		memset(inner->bytes + inner->size, 0,
			LONGEST - (size_t)inner->size);
		resize(image, inner, (size_t)inner->size + sizes[i]);
		inner->size += (ssize_t)sizes[i];
		check_all(image);
		ck_assert_int_eq(iw_close(image), 0);
		munmap(plain, FILES * sizeof(*plain));
		bed_remove();
	}
}
END_TEST

/* WHOLE gets the sectors of FRONT and LOADER; the loader's table tells another
 * volume descriptor than we would. */
static void wrap_loader(uint64_t lba)
{
	size_t size;
	char *bytes = bed_bytes(bed_path, &size);
	uint8_t *record = record_of(bytes, size, "WHOLE.;1");

	put_both(record + offsetof(struct iso_record_head, extent),
		(uint32_t)lba);
	put_both(record + offsetof(struct iso_record_head, data_length),
		4 * 2048);
	bytes[(lba + 1) * 2048 + 8] = 17;
	put_bytes(bytes, size);
	free(bytes);
}

static char *bytes_of(struct iw_image *image, const char *name, size_t size)
{
	char *bytes = malloc(size);
	struct iw_file *file;

	ck_assert_int_eq(
		iw_open_file(image, bed_find(image, name), O_RDONLY, &file), 0);
	ck_assert_int_eq(iw_read(file, bytes, size, 0), (ssize_t)size);
	ck_assert_int_eq(iw_release(file), 0);
	return bytes;
}

START_TEST(the_table_of_a_boot_image_is_not_put_into_another_file)
{
	struct iw_image *image;
	uint64_t lba;
	char *before, *after;

	bed_make("/dev/shm");
	image = bed_open(ONLY_ISO);
	bed_fill(image, "FRONT", 'f', 2048);
	bootbed_make(image, "LOADER", "bios/loader", 5000);
	bed_fill(image, "WHOLE", 'w', 1);
	ck_assert_int_gt(bootbed_say(image, "bios/loader info-table=yes"), 0);
	ck_assert_int_eq(iw_sync(image), 0);
	lba = content_lba(image->store, &bed_find(image, "FRONT")->content);
	ck_assert_int_eq(iw_close(image), 0);
	wrap_loader(lba);
	image = bed_open("");
	before = bytes_of(image, "WHOLE", 4 * 2048);
	bed_fill(image, "MORE", 'm', 10);
	ck_assert_int_eq(iw_sync(image), 0);
	after = bytes_of(image, "WHOLE", 4 * 2048);
	ck_assert_mem_eq(before, after, 4 * 2048);
	ck_assert_int_eq(iw_close(image), 0);
	free(before);
	free(after);
	bed_remove();
}
END_TEST

UNIT_TESTS("sharing", what_another_has_too_is_not_free,
	what_nobody_has_any_more_waits_for_the_commit,
	many_that_overlap_cost_no_more_than_as_many_apart,
	a_change_of_one_never_changes_another,
	what_lies_behind_a_file_does_not_come_into_it,
	the_table_of_a_boot_image_is_not_put_into_another_file)
