#include "store/content.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/datafile.h"
#include "store/sysio.h"
#include "store/transfer.h"
#include "store/turn.h"

#include "refusing.h"
#include "unit.h"

#define KIB 1024u
#define MIB (1024u * KIB)

static struct store *store;
static int fd;

static void begin(void)
{
	fd = memfd_create("data", MFD_CLOEXEC);
	store = store_new(NULL);
	ck_assert_int_eq(store_begin(store, fd), 0);
}

static void end(void)
{
	store_free(store);
}

/* As the public function does, without a lock. */
static int write_at(
	struct content *c, uint64_t at, const void *data, size_t size)
{
	const char *from = data;
	int error = content_prepare(store, c, at, size);

	while (!error && size) {
		struct span spans[SPANS];
		unsigned count = content_map(c, at, size, spans);

		for (unsigned i = 0; i < count && !error; i++) {
			error = datafile_write(store_file(store), from,
				spans[i].size, spans[i].at);
			from += spans[i].size;
			at += spans[i].size;
			size -= spans[i].size;
		}
	}
	return error;
}

static void read_at(
	const struct content *c, uint64_t at, void *out, size_t size)
{
	char *to = out;

	while (size) {
		struct span spans[SPANS];
		unsigned count = content_map(c, at, size, spans);

		ck_assert_uint_gt(count, 0);
		for (unsigned i = 0; i < count; i++) {
			ck_assert_int_eq(datafile_read(store_file(store), to,
						 spans[i].size, spans[i].at),
				0);
			to += spans[i].size;
			at += spans[i].size;
			size -= spans[i].size;
		}
	}
}

static void fill(struct content *c, char byte, uint64_t at, size_t size)
{
	char *bytes = malloc(size);

	memset(bytes, byte, size);
	ck_assert_int_eq(write_at(c, at, bytes, size), 0);
	free(bytes);
}

/* Whether [AT, AT + SIZE) of C is all BYTE. */
static bool is_all(const struct content *c, char byte, uint64_t at, size_t size)
{
	char *bytes = malloc(size);
	bool all = true;

	read_at(c, at, bytes, size);
	for (size_t i = 0; i < size; i++)
		all &= bytes[i] == byte;
	free(bytes);
	return all;
}

static uint64_t start_of(const struct content *c)
{
	return content_extents(c)->start;
}

START_TEST(an_empty_content_has_no_sector)
{
	struct content c = { 0 };
	uint64_t tail;

	begin();
	tail = store_tail(store);
	ck_assert_int_eq(content_resize(store, &c, 0), 0);
	ck_assert_uint_eq(c.count, 0);
	ck_assert_uint_eq(content_lba(store, &c), 0);
	ck_assert_uint_eq(store_tail(store), tail);
	end();
}
END_TEST

START_TEST(files_one_after_another_lie_dense)
{
	struct content a = { 0 }, b = { 0 };

	begin();
	fill(&a, 'a', 0, 100);
	fill(&a, 'a', 100, 5000);
	fill(&b, 'b', 0, 2048);
	ck_assert_uint_eq(a.at.one.count, 3);
	ck_assert_uint_eq(start_of(&b), start_of(&a) + 3);
	ck_assert(is_all(&a, 'a', 0, 5100));
	ck_assert_uint_eq(store_tail(store), start_of(&b) + 1);
	end();
}
END_TEST

START_TEST(a_growing_file_stays_in_one_extent)
{
	struct content c = { 0 };

	begin();
	for (unsigned i = 0; i < 64; i++)
		fill(&c, 'c', i * 128 * KIB, 128 * KIB);
	ck_assert_uint_eq(c.count, 1);
	ck_assert_uint_eq(c.at.one.count, 64 * 64);
	end();
}
END_TEST

START_TEST(files_of_64_kib_start_at_4096_bytes)
{
	struct content odd = { 0 }, at_once = { 0 }, slow = { 0 };
	struct content third = { 0 };

	begin();
	fill(&odd, 'o', 0, 1);
	fill(&at_once, 'a', 0, 64 * KIB);
	ck_assert_uint_eq(start_of(&at_once) % 2, 0);
	fill(&third, 't', 0, 2048);
	for (unsigned i = 0; i < 64; i++)
		fill(&slow, 's', i * 2048, 2048);
	ck_assert_uint_eq(start_of(&slow) % 2, 0);
	ck_assert(is_all(&slow, 's', 0, 128 * KIB));
	end();
}
END_TEST

