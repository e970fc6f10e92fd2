/* Every system call of a sync fails in turn. */
#include "imagebed.h"

#define BIG (300u << 10)

enum lasting { ONCE, FROM_THEN_ON };

/* The call number AT fails with ERROR, and those after it as LASTING says. */
static struct {
	int at;
	int error;
	enum lasting lasting;
	bool shortens;
	int calls;
} fault;

static bool fails(void)
{
	int call = fault.calls++;

	if (call < fault.at || (call > fault.at && fault.lasting == ONCE))
		return false;
	errno = fault.error;
	return true;
}

static ssize_t faulty_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	if (fault.shortens && size > 1)
		size = size / 2;
	return fails() ? -1 : pwrite(fd, bytes, size, at);
}

static ssize_t faulty_copy(int from, off_t *from_at, int to, off_t *to_at,
	size_t size, unsigned flags)
{
	if (fault.shortens && size > 1)
		size = size / 2;
	return fails() ? -1
		       : copy_file_range(from, from_at, to, to_at, size, flags);
}

static int faulty_ftruncate(int fd, off_t size)
{
	return fails() ? -1 : ftruncate(fd, size);
}

static int faulty_fallocate(int fd, int mode, off_t at, off_t size)
{
	return fails() ? -1 : fallocate(fd, mode, at, size);
}

static int faulty_fdatasync(int fd)
{
	return fails() ? -1 : fdatasync(fd);
}

static int faulty_fsync(int fd)
{
	return fails() ? -1 : fsync(fd);
}

static int faulty_renameat2(int from_dir, const char *from, int to_dir,
	const char *to, unsigned flags)
{
	return fails() ? -1 : renameat2(from_dir, from, to_dir, to, flags);
}

static int faulty_openat(int dir, const char *name, int flags, ...)
{
	/* As the store makes them. */
	return fails() ? -1 : openat(dir, name, flags, 0600);
}

static void fail_at(int at, int error, enum lasting lasting)
{
	fault.at = at;
	fault.error = error;
	fault.lasting = lasting;
	fault.calls = 0;
	sysio.pwrite = faulty_pwrite;
	sysio.copy_file_range = faulty_copy;
	sysio.ftruncate = faulty_ftruncate;
	sysio.fallocate = faulty_fallocate;
	sysio.fdatasync = faulty_fdatasync;
	sysio.fsync = faulty_fsync;
	sysio.renameat2 = faulty_renameat2;
	sysio.openat = faulty_openat;
}

static void work_again(void)
{
	fault.at = INT32_MAX;
}

static bool happened(void)
{
	return fault.calls > fault.at;
}

/* What there is of an image before the changes. */
enum start {
	FRESH,	/* nothing yet */
	SYNCED, /* a sync of this process */
	LOADED, /* an image that was opened */
	TAKEN,	/* the same, with changes of a process that died */
	STARTS,
};

static void begin(struct iw_image *image)
{
	bed_fill(image, "one", '1', BIG);
	bed_fill(image, "two", '2', 10);
	bed_fill(image, "kept", 'k', BIG);
}

/* A process that opens the image, changes it and dies. */
static void change_and_die(const char *options)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct iw_image *image = bed_open(options);

		bed_fill(image, "one", 'd', 100);
		bed_fill(image, "died", 'd', BIG);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
}

static struct iw_image *prepare(enum start start, const char *options)
{
	struct iw_image *image = bed_open(options);

	begin(image);
	if (start == SYNCED)
		ck_assert_int_eq(iw_sync(image), 0);
	if (start >= LOADED)
		ck_assert_int_eq(iw_close(image), 0);
	if (start == TAKEN)
		change_and_die(options);
	if (start >= LOADED)
		image = bed_open(options);
	bed_fill(image, "one", 'a', BIG);
	bed_unlink(image, "two");
	bed_fill(image, "three", '3', BIG);
	return image;
}

static void check(struct iw_image *image)
{
	ck_assert(bed_has(image, "one", 'a', BIG));
	ck_assert(bed_has(image, "three", '3', BIG));
	ck_assert(bed_has(image, "kept", 'k', BIG));
	ck_assert_ptr_null(bed_find(image, "two"));
	ck_assert_int_eq(iw_sync(image), 0);
	ck_assert(bed_in_image(image, "one", 'a'));
	ck_assert(bed_in_image(image, "three", '3'));
	ck_assert(bed_in_image(image, "kept", 'k'));
	ck_assert(bed_has(image, "one", 'a', BIG));
	ck_assert(bed_has(image, "three", '3', BIG));
	ck_assert(bed_has(image, "kept", 'k', BIG));
	ck_assert_int_eq(iw_close(image), 0);
	ck_assert_int_eq(bed_count(), 1);
}

