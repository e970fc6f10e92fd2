#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sysio.h"
#include "refusing.h"
#include "unit.h"

static char told[65536];
static size_t records;

static int tell(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	size_t used = strlen(told);

	(void)user;
	records++;
	if (size < 100)
		snprintf(told + used, sizeof(told) - used, "%d:%.*s ", kind,
			(int)size, (const char *)bytes);
	return 0;
}

static const char *replay(struct journal *journal)
{
	told[0] = '\0';
	records = 0;
	ck_assert_int_eq(journal_replay(journal, tell, NULL), 0);
	return told;
}

static int empty_file(void)
{
	int fd = memfd_create("journal", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static struct journal *fresh(int fd)
{
	struct journal *journal;

	ck_assert_int_eq(journal_new(fd, &journal), 0);
	return journal;
}

static struct journal *load(int fd)
{
	struct journal *journal;

	ck_assert_int_eq(journal_load(fd, &journal), 0);
	return journal;
}

static void put(struct journal *journal, uint8_t kind, const char *text)
{
	ck_assert_int_eq(
		journal_begin(journal, JOURNAL_RECORD + strlen(text)), 0);
	journal_put(journal, kind, text, strlen(text));
	journal_end(journal);
}

START_TEST(what_was_sealed_is_there_after_loading)
{
	int fd = empty_file(), copy = dup(fd);
	struct journal *journal = fresh(fd);

	put(journal, 1, "one");
	put(journal, 2, "two");
	journal_free(journal);
	journal = load(copy);
	ck_assert_str_eq(replay(journal), "1:one 2:two ");
	journal_free(journal);
}
END_TEST

/* A writer of ours keeps room behind; a copy may be cut there. */
START_TEST(it_is_there_too_where_no_blocks_can_be_reserved)
{
	int fd = empty_file();
	struct journal *journal;

	sysio.fallocate = no_fallocate;
	journal = fresh(dup(fd));
	put(journal, 3, "what was done");
	journal_free(journal);
	journal = load(fd);
	ck_assert_str_eq(replay(journal), "3:what was done ");
	sysio.fallocate = fallocate;
	journal_free(journal);
}
END_TEST

START_TEST(it_goes_on_where_the_file_ends_with_a_frame)
{
	for (off_t behind = 0; behind < 16; behind++) {
		int fd = empty_file(), copy = dup(fd), again = dup(fd);
		struct journal *journal = fresh(fd);
		off_t end;

		put(journal, 1, "one");
		end = (off_t)journal_size(journal);
		journal_free(journal);
		ck_assert_int_eq(ftruncate(copy, end + behind), 0);
		journal = load(copy);
		put(journal, 2, "two");
		journal_free(journal);
		journal = load(again);
		ck_assert_str_eq(replay(journal), "1:one 2:two ");
		journal_free(journal);
	}
}
END_TEST

START_TEST(nested_frames_are_one)
{
	int fd = empty_file();
	struct journal *journal = fresh(fd);
	uint64_t size = journal_size(journal);

	ck_assert_int_eq(journal_begin(journal, 100), 0);
	put(journal, 1, "in");
	ck_assert_uint_eq(journal_size(journal), size);
	journal_put(journal, 2, "out", 3);
	journal_end(journal);
	ck_assert_str_eq(replay(journal), "1:in 2:out ");
	journal_free(journal);
}
END_TEST

START_TEST(an_open_frame_never_happened)
{
	int fd = empty_file();
	struct journal *journal = fresh(fd), *other;

	put(journal, 1, "sealed");
	ck_assert_int_eq(journal_begin(journal, 100), 0);
	journal_put(journal, 2, "open", 4);
	other = load(dup(fd));
	ck_assert_str_eq(replay(other), "1:sealed ");
	journal_free(other);
	journal_end(journal);
	journal_free(journal);
}
END_TEST

/* Whichever byte of a frame is lost, those before stay, and what is put in
 * its place afterwards is the only thing there: nothing behind comes back. */
static void tear(int which)
{
	int fd = empty_file(), copy = dup(fd);
	struct journal *journal = fresh(fd);
	off_t torn;
	char byte = '!';

	put(journal, 1, "first");
	torn = (off_t)journal_size(journal) + which;
	put(journal, 2, "torn.");
	put(journal, 3, "third");
	journal_free(journal);
	ck_assert_int_eq(pwrite(copy, &byte, 1, torn), 1);
	fd = dup(copy);
	journal = load(copy);
	ck_assert_str_eq(replay(journal), "1:first ");
	put(journal, 4, "again");
	journal_free(journal);
	journal = load(fd);
	ck_assert_str_eq(replay(journal), "1:first 4:again ");
	journal_free(journal);
}

START_TEST(a_torn_frame_ends_the_journal_for_good)
{
	for (int which = 0; which < 21; which++)
		tear(which);
}
END_TEST

START_TEST(it_grows_as_far_as_it_must)
{
	int fd = empty_file(), copy = dup(fd);
	struct journal *journal = fresh(fd);
	static char bytes[3 << 20];

	for (int i = 0; i < 20000; i++)
		put(journal, 1,
			"some hundred thousand of these make a mebibyte"
			" or so, and that is where it grows");
	ck_assert_int_eq(
		journal_begin(journal, sizeof(bytes) + JOURNAL_RECORD), 0);
	journal_put(journal, 2, bytes, sizeof(bytes));
	journal_end(journal);
	journal_free(journal);
	journal = load(copy);
	replay(journal);
	ck_assert_uint_eq(records, 20001);
	journal_free(journal);
}
END_TEST

START_TEST(a_full_disc_is_told_before_anything_changes)
{
	struct journal *journal = fresh(empty_file());

	put(journal, 1, "before");
	sysio.fallocate = full_fallocate;
	ck_assert_int_eq(journal_begin(journal, 2 << 20), -ENOSPC);
	put(journal, 2, "small");
	sysio.fallocate = fallocate;
	ck_assert_int_eq(journal_begin(journal, 2 << 20), 0);
	journal_end(journal);
	ck_assert_str_eq(replay(journal), "1:before 2:small ");
	journal_free(journal);
}
END_TEST

START_TEST(killing_keeps_every_sealed_frame)
{
	int fd = empty_file(), status;
	struct journal *journal;
	pid_t child = fork();

	if (!child) {
		journal = fresh(fd);
		put(journal, 1, "kept");
		(void)journal_begin(journal, 100);
		journal_put(journal, 2, "lost", 4);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	journal = load(fd);
	ck_assert_str_eq(replay(journal), "1:kept ");
	journal_free(journal);
}
END_TEST

START_TEST(another_file_is_no_journal)
{
	int fd = empty_file();
	struct journal *journal;

	ck_assert_int_eq(write(fd, "#!/bin/sh\n", 10), 10);
	ck_assert_int_eq(journal_load(fd, &journal), -EUCLEAN);
	ck_assert_int_eq(ftruncate(fd, 8192), 0);
	ck_assert_int_eq(journal_load(fd, &journal), -EUCLEAN);
	close(fd);
}
END_TEST

START_TEST(a_look_at_one_that_is_written_changes_nothing)
{
	int fd = empty_file(), look;
	struct journal *journal = fresh(fd);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	look = open(path, O_RDONLY);
	ck_assert_int_ge(look, 0);
	ck_assert_int_eq(journal_begin(journal, 100), 0);
	put(journal, 1, "sealed");
	journal_end(journal);
	ck_assert_int_eq(journal_begin(journal, 100), 0);
	put(journal, 2, "open");
	told[0] = '\0';
	ck_assert_int_eq(journal_look(look, tell, NULL), 0);
	ck_assert_str_eq(told, "1:sealed ");
	journal_end(journal);
	told[0] = '\0';
	ck_assert_int_eq(journal_look(look, tell, NULL), 0);
	ck_assert_str_eq(told, "1:sealed 2:open ");
	close(look);
	journal_free(journal);
}
END_TEST

static ssize_t full_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	(void)fd, (void)bytes, (void)size, (void)at;
	errno = ENOSPC;
	return -1;
}

/* As where a file system has promised blocks that it does not have. */
START_TEST(frames_survive_a_disc_that_breaks_its_word)
{
	int fd = empty_file(), copy = dup(fd);
	struct journal *journal = fresh(fd);

	put(journal, 1, "before");
	ck_assert_int_eq(ftruncate(copy, 4096), 0);
	put(journal, 2, "small");
	for (int i = 0; i < 3000; i++)
		put(journal, 3, "of many");
	sysio.pwrite = full_pwrite;
	ck_assert_int_eq(journal_begin(journal, 100), -ENOSPC);
	ck_assert_int_eq(journal_flush(journal), 0);
	sysio.pwrite = pwrite;
	put(journal, 4, "after");
	journal_free(journal);
	journal = load(copy);
	ck_assert_ptr_nonnull(strstr(replay(journal), "1:before 2:small 3:"));
	ck_assert_ptr_nonnull(strstr(told, "3:of many 4:after "));
	ck_assert_uint_eq(records, 3003);
	journal_free(journal);
}
END_TEST

START_TEST(none_is_kept_without_one)
{
	ck_assert_int_eq(journal_begin(NULL, 10), 0);
	journal_put(NULL, 1, "x", 1);
	journal_end(NULL);
}
END_TEST

UNIT_TESTS("journal", what_was_sealed_is_there_after_loading,
	it_is_there_too_where_no_blocks_can_be_reserved,
	it_goes_on_where_the_file_ends_with_a_frame, nested_frames_are_one,
	an_open_frame_never_happened, a_torn_frame_ends_the_journal_for_good,
	it_grows_as_far_as_it_must, a_full_disc_is_told_before_anything_changes,
	killing_keeps_every_sealed_frame, another_file_is_no_journal,
	a_look_at_one_that_is_written_changes_nothing,
	frames_survive_a_disc_that_breaks_its_word, none_is_kept_without_one)