static void join(struct content *c)
{
	if (c->count > 1)
		ck_assert_int_eq(
			content_move(store, c, sectors_of(c->size), c->size),
			0);
}

START_TEST(two_growing_files_come_out_whole_and_can_be_joined)
{
	struct content a = { 0 }, b = { 0 };

	begin();
	for (unsigned i = 0; i < 80; i++) {
		fill(&a, 'a', i * 100 * KIB, 100 * KIB);
		fill(&b, 'b', i * 100 * KIB, 100 * KIB);
	}
	ck_assert_uint_gt(a.count + b.count, 2);
	while (store_pieced(store))
		join(store_pieced(store));
	ck_assert_uint_eq(a.count, 1);
	ck_assert_uint_eq(b.count, 1);
	content_trim(store, &a);
	content_trim(store, &b);
	ck_assert_uint_eq(a.at.one.count, sectors_of(a.size));
	ck_assert_uint_eq(b.at.one.count, sectors_of(b.size));
	ck_assert(is_all(&a, 'a', 0, 8000 * KIB));
	ck_assert(is_all(&b, 'b', 0, 8000 * KIB));
	end();
}
END_TEST

START_TEST(holes_and_what_follows_the_end_read_as_zeros)
{
	struct content gone = { 0 }, c = { 0 };

	begin();
	fill(&gone, 'x', 0, 300 * KIB);
	content_free(store, &gone);
	fill(&c, 'c', 100, 1);
	fill(&c, 'c', 200 * KIB, 10);
	ck_assert(is_all(&c, 0, 101, 200 * KIB - 101));
	ck_assert_int_eq(content_resize(store, &c, 50), 0);
	ck_assert_int_eq(content_resize(store, &c, 250 * KIB), 0);
	ck_assert(is_all(&c, 0, 0, 250 * KIB));
	end();
}
END_TEST

START_TEST(cutting_within_a_sector_leaves_zeros_behind)
{
	struct content c = { 0 };

	begin();
	fill(&c, 'c', 0, 3000);
	ck_assert_int_eq(content_resize(store, &c, 2500), 0);
	ck_assert_int_eq(content_resize(store, &c, 3000), 0);
	ck_assert(is_all(&c, 'c', 0, 2500));
	ck_assert(is_all(&c, 0, 2500, 500));
	end();
}
END_TEST

START_TEST(freed_sectors_are_used_again)
{
	struct content a = { 0 }, b = { 0 }, c = { 0 };
	uint64_t start;

	begin();
	fill(&a, 'a', 0, 10 * KIB);
	fill(&b, 'b', 0, 1);
	start = start_of(&a);
	content_free(store, &a);
	fill(&c, 'c', 0, 8 * KIB);
	ck_assert_uint_eq(start_of(&c), start);
	end();
}
END_TEST

START_TEST(what_a_commit_refers_to_is_not_written_to)
{
	struct content c = { 0 }, other = { 0 };
	uint64_t start;
	char byte;

	begin();
	fill(&c, 'c', 0, 10 * KIB);
	start = start_of(&c);
	store_committed(store, store_base(store));
	fill(&c, 'd', 5, 1);
	ck_assert_uint_ne(start_of(&c), start);
	ck_assert(is_all(&c, 'c', 6, 10 * KIB - 6));
	fill(&other, 'o', 0, 10 * KIB);
	ck_assert_uint_ne(start_of(&other), start);
	ck_assert_int_eq(datafile_read(store_file(store), &byte, 1,
				 start * SECTOR_SIZE + 5),
		0);
	ck_assert_int_eq(byte, 'c');
	store_committed(store, store_base(store));
	ck_assert_uint_eq(store_find(store, 5), start);
	end();
}
END_TEST

START_TEST(a_content_moves_behind_all_and_what_is_left_out_is_room)
{
	struct content a = { 0 }, b = { 0 };
	uint64_t start, tail;

	begin();
	fill(&a, 'a', 0, 100 * KIB);
	start = start_of(&a);
	content_free(store, &a);
	fill(&b, 'b', 0, 5000);
	ck_assert_uint_eq(start_of(&b), start);
	tail = store_tail(store);
	ck_assert_int_eq(store_leave(store, tail + 70), 0);
	ck_assert_int_eq(content_move_last(store, &b, 3, 5000), 0);
	ck_assert_uint_eq(start_of(&b), tail + 70);
	ck_assert(is_all(&b, 'b', 0, 5000));
	ck_assert_uint_eq(store_find_first(store, 50), start);
	ck_assert_uint_eq(store_find_first(store, 121), tail + 73);
	end();
}
END_TEST

