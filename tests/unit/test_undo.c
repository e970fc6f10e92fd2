#include "commit/undo.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "image/mark.h"
#include "store/sysio.h"
#include "unit.h"

static int fd;

static struct undo *two_overwrites(void)
{
	struct undo *undo = undo_new();

	fd = memfd_create("file", MFD_CLOEXEC);
	ck_assert_int_eq(sysio_write(fd, "0123456789", 10, 0), 0);
	ck_assert_int_eq(undo_add(undo, 2, "ab", 2), 0);
	ck_assert_int_eq(undo_add(undo, 7, "cde", 3), 0);
	ck_assert_int_eq(undo_save(undo, fd), 0);
	return undo;
}

static void check(const char *text)
{
	char bytes[10];

	ck_assert_int_eq(sysio_read(fd, bytes, 10, 0), 0);
	ck_assert_mem_eq(bytes, text, 10);
}

START_TEST(what_was_overwritten_comes_back)
{
	struct undo *undo = two_overwrites();

	check("0123456789");
	ck_assert_int_eq(undo_write(undo, fd), 0);
	check("01ab456cde");
	ck_assert_int_eq(undo_restore(undo, fd), 0);
	check("0123456789");
	undo_free(undo);
	close(fd);
}
END_TEST

static int put_back(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct mark_undo mark;

	(void)user;
	ck_assert_int_eq(kind, MARK_UNDO);
	memcpy(&mark, bytes, sizeof(mark));
	return sysio_write(fd, bytes + sizeof(mark), size - sizeof(mark),
		le64_get(mark.at));
}

START_TEST(the_journal_can_bring_it_back_too)
{
	struct undo *undo = two_overwrites();
	struct journal *journal;

	ck_assert_int_eq(
		journal_new(memfd_create("journal", MFD_CLOEXEC), &journal), 0);
	ck_assert_int_eq(journal_begin(journal, undo_room(undo)), 0);
	undo_record(undo, journal);
	journal_end(journal);
	ck_assert_int_eq(undo_write(undo, fd), 0);
	undo_free(undo);
	ck_assert_int_eq(journal_replay(journal, put_back, NULL), 0);
	check("0123456789");
	journal_free(journal);
	close(fd);
}
END_TEST

UNIT_TESTS("undo", what_was_overwritten_comes_back,
	the_journal_can_bring_it_back_too)