/* A failed sync left IMAGE as it was; what was free may be there or not. */
static void check_old(const char *old, size_t old_size)
{
	size_t size;
	char *now = bed_bytes(bed_path, &size);

	if (!old) {
		ck_assert_ptr_null(now);
		return;
	}
	ck_assert_uint_ge(size, old_size);
	ck_assert_mem_eq(now, old, old_size);
	free(now);
}

/* Whether it came to the fault. A sync may well succeed in spite of it, by
 * another way, but then completely. */
static bool try_fault(int at, int error, enum lasting lasting, enum start start,
	const char *options)
{
	struct iw_image *image = prepare(start, options);
	size_t old_size;
	char *old = bed_bytes(bed_path, &old_size);
	bool came;
	int result;

	fail_at(at, error, lasting);
	result = iw_sync(image);
	came = happened();
	work_again();
	ck_assert(came || !result);
	if (result && !strstr(bed_said, "is new, but") &&
		!strstr(bed_said, "half-written"))
		check_old(old, old_size);
	check(image);
	free(old);
	return came;
}

static void try_everywhere(int error, enum lasting lasting, const char *options)
{
	for (int variant = 0; variant < 2 * STARTS; variant++) {
		bool came = true;

		for (int at = 0; came; at++) {
			work_again();
			bed_make(bed_places[variant & 1]);
			came = try_fault(
				at, error, lasting, variant >> 1, options);
			bed_remove();
		}
	}
}

START_TEST(an_io_error_anywhere_leaves_the_old_image_and_all_work)
{
	try_everywhere(EIO, ONCE, "");
}
END_TEST

START_TEST(an_io_error_in_canonical_order_too)
{
	try_everywhere(EIO, ONCE, "layout=canonical");
}
END_TEST

START_TEST(a_full_disc_from_anywhere_on_leaves_the_old_image)
{
	try_everywhere(ENOSPC, FROM_THEN_ON, "");
}
END_TEST

START_TEST(a_full_disc_in_canonical_order_too)
{
	try_everywhere(ENOSPC, FROM_THEN_ON, "layout=canonical");
}
END_TEST

START_TEST(short_writes_are_gone_on_with)
{
	bed_make("/tmp");
	fault.shortens = true;
	fail_at(INT32_MAX, 0, ONCE);
	check(prepare(1, ""));
	bed_remove();
	bed_make(bed_places[1]);
	check(prepare(1, "layout=canonical"));
	bed_remove();
}
END_TEST

START_TEST(what_could_not_be_written_at_the_end_is_kept_beside)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = prepare(0, "");
	fail_at(0, ENOSPC, FROM_THEN_ON);
	ck_assert_int_eq(iw_close(image), -ENOSPC);
	work_again();
	ck_assert_ptr_nonnull(strstr(bed_said, "mount image again"));
	ck_assert_int_ne(access(bed_path, F_OK), 0);
	check(bed_open(""));
	bed_remove();
}
END_TEST

START_TEST(a_failed_write_is_told_and_leaves_the_file)
{
	struct iw_image *image;

	bed_make("/tmp");
	image = prepare(0, "");
	fail_at(0, ENOSPC, ONCE);
	ck_assert_int_eq(bed_write(image, "three", 'x', BIG, BIG), -ENOSPC);
	work_again();
	check(image);
	bed_remove();
}
END_TEST

START_TEST(after_a_failed_fsync_only_a_new_file_will_do)
{
	struct iw_image *image;
	struct iw_file *file;
	struct stat before, after;

	bed_make("/tmp");
	image = prepare(1, "");
	ck_assert_int_eq(stat(bed_path, &before), 0);
	ck_assert_int_eq(
		iw_open_file(image, bed_find(image, "three"), O_RDWR, &file),
		0);
	fail_at(0, EIO, ONCE);
	ck_assert_int_eq(iw_fsync(file), -EIO);
	work_again();
	ck_assert_int_eq(iw_fsync(file), 0);
	ck_assert_int_eq(iw_release(file), 0);
	ck_assert_int_eq(stat(bed_path, &after), 0);
	ck_assert_uint_ne(before.st_ino, after.st_ino);
	check(image);
	bed_remove();
}
END_TEST