START_TEST(what_needs_no_alignment_finds_room_of_just_its_size)
{
	struct content a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
	uint64_t start;

	begin();
	fill(&a, 'a', 0, 2048);
	fill(&b, 'b', 0, 40 * KIB);
	fill(&c, 'c', 0, 40 * KIB);
	fill(&d, 'd', 0, 2048);
	start = start_of(&b);
	content_free(store, &b);
	content_free(store, &c);
	ck_assert_uint_ne(store_find(store, 40), start);
	ck_assert_uint_eq(store_find_first(store, 40), start);
	end();
}
END_TEST

START_TEST(a_content_of_this_generation_changes_in_place)
{
	struct content c = { 0 };
	uint64_t start;

	begin();
	store_committed(store, store_base(store));
	fill(&c, 'c', 0, 10 * KIB);
	start = start_of(&c);
	fill(&c, 'd', 0, 10 * KIB);
	ck_assert_uint_eq(start_of(&c), start);
	end();
}
END_TEST

START_TEST(a_pin_holds_what_there_was_until_it_goes)
{
	struct content c = { 0 };
	uint64_t start;
	uint32_t pin;
	char byte;

	begin();
	fill(&c, 'c', 0, 4 * KIB);
	start = start_of(&c);
	ck_assert_int_eq(store_pin(store, &pin), 0);
	content_free(store, &c);
	store_committed(store, store_base(store));
	ck_assert_uint_ne(store_find(store, 2), start);
	ck_assert_int_eq(
		datafile_read(store_file(store), &byte, 1, start * SECTOR_SIZE),
		0);
	ck_assert_int_eq(byte, 'c');
	store_unpin(store, pin);
	ck_assert_uint_eq(store_find(store, 2), start);
	end();
}
END_TEST

START_TEST(free_sectors_are_zeros_once_tidied)
{
	struct content a = { 0 }, b = { 0 };
	uint64_t at;
	char bytes[4096];

	begin();
	fill(&a, 'a', 0, 4096);
	fill(&b, 'b', 0, 1);
	at = start_of(&a) * SECTOR_SIZE;
	content_free(store, &a);
	ck_assert_int_eq(store_tidy(store), 0);
	ck_assert_int_eq(datafile_read(store_file(store), bytes, 4096, at), 0);
	for (int i = 0; i < 4096; i++)
		ck_assert_int_eq(bytes[i], 0);
	content_free(store, &b);
	ck_assert_int_eq(store_tidy(store), 0);
	ck_assert_uint_eq(store_tail(store), store_base(store));
	end();
}
END_TEST

START_TEST(past_the_capacity_nothing_is_taken)
{
	struct content c = { 0 };

	begin();
	store_limit(store, 10);
	ck_assert_int_eq(content_resize(store, &c, 11 * 2048), -ENOSPC);
	ck_assert_uint_eq(c.size, 0);
	ck_assert_int_eq(content_resize(store, &c, 10 * 2048), 0);
	ck_assert_int_eq(write_at(&c, 10 * 2048, "x", 1), -ENOSPC);
	ck_assert_uint_eq(c.size, 10 * 2048);
	ck_assert_int_eq(content_resize(store, &c, UINT64_C(1) << 43), -EFBIG);
	end();
}
END_TEST

static ssize_t no_space(int file, const void *bytes, size_t size, off_t at)
{
	(void)file, (void)bytes, (void)size, (void)at;
	errno = ENOSPC;
	return -1;
}

START_TEST(a_move_that_fails_leaves_all_as_it_was)
{
	struct content c = { 0 };
	uint64_t start;

	begin();
	fill(&c, 'c', 0, 10 * KIB);
	start = start_of(&c);
	store_committed(store, store_base(store));
	sysio.copy_file_range = no_copy;
	sysio.pwrite = no_space;
	ck_assert_int_eq(content_prepare(store, &c, 0, 1), -ENOSPC);
	sysio.pwrite = pwrite;
	ck_assert_uint_eq(start_of(&c), start);
	ck_assert(is_all(&c, 'c', 0, 10 * KIB));
	fill(&c, 'd', 0, 1);
	ck_assert(is_all(&c, 'c', 1, 10 * KIB - 1));
	sysio.copy_file_range = copy_file_range;
	end();
}
END_TEST

