#include "image/tuning.h"

#include "imagebed.h"

static struct iw_image *image;

static void open_image(const char *options)
{
	image = bed_begin(options);
	bed_said[0] = 0;
}

static void close_image(void)
{
	bed_end(image);
}

/* As LOG_NOTICE, alone. */
static void assert_said(const char *sentence)
{
	char line[256];

	snprintf(line, sizeof(line), "5 %s\n", sentence);
	ck_assert_str_eq(bed_said, line);
	bed_said[0] = 0;
}

static int set(const char *name, const char *value)
{
	return iw_setting_set(
		image, (size_t)settings_find(name), value, strlen(value));
}

static void make(struct iw_node *dir, enum iw_view view, const char *name,
	mode_t mode, struct iw_node **out)
{
	const struct iw_place place = { dir, view, name };
	const struct iw_new what = { .mode = mode };

	ck_assert_int_eq(model_make(&image->model, &place, &what, out), 0);
}

START_TEST(a_line_sets_and_reads_back)
{
	size_t volid = (size_t)settings_find("volid");
	uint64_t changes;
	char line[64];

	open_image("");
	changes = image->model.changes;
	ck_assert_int_eq(set("volid", "MY_DISC\n"), 0);
	ck_assert_uint_gt(image->model.changes, changes);
	ck_assert_int_eq(iw_setting_get(image, volid, line, 64), 8);
	ck_assert_str_eq(line, "MY_DISC\n");
	ck_assert_int_eq(iw_setting_get(image, volid, line, 9), 8);
	ck_assert_int_eq(iw_setting_get(image, volid, line, 8), -ERANGE);
	ck_assert_int_eq(iw_setting_get(image, 1000, line, 64), -ENOENT);
	ck_assert_int_eq(set("volid", "\n"), 0);
	ck_assert_str_eq(image->settings.volid, "");
	close_image();
}
END_TEST

START_TEST(what_cannot_be_is_refused_with_a_sentence)
{
	size_t volid = (size_t)settings_find("volid");
	uint64_t changes;

	open_image("");
	changes = image->model.changes;
	ck_assert_int_eq(set("iso-level", "5\n"), -EINVAL);
	assert_said("iso-level: '5' is none of 1, 2, 3, 4");
	ck_assert_int_eq(set("volid", "A\nB\n"), -EINVAL);
	ck_assert_int_eq(iw_setting_set(image, volid, "A\0B", 3), -EINVAL);
	bed_said[0] = 0;
	ck_assert_int_eq(set("charset", "ASCII\n"), -EPERM);
	assert_said("charset: only at the mount, with -o charset");
	image->settings.read_only = true;
	ck_assert_int_eq(set("volid", "A"), -EROFS);
	image->settings.read_only = false;
	ck_assert_uint_eq(image->model.changes, changes);
	close_image();
}
END_TEST

START_TEST(names_that_are_there_stay_legal)
{
	struct iw_node *dir, *file;

	open_image("");
	make(image->model.root, IW_ISO, "SUB", S_IFDIR, &dir);
	make(dir, IW_ISO, "NINECHARS.TXT", S_IFREG, &file);
	ck_assert_int_eq(set("iso-level", "1"), -EINVAL);
	assert_said("iso-level: 'NINECHARS.TXT' in iso/ would not "
		    "be legal any more; rename it first");
	ck_assert_int_eq(image->settings.iso_level, 3);
	ck_assert_int_eq(set("iso-level", "4"), 0);
	make(dir, IW_ISO, "Mixed.Case", S_IFREG, &file);
	ck_assert_int_eq(set("iso-level", "3"), -EINVAL);
	ck_assert_int_eq(set("iso-level", "4"), 0);
	close_image();
}
END_TEST

START_TEST(joliet_names_keep_joliet_long)
{
	struct iw_node *file;
	char name[71];

	open_image("");
	memset(name, 'x', 70);
	name[70] = 0;
	ck_assert_int_eq(set("joliet-long", "yes"), 0);
	make(image->model.root, IW_JOLIET, name, S_IFREG, &file);
	ck_assert_int_eq(set("joliet-long", "no"), -EINVAL);
	ck_assert(image->settings.joliet_long);
	close_image();
}
END_TEST

START_TEST(records_bring_a_setting_back_unless_it_was_given)
{
	open_image("");
	ck_assert_int_eq(
		tuning_replay(image, (const uint8_t *)"volid\0A", 8), 0);
	ck_assert_str_eq(image->settings.volid, "A");
	ck_assert_int_eq(set("volid", "MINE"), 0);
	ck_assert_int_eq(
		tuning_replay(image, (const uint8_t *)"volid\0A", 8), 0);
	ck_assert_str_eq(image->settings.volid, "MINE");
	ck_assert_int_eq(
		tuning_replay(image, (const uint8_t *)"volid", 6), -EUCLEAN);
	ck_assert_int_eq(
		tuning_replay(image, (const uint8_t *)"volid\0A", 7), -EUCLEAN);
	ck_assert_int_eq(
		tuning_replay(image, (const uint8_t *)"no\0A", 5), -EUCLEAN);
	close_image();
}
END_TEST

/* Opens the image with OPTIONS in a process that sets VOLID, makes NAME in
 * iso/, and is then killed. */
static void killed_after(
	const char *options, const char *volid, const char *name)
{
	pid_t child = fork();
	struct iw_node *file;
	int status;

	if (!child) {
		if (bed_try(options, &image))
			_exit(1);
		if (volid && set("volid", volid))
			_exit(2);
		make(image->model.root, IW_ISO, name, S_IFREG, &file);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
}

START_TEST(what_was_set_outlives_the_daemon)
{
	bed_make("/tmp");
	killed_after("iso-level=4", "KEPT", "a long Name");
	killed_after("", NULL, "another Name");
	image = bed_open("sysid=LINUX");
	ck_assert_str_eq(image->settings.volid, "KEPT");
	ck_assert_str_eq(image->settings.sysid, "LINUX");
	ck_assert_int_eq(image->settings.iso_level, 4);
	close_image();
}
END_TEST

START_TEST(what_the_image_says_outlives_the_daemon)
{
	image = bed_begin("volid=Odd one,publisher=ME");
	ck_assert_int_eq(set("sysid", "LINUX"), 0);
	ck_assert_int_eq(iw_close(image), 0);
	killed_after("publisher=YOU", NULL, "A");
	image = bed_open("");
	ck_assert_str_eq(image->settings.volid, "Odd one");
	ck_assert_str_eq(image->settings.sysid, "LINUX");
	ck_assert_str_eq(image->settings.publisher, "YOU");
	close_image();
}
END_TEST

START_TEST(irregular_identifiers_are_remarked_on_at_the_opening)
{
	image = bed_begin("volid=Odd one");
	ck_assert_ptr_nonnull(strstr(bed_said, "volid: 'Odd one' holds"));
	close_image();
}
END_TEST

UNIT_TESTS("tuning", a_line_sets_and_reads_back,
	what_cannot_be_is_refused_with_a_sentence,
	names_that_are_there_stay_legal, joliet_names_keep_joliet_long,
	records_bring_a_setting_back_unless_it_was_given,
	what_was_set_outlives_the_daemon,
	what_the_image_says_outlives_the_daemon,
	irregular_identifiers_are_remarked_on_at_the_opening)
