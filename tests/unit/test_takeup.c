#include "open/takeup.h"

#include "image/mark.h"

#include "imagebed.h"

#define BIG (300u << 10)

typedef void deed(struct iw_image *image);

/* Does WORK in a process, which is killed after it; returns how it ended. */
static int end_after(deed *work, const char *options)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct iw_image *image;

		if (bed_try(options, &image))
			_exit(1);
		work(image);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static void killed(deed *work, const char *options)
{
	int status = end_after(work, options);

	ck_assert_msg(WIFSIGNALED(status), "it ended by itself: %d", status);
}

static void write_three(struct iw_image *image)
{
	bed_fill(image, "one", '1', BIG);
	bed_fill(image, "two", '2', 10);
	bed_fill(image, "gone", 'g', BIG);
	bed_unlink(image, "gone");
}

static void change_all(struct iw_image *image)
{
	bed_fill(image, "one", 'a', BIG);
	bed_unlink(image, "two");
	bed_fill(image, "three", '3', BIG);
	bed_fill(image, "four", '4', BIG);
	bed_unlink(image, "four");
	bed_fill(image, "five", '5', BIG);
}

static void write_and_sync(struct iw_image *image)
{
	write_three(image);
	if (iw_sync(image))
		_exit(2);
	change_all(image);
}

static void sync_twice(struct iw_image *image)
{
	write_and_sync(image);
	if (iw_sync(image))
		_exit(2);
	bed_fill(image, "six", '6', BIG);
}

static void write_more(struct iw_image *image)
{
	bed_fill(image, "three", 'x', BIG);
	bed_fill(image, "four", '4', BIG);
}

static void check_three(struct iw_image *image)
{
	ck_assert(bed_has(image, "one", '1', BIG));
	ck_assert(bed_has(image, "two", '2', 10));
	ck_assert_ptr_null(bed_find(image, "gone"));
}

static void check_changed(struct iw_image *image)
{
	ck_assert(bed_has(image, "one", 'a', BIG));
	ck_assert_ptr_null(bed_find(image, "two"));
	ck_assert(bed_has(image, "three", '3', BIG));
	ck_assert_ptr_null(bed_find(image, "four"));
	ck_assert(bed_has(image, "five", '5', BIG));
}

START_TEST(what_was_done_before_a_kill_is_taken_up)
{
	BED_EACH_PLACE
	{
		struct iw_image *image;

		killed(write_three, "");
		ck_assert_int_ne(access(bed_path, F_OK), 0);
		image = bed_open("");
		check_three(image);
		bed_fill(image, "more", 'm', BIG);
		ck_assert_int_eq(iw_sync(image), 0);
		ck_assert(bed_in_image(image, "one", '1'));
		ck_assert(bed_in_image(image, "more", 'm'));
		ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(bed_count(), 1);
	}
}
END_TEST

START_TEST(a_kill_after_a_sync_keeps_the_image_and_the_changes)
{
	static const char *const options[] = { "", "layout=canonical" };

	for (int i = 0; i < 2; i++)
		BED_EACH_PLACE
		{
			struct iw_image *image;
			char *before, *after;
			size_t before_size, after_size;

			killed(write_and_sync, options[i]);
			before = bed_bytes(bed_path, &before_size);
			ck_assert_ptr_nonnull(before);
			image = bed_open(options[i]);
			check_changed(image);
			after = bed_bytes(bed_path, &after_size);
			ck_assert_mem_eq(before, after, 64 * SECTOR_SIZE);
			free(before);
			free(after);
			ck_assert_int_eq(iw_sync(image), 0);
			check_changed(image);
			ck_assert(bed_in_image(image, "one", 'a'));
			ck_assert(bed_in_image(image, "three", '3'));
			ck_assert_int_eq(iw_close(image), 0);
			ck_assert_int_eq(bed_count(), 1);
		}
}
END_TEST