START_TEST(seeking_tells_data_and_holes)
{
	struct content c = { 0 };

	begin();
	ck_assert_int_eq(content_resize(store, &c, 4 * MIB), 0);
	fill(&c, 'c', 2 * MIB, MIB);
	ck_assert_int_eq(content_seek(store, &c, 0, SEEK_DATA), 2 * MIB);
	ck_assert_int_eq(content_seek(store, &c, 0, SEEK_HOLE), 0);
	ck_assert_int_eq(content_seek(store, &c, 2 * MIB, SEEK_HOLE), 3 * MIB);
	ck_assert_int_eq(content_seek(store, &c, 3 * MIB, SEEK_DATA), -ENXIO);
	ck_assert_int_eq(content_seek(store, &c, 4 * MIB, SEEK_HOLE), -ENXIO);
	end();
}
END_TEST

START_TEST(after_replay_the_rest_is_room)
{
	struct content a = { 0 }, b = { 0 };
	struct extent used[] = { { 110, 5 }, { 100, 5 } };

	store = store_new(NULL);
	store_replay(store);
	ck_assert_int_eq(content_set(store, &a, 10240, &used[0], 1), 0);
	ck_assert_int_eq(content_set(store, &b, 10240, &used[1], 1), 0);
	store_committed(store, 90);
	/* The commit refers to what b had. */
	content_free(store, &b);
	ck_assert_int_eq(store_rebuild(store, 90, used, 1), 0);
	ck_assert_uint_eq(store_tail(store), 115);
	ck_assert_uint_eq(store_find(store, 6), 90);
	ck_assert_uint_eq(store_find(store, 11), 115);
	ck_assert_uint_eq(store_unused(store), 10 + 5 + 5);
	end();
}
END_TEST

/* Any sequence of operations, against the same on plain memory. */
START_TEST(any_sequence_reads_like_plain_files)
{
	enum { FILES = 6, LONGEST = 300 * KIB };
	static struct content c[FILES];
	static char plain[FILES][LONGEST];
	static char buffer[LONGEST];
	unsigned seed = 7;

	begin();
	for (int step = 0; step < 4000; step++) {
		unsigned file = (seed >> 4) % FILES;
		unsigned at = (seed >> 8) % (LONGEST / 2);
		unsigned size = 1 + (seed >> 3) % (LONGEST / 8);

		seed = seed * 1103515245u + 12345u;
		switch ((seed >> 16) % 8) {
		case 0:
			memset(plain[file] + at, 0, LONGEST - at);
			ck_assert_int_eq(
				content_resize(store, &c[file], at), 0);
			break;
		case 1:
			store_committed(store, store_base(store));
			break;
		case 2:
			content_trim(store, &c[file]);
			join(&c[file]);
			break;
		case 3:
			ck_assert_int_eq(store_tidy(store), 0);
			break;
		default:
			memset(plain[file] + at, (char)step, size);
			fill(&c[file], (char)step, at, size);
		}
		read_at(&c[file], 0, buffer, c[file].size);
		ck_assert_mem_eq(buffer, plain[file], c[file].size);
	}
	for (int i = 0; i < FILES; i++)
		content_free(store, &c[i]);
	store_committed(store, store_base(store));
	ck_assert_uint_eq(store_tail(store), store_base(store));
	end();
}
END_TEST

UNIT_TESTS("content", an_empty_content_has_no_sector,
	files_one_after_another_lie_dense, a_growing_file_stays_in_one_extent,
	files_of_64_kib_start_at_4096_bytes,
	two_growing_files_come_out_whole_and_can_be_joined,
	holes_and_what_follows_the_end_read_as_zeros,
	cutting_within_a_sector_leaves_zeros_behind,
	freed_sectors_are_used_again,
	a_content_moves_behind_all_and_what_is_left_out_is_room,
	what_needs_no_alignment_finds_room_of_just_its_size,
	what_a_commit_refers_to_is_not_written_to,
	a_content_of_this_generation_changes_in_place,
	a_pin_holds_what_there_was_until_it_goes,
	free_sectors_are_zeros_once_tidied, past_the_capacity_nothing_is_taken,
	a_move_that_fails_leaves_all_as_it_was, seeking_tells_data_and_holes,
	after_replay_the_rest_is_room, any_sequence_reads_like_plain_files)
