#include "open/progress.h"

#include <errno.h>

#include "unit.h"

#define END 7

static int take(
	struct progress *progress, uint8_t kind, const void *bytes, size_t size)
{
	return progress_take(progress, kind, bytes, size);
}

static void begin(struct progress *progress)
{
	const struct mark_file file = { .end = le64_from(5) };
	const struct mark_pending pending = { .end = le64_from(END) };
	const struct {
		struct mark_undo mark;
		uint8_t old[3];
	} undo = { { le64_from(2048) }, "abc" };

	*progress = (struct progress){ 0 };
	ck_assert_int_eq(take(progress, MARK_FILE, &file, sizeof(file)), 0);
	ck_assert_int_eq(
		take(progress, MARK_PENDING, &pending, sizeof(pending)), 0);
	ck_assert_int_eq(
		take(progress, MARK_UNDO, &undo, sizeof(undo.mark) + 3), 0);
}

START_TEST(until_a_commit_ends_the_file_is_as_it_was)
{
	struct progress progress;

	begin(&progress);
	ck_assert(progress.is_pending);
	ck_assert_uint_eq(le64_get(progress.file.end), 5);
	ck_assert_uint_eq(progress.undo_count, 1);
	ck_assert_uint_eq(progress.undo[0].at, 2048);
	ck_assert_uint_eq(progress.undo[0].size, 3);
	ck_assert_mem_eq(progress.undo[0].bytes, "abc", 3);
	progress_free(&progress);
}
END_TEST

START_TEST(then_it_is_what_was_pending)
{
	struct progress progress;

	begin(&progress);
	ck_assert_int_eq(take(&progress, MARK_COMMIT, NULL, 0), 0);
	ck_assert(!progress.is_pending);
	ck_assert_uint_eq(le64_get(progress.file.end), END);
	ck_assert_uint_eq(le32_get(progress.file.is_image), 1);
	progress_free(&progress);
}
END_TEST

START_TEST(one_that_was_given_up_leaves_nothing_to_the_next)
{
	const struct mark_pending pending = { 0 };
	struct progress progress;

	begin(&progress);
	ck_assert_int_eq(take(&progress, MARK_ABORT, NULL, 0), 0);
	ck_assert(!progress.is_pending);
	ck_assert_uint_eq(le64_get(progress.file.end), 5);
	ck_assert_int_eq(
		take(&progress, MARK_PENDING, &pending, sizeof(pending)), 0);
	ck_assert_uint_eq(progress.undo_count, 0);
	progress_free(&progress);
}
END_TEST

START_TEST(a_record_of_another_size_is_none)
{
	static const uint8_t bytes[sizeof(struct mark_pending) + 1];
	static const struct {
		enum mark mark;
		size_t size;
	} rows[] = {
		{ MARK_FILE, sizeof(struct mark_file) - 1 },
		{ MARK_SHIFT, sizeof(struct mark_shift) + 1 },
		{ MARK_PENDING, sizeof(struct mark_pending) + 1 },
		{ MARK_UNDO, sizeof(struct mark_undo) - 1 },
	};
	struct progress progress = { 0 };

	ck_assert_int_eq(
		take(&progress, rows[_i].mark, bytes, rows[_i].size), -EUCLEAN);
	progress_free(&progress);
}
END_TEST

UNIT_LOOPS("progress", { until_a_commit_ends_the_file_is_as_it_was, 0, 1 },
	{ then_it_is_what_was_pending, 0, 1 },
	{ one_that_was_given_up_leaves_nothing_to_the_next, 0, 1 },
	{ a_record_of_another_size_is_none, 0, 4 })