START_TEST(the_end_writes_what_was_taken_up)
{
	struct iw_image *image;

	bed_make("/tmp");
	killed(write_and_sync, "");
	ck_assert_int_eq(iw_close(bed_open("")), 0);
	ck_assert_int_eq(bed_count(), 1);
	image = bed_open("ro");
	check_changed(image);
	bed_end(image);
}
END_TEST

START_TEST(several_kills_in_a_row_lose_nothing)
{
	BED_EACH_PLACE
	{
		struct iw_image *image;

		killed(sync_twice, "");
		killed(write_more, "");
		killed(sync_twice, "");
		image = bed_open("");
		check_changed(image);
		ck_assert(bed_has(image, "six", '6', BIG));
		model_check(&image->model);
		ck_assert_int_eq(iw_close(image), 0);
		ck_assert_int_eq(bed_count(), 1);
	}
}
END_TEST

/* A commit in which the system call number LEFT kills. */
static int left;

static void die_at_zero(void)
{
	if (!left--)
		raise(SIGKILL);
}

static ssize_t dying_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	die_at_zero();
	return pwrite(fd, bytes, size, at);
}

static int dying_ftruncate(int fd, off_t size)
{
	die_at_zero();
	return ftruncate(fd, size);
}

static int dying_fallocate(int fd, int mode, off_t at, off_t size)
{
	die_at_zero();
	return fallocate(fd, mode, at, size);
}

static int dying_fdatasync(int fd)
{
	die_at_zero();
	return fdatasync(fd);
}

static int dying_fsync(int fd)
{
	die_at_zero();
	return fsync(fd);
}

static int dying_renameat2(int from_dir, const char *from, int to_dir,
	const char *to, unsigned flags)
{
	die_at_zero();
	return renameat2(from_dir, from, to_dir, to, flags);
}

static int dying_unlinkat(int dir, const char *name, int flags)
{
	die_at_zero();
	return unlinkat(dir, name, flags);
}

static const struct sysio dying = {
	.pwrite = dying_pwrite,
	.copy_file_range = copy_file_range,
	.ftruncate = dying_ftruncate,
	.fallocate = dying_fallocate,
	.fdatasync = dying_fdatasync,
	.fsync = dying_fsync,
	.renameat2 = dying_renameat2,
	.unlinkat = dying_unlinkat,
	.openat = openat,
};

static void sync_dying(struct iw_image *image)
{
	sysio = dying;
	_exit(iw_sync(image) ? 3 : 0);
}

static void first_sync(struct iw_image *image)
{
	write_three(image);
	change_all(image);
	sync_dying(image);
}

static void later_sync(struct iw_image *image)
{
	write_and_sync(image);
	sync_dying(image);
}

/* Whether SYNC died at the call AT; in either case everything is there then. */
static bool die_and_check(int at, deed *sync, const char *options)
{
	struct iw_image *image;
	int status;

	left = at;
	status = end_after(sync, options);
	ck_assert(WIFSIGNALED(status) || !WEXITSTATUS(status));
	image = bed_open(options);
	check_changed(image);
	bed_fill(image, "more", 'm', BIG);
	ck_assert_int_eq(iw_sync(image), 0);
	check_changed(image);
	ck_assert(bed_in_image(image, "one", 'a'));
	ck_assert(bed_in_image(image, "more", 'm'));
	model_check(&image->model);
	ck_assert_int_eq(iw_close(image), 0);
	ck_assert_int_eq(bed_count(), 1);
	return WIFSIGNALED(status);
}

/* Every system call of a commit, on either file system. */
static void die_everywhere(deed *sync, const char *options)
{
	bool died = true;

	for (int at = 0; died; at++) {
		died = false;
		BED_EACH_PLACE
		{
			died |= die_and_check(at, sync, options);
		}
	}
}

START_TEST(a_kill_at_any_step_of_a_first_sync_loses_nothing)
{
	die_everywhere(first_sync, "");
}
END_TEST

START_TEST(a_kill_at_any_step_of_a_later_sync_loses_nothing)
{
	die_everywhere(later_sync, "");
}
END_TEST