/* All of it goes into the new file, also what no journal tells of. */
START_TEST(an_image_that_is_gone_is_written_whole)
{
	for (enum start start = SYNCED; start < STARTS; start++) {
		struct iw_image *image;

		bed_make(bed_places[1]);
		image = prepare(start, "");
		ck_assert_int_eq(unlink(bed_path), 0);
		check(image);
		image = bed_open("");
		ck_assert(bed_has(image, "kept", 'k', BIG));
		ck_assert_int_eq(iw_close(image), 0);
		bed_remove();
	}
}
END_TEST

static int cut(struct iw_image *image, const char *name, off_t size)
{
	const struct stat st = { .st_size = size };

	return iw_setattr(image, bed_find(image, name), &st, IW_SET_SIZE);
}

/* Each of these changes the BIG file "kept", to be again as it was. */
static int change_frozen(struct iw_image *image)
{
	return bed_write(image, "kept", 'k', 7, 1);
}

static int append(struct iw_image *image)
{
	int error = bed_write(image, "kept", 'k', BIG, BIG);

	if (!error)
		ck_assert_int_eq(cut(image, "kept", BIG), 0);
	return error;
}

static int cut_within(struct iw_image *image)
{
	int error = cut(image, "kept", BIG / 2 + 1);

	if (error)
		return error;
	return bed_write(image, "kept", 'k', 0, BIG);
}

static int empty_and_write(struct iw_image *image)
{
	int error = cut(image, "kept", 0);

	return error ? error : bed_write(image, "kept", 'k', 0, BIG);
}

START_TEST(a_change_that_fails_is_told_and_can_be_tried_again)
{
	static int (*const changes[])(struct iw_image * image) = {
		change_frozen,
		append,
		cut_within,
		empty_and_write,
	};

	for (int variant = 0; variant < 4 * STARTS; variant++) {
		bool came = true;

		for (int at = 0; came; at++) {
			struct iw_image *image;
			int error;

			work_again();
			bed_make(bed_places[1]);
			image = prepare(variant / 4, "");
			fail_at(at, ENOSPC, ONCE);
			error = changes[variant % 4](image);
			came = happened();
			work_again();
			ck_assert(came || !error);
			if (error)
				ck_assert_int_eq(
					changes[variant % 4](image), 0);
			check(image);
			bed_remove();
		}
	}
}
END_TEST

START_TEST(an_image_that_could_not_be_opened_is_as_it_was)
{
	for (enum start start = LOADED; start < STARTS; start++) {
		bool came = true;

		for (int at = 0; came; at++) {
			struct iw_image *image;
			size_t old_size, size;
			char *old, *now;
			int error;

			work_again();
			bed_make(bed_places[1]);
			image = bed_open("");
			begin(image);
			ck_assert_int_eq(iw_close(image), 0);
			if (start == TAKEN)
				change_and_die("");
			old = bed_bytes(bed_path, &old_size);
			fail_at(at, EIO, ONCE);
			error = bed_try("", &image);
			came = happened();
			work_again();
			ck_assert(came || !error);
			now = bed_bytes(bed_path, &size);
			ck_assert(size >= old_size &&
				  !memcmp(old, now, old_size));
			if (error)
				image = bed_open("");
			ck_assert(bed_has(image, "kept", 'k', BIG));
			if (start == TAKEN)
				ck_assert(bed_has(image, "died", 'd', BIG));
			ck_assert_int_eq(iw_close(image), 0);
			free(old);
			free(now);
			bed_remove();
		}
	}
}
END_TEST

UNIT_TESTS("faults", an_io_error_anywhere_leaves_the_old_image_and_all_work,
	an_io_error_in_canonical_order_too,
	a_full_disc_from_anywhere_on_leaves_the_old_image,
	a_full_disc_in_canonical_order_too, short_writes_are_gone_on_with,
	what_could_not_be_written_at_the_end_is_kept_beside,
	a_failed_write_is_told_and_leaves_the_file,
	after_a_failed_fsync_only_a_new_file_will_do,
	an_image_that_is_gone_is_written_whole,
	a_change_that_fails_is_told_and_can_be_tried_again,
	an_image_that_could_not_be_opened_is_as_it_was)
