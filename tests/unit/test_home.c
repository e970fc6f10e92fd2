#include "image/home.h"

#include "imagebed.h"

static struct home home;
static const struct diag diag = { .log = bed_log };

static void file(const char *name, const char *text)
{
	char path[160];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", bed_folder, name);
	out = fopen(path, "w");
	fputs(text, out);
	fclose(out);
}

static bool holds(const char *name, const char *text)
{
	char path[160];
	size_t size;
	char *bytes;
	bool same;

	snprintf(path, sizeof(path), "%s/%s", bed_folder, name);
	bytes = bed_bytes(path, &size);
	same = bytes && size == strlen(text) && !memcmp(bytes, text, size);
	free(bytes);
	return same;
}

/* Makes the file that is to be IMAGE, with TEXT. */
static int fresh(const char *text)
{
	int fd = home_make(&home, home.fresh);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(sysio_write(fd, text, strlen(text), 0), 0);
	return fd;
}

static void open_home(void)
{
	ck_assert_int_eq(home_open(&home, bed_path, &diag), 0);
}

static void end(void)
{
	home_close(&home);
	bed_remove();
}

START_TEST(a_symbolic_link_is_followed_once)
{
	char link[160];

	bed_make("/tmp");
	snprintf(link, sizeof(link), "%s/link", bed_folder);
	ck_assert_int_eq(symlink("image", link), 0);
	ck_assert_int_eq(home_open(&home, link, &diag), 0);
	ck_assert_str_eq(home.name, "image");
	ck_assert(!home.exists);
	end();
}
END_TEST

START_TEST(a_loop_of_links_ends)
{
	bed_make("/tmp");
	ck_assert_int_eq(symlink("image", bed_path), 0);
	ck_assert_int_eq(home_open(&home, bed_path, &diag), -ELOOP);
	bed_remove();
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	bed_make("/tmp");
	ck_assert_int_eq(home_open(&home, bed_folder, &diag), -EISDIR);
	ck_assert_int_eq(home_open(&home, "/dev/null", &diag), -EINVAL);
	ck_assert_int_eq(home_open(&home, "/nowhere/x", &diag), -ENOENT);
	bed_remove();
}
END_TEST

START_TEST(a_name_as_long_as_can_be_has_files_beside_it)
{
	char path[400];

	bed_make("/tmp");
	snprintf(path, sizeof(path), "%s/%0255d", bed_folder, 0);
	ck_assert_int_eq(home_open(&home, path, &diag), 0);
	ck_assert_uint_le(strlen(home.data), 255);
	close(fresh("x"));
	end();
}
END_TEST

START_TEST(the_lock_is_for_one_and_ends_with_it)
{
	int fd;

	bed_make("/tmp");
	open_home();
	fd = home_lock(&home);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(home_lock(&home), -EBUSY);
	close(fd);
	fd = home_lock(&home);
	ck_assert_int_ge(fd, 0);
	close(fd);
	end();
}
END_TEST

START_TEST(a_planted_link_is_not_followed)
{
	char path[160];

	bed_make("/tmp");
	open_home();
	file("precious", "precious");
	snprintf(path, sizeof(path), "%s/%s", bed_folder, home.journal);
	ck_assert_int_eq(symlink("precious", path), 0);
	ck_assert_int_eq(home_lock(&home), -ELOOP);
	snprintf(path, sizeof(path), "%s/%s", bed_folder, home.fresh);
	ck_assert_int_eq(symlink("precious", path), 0);
	close(fresh("new"));
	ck_assert(holds("precious", "precious"));
	end();
}
END_TEST

START_TEST(a_new_image_gets_the_mode_of_new_files)
{
	mode_t mask = umask(027);
	struct stat st;
	int fd;

	bed_make("/tmp");
	open_home();
	umask(mask);
	fd = fresh("new");
	ck_assert_int_eq(home_publish(&home, home.fresh, fd), 0);
	ck_assert_int_eq(stat(bed_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(home_check(&home), 0);
	close(fd);
	end();
}
END_TEST

START_TEST(a_replaced_image_keeps_its_mode)
{
	struct stat st;
	int fd;

	bed_make("/tmp");
	file("image", "old");
	ck_assert_int_eq(chmod(bed_path, 0604), 0);
	open_home();
	fd = fresh("new");
	ck_assert_int_eq(home_publish(&home, home.fresh, fd), 0);
	ck_assert_int_eq(stat(bed_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0604);
	ck_assert(holds("image", "new"));
	close(fd);
	end();
}
END_TEST

START_TEST(what_took_the_place_is_not_overwritten)
{
	static const char *const before[] = { NULL, "", "old" };

	for (int i = 0; i < 3; i++) {
		int fd;

		bed_make("/tmp");
		if (before[i])
			file("image", before[i]);
		open_home();
		file("other", "other");
		ck_assert_int_eq(
			renameat(home.dir, "other", home.dir, "image"), 0);
		fd = fresh("new");
		ck_assert_int_eq(home_publish(&home, home.fresh, fd), -EEXIST);
		ck_assert(holds("image", "other"));
		close(fd);
		end();
	}
}
END_TEST

START_TEST(what_was_removed_is_made_again)
{
	int fd;

	bed_make("/tmp");
	file("image", "old");
	open_home();
	ck_assert_int_eq(unlink(bed_path), 0);
	ck_assert_int_eq(home_check(&home), -ENOENT);
	fd = fresh("new");
	ck_assert_int_eq(home_publish(&home, home.fresh, fd), 0);
	ck_assert(holds("image", "new"));
	close(fd);
	end();
}
END_TEST

UNIT_TESTS("home", a_symbolic_link_is_followed_once, a_loop_of_links_ends,
	what_is_no_file_is_refused,
	a_name_as_long_as_can_be_has_files_beside_it,
	the_lock_is_for_one_and_ends_with_it, a_planted_link_is_not_followed,
	a_new_image_gets_the_mode_of_new_files, a_replaced_image_keeps_its_mode,
	what_took_the_place_is_not_overwritten, what_was_removed_is_made_again)