START_TEST(a_kill_at_any_step_of_a_first_canonical_sync_loses_nothing)
{
	die_everywhere(first_sync, "layout=canonical");
}
END_TEST

START_TEST(a_kill_at_any_step_of_a_later_canonical_sync_loses_nothing)
{
	die_everywhere(later_sync, "layout=canonical");
}
END_TEST

/* As no process would leave it: sectors of a file are metadata, too. */
static void put_false_metadata(struct iw_image *image)
{
	write_and_sync(image);
	image->meta[1] = content_extents(&bed_find(image, "one")->content)[0];
	if (mark_put_file(image, image->journal))
		_exit(3);
}

START_TEST(metadata_in_the_sectors_of_a_file_is_not_taken_up)
{
	struct iw_image *image;

	BED_EACH_PLACE
	{
		killed(put_false_metadata, "");
		ck_assert_int_eq(bed_try("", &image), -EUCLEAN);
		ck_assert_ptr_nonnull(strstr(bed_said, "not be taken up"));
		ck_assert_int_eq(bed_count(), 2);
	}
}
END_TEST

START_TEST(a_second_process_is_refused_until_the_first_is_gone)
{
	struct iw_image *image, *other;

	image = bed_begin("");
	ck_assert_int_eq(bed_try("", &other), -EBUSY);
	ck_assert_ptr_nonnull(strstr(bed_said, "image: another process"));
	bed_end(image);
}
END_TEST

START_TEST(changes_to_another_file_are_not_put_on_this_one)
{
	struct iw_image *image;
	FILE *other;

	bed_make("/tmp");
	killed(write_and_sync, "");
	ck_assert_int_eq(unlink(bed_path), 0);
	other = fopen(bed_path, "w");
	fputs("mine", other);
	fclose(other);
	ck_assert_int_eq(bed_try("", &image), -ESTALE);
	ck_assert_int_eq(bed_count(), 2);
	bed_remove();
}
END_TEST

/* A journal without a word of which file it is of. */
static void write_checkpoint(struct iw_image *image, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	struct journal *journal;

	ck_assert_int_eq(journal_new(fd, &journal), 0);
	ck_assert_int_eq(mark_checkpoint(image, journal), 0);
	journal_free(journal);
}

START_TEST(a_kill_while_the_image_is_opened_is_as_if_it_had_not_been)
{
	struct iw_image *image;
	char aside[96], journal[96];

	bed_make("/tmp");
	snprintf(aside, sizeof(aside), "%s/aside", bed_folder);
	snprintf(journal, sizeof(journal), "%s/.image.isoweave", bed_folder);
	image = bed_open("");
	write_three(image);
	ck_assert_int_eq(iw_sync(image), 0);
	write_checkpoint(image, aside);
	ck_assert_int_eq(iw_close(image), 0);
	ck_assert_int_eq(rename(aside, journal), 0);
	killed(write_more, "");
	image = bed_open("");
	check_three(image);
	ck_assert(bed_has(image, "four", '4', BIG));
	ck_assert_int_eq(iw_close(image), 0);
	ck_assert_int_eq(bed_count(), 1);
	bed_remove();
}
END_TEST

UNIT_TESTS("takeup", a_kill_while_the_image_is_opened_is_as_if_it_had_not_been,
	what_was_done_before_a_kill_is_taken_up,
	a_kill_after_a_sync_keeps_the_image_and_the_changes,
	the_end_writes_what_was_taken_up, several_kills_in_a_row_lose_nothing,
	a_kill_at_any_step_of_a_first_sync_loses_nothing,
	a_kill_at_any_step_of_a_later_sync_loses_nothing,
	a_kill_at_any_step_of_a_first_canonical_sync_loses_nothing,
	a_kill_at_any_step_of_a_later_canonical_sync_loses_nothing,
	metadata_in_the_sectors_of_a_file_is_not_taken_up,
	a_second_process_is_refused_until_the_first_is_gone,
	changes_to_another_file_are_not_put_on_this_one)
