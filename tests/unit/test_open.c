#include "imagebed.h"

#define SOMEBODY 65534

static void assert_owner(struct iw_image *image)
{
	struct stat st;

	ck_assert_int_eq(iw_getattr(image, iw_root(image), IW_ALL, &st), 0);
	ck_assert_uint_eq(st.st_uid, geteuid());
	ck_assert_uint_eq(st.st_gid, getegid());
}

/* Runs WORK as an ordinary user where this is root. */
static int as_somebody(void (*work)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		if (!geteuid() && (setgid(SOMEBODY) || setuid(SOMEBODY)))
			_exit(1);
		work();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static void make_and_die(void)
{
	struct iw_image *image = bed_open("");

	assert_owner(image);
	raise(SIGKILL);
}

static void take_up(void)
{
	struct iw_image *image = bed_open("");

	assert_owner(image);
	ck_assert_int_eq(iw_close(image), 0);
}

START_TEST(who_makes_an_image_owns_its_root_also_after_a_kill)
{
	bed_make("/tmp");
	if (!geteuid())
		ck_assert_int_eq(chown(bed_folder, SOMEBODY, SOMEBODY), 0);
	ck_assert(WIFSIGNALED(as_somebody(make_and_die)));
	ck_assert_int_eq(as_somebody(take_up), 0);
	ck_assert_int_eq(as_somebody(take_up), 0);
	bed_remove();
}
END_TEST

UNIT_TESTS("open", who_makes_an_image_owns_its_root_also_after_a_kill)
