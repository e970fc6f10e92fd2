#include "udf/udf_load.h"

#include <stdio.h>
#include <sys/sysmacros.h>

#include "load/loader.h"
#include "udf_scene.h"

static const int revisions[] = { 102, 150, 201, 260 };

/* What was said, as a count. */
static void count_said(void *owner, int severity, const char *sentence)
{
	(void)severity;
	(void)sentence;
	++*(unsigned *)owner;
}

/* The volume of S, loaded into an empty scene; returns the faults. */
static uint64_t load(struct udf_scene *s, struct scene *out, int result)
{
	unsigned said = 0;
	const struct diag diag = { .owner = &said, .log = count_said };
	FILE *file = tmpfile();
	struct intake intake = {
		.settings = &out->settings,
		.model = &out->model,
		.diag = &diag,
	};

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(
		fwrite(s->bytes, UDF_BLOCK, s->sectors, file), s->sectors);
	ck_assert_int_eq(fflush(file), 0);
	intake.medium = (struct medium){
		.fd = fileno(file),
		.size = s->sectors * UDF_BLOCK,
	};
	scene_open(out);
	ck_assert_int_eq(udf_load(&intake), result);
	intake_end(&intake);
	fclose(file);
	model_check(&out->model);
	ck_assert_uint_ge(said, intake.faults);
	return intake.faults;
}

static struct iw_node *node_at(const struct scene *scene, const char *name)
{
	struct iw_node *node =
		model_find(&scene->model, scene->model.root, IW_UDF, name);

	ck_assert_msg(node != NULL, "%s is not there", name);
	return node;
}

static void assert_time(struct timespec was, struct timespec is)
{
	ck_assert_int_eq(was.tv_sec, is.tv_sec);
	ck_assert_int_eq(was.tv_nsec / 1000 * 1000, is.tv_nsec);
}

static void assert_same(const struct iw_node *was, const struct iw_node *is)
{
	ck_assert_uint_eq(was->mode, is->mode);
	ck_assert_uint_eq(was->uid, is->uid);
	ck_assert_uint_eq(was->gid, is->gid);
	ck_assert_uint_eq(was->names, is->names);
	assert_time(was->atime, is->atime);
	assert_time(was->mtime, is->mtime);
	assert_time(was->ctime, is->ctime);
	assert_time(was->btime, is->btime);
	if (S_ISLNK(was->mode))
		ck_assert_str_eq(was->target, is->target);
	if (S_ISBLK(was->mode) || S_ISCHR(was->mode))
		ck_assert_uint_eq(was->rdev, is->rdev);
}

START_TEST(what_was_written_is_loaded)
{
	static const char commands[] =
		"cp udf/a; mkdir udf/d; sym udf/l; ln udf/a udf/two; "
		"cp udf/d/b; mkdir udf/d/e; ln udf/a udf/d/e/three";
	static const char *const names[] = { "a", "d", "l" };
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, commands);
	node_at(&s.scene, "a")->mode = S_IFREG | S_ISUID | 0751;
	node_at(&s.scene, "a")->uid = 70000;
	node_at(&s.scene, "d")->gid = 80000;
	node_at(&s.scene, "d")->mtime = (struct timespec){ -5, 123456789 };
	udf_emit(&s, revisions[_i]);
	ck_assert_uint_eq(load(&s, &loaded, 0), 0);
	ck_assert_int_eq(loaded.settings.udf, revisions[_i]);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_same(node_at(&s.scene, names[i]),
			node_at(&loaded, names[i]));
	ck_assert_str_eq(
		scene_view(&loaded, IW_UDF), scene_view(&s.scene, IW_UDF));
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

START_TEST(a_device_is_loaded)
{
	struct udf_scene s;
	struct scene loaded;
	struct iw_node *node;

	udf_open(&s, "");
	node = node_new(&s.scene.model, S_IFCHR | 0600);
	node->rdev = makedev(4, 64);
	ck_assert_int_eq(link_name(&s.scene.model, s.scene.model.root, IW_UDF,
				 "tty", node),
		0);
	udf_emit(&s, revisions[_i]);
	ck_assert_uint_eq(load(&s, &loaded, 0), 0);
	assert_same(node, node_at(&loaded, "tty"));
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

START_TEST(the_reserve_stands_in_for_the_main_sequence)
{
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, revisions[_i]);
	memset(udf_at(&s, UDF_MAIN_LBA), 0xff, UDF_BLOCK);
	ck_assert_uint_gt(load(&s, &loaded, 0), 0);
	node_at(&loaded, "a");
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

START_TEST(the_last_anchor_stands_in_for_the_first)
{
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, revisions[_i]);
	memset(udf_at(&s, UDF_ANCHOR), 0, UDF_BLOCK);
	ck_assert_uint_eq(load(&s, &loaded, 0), 0);
	node_at(&loaded, "a");
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

START_TEST(the_mirror_stands_in_for_the_metadata_file)
{
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 260);
	memset(udf_at(&s, s.sectors - 2), 0, UDF_BLOCK);
	ck_assert_uint_eq(load(&s, &loaded, 0), 1);
	node_at(&loaded, "a");
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

START_TEST(without_recognition_there_is_nothing)
{
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 201);
	memset(udf_at(&s, 16), 0, (size_t)16 * UDF_BLOCK);
	ck_assert_uint_eq(load(&s, &loaded, -ENOENT), 0);
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

/* Nothing is looked for behind what is no structure of recognition. */
START_TEST(recognition_ends_with_what_is_none)
{
	struct udf_scene s;
	struct scene loaded;

	udf_open(&s, "cp udf/a");
	udf_emit(&s, 201);
	memset(udf_at(&s, 16), 0, (size_t)16 * UDF_BLOCK);
	memcpy(udf_at(&s, 19), "\0NSR03\1", 7);
	ck_assert_uint_eq(load(&s, &loaded, -ENOENT), 0);
	scene_close(&loaded);
	udf_close(&s);
}
END_TEST

/* Cut anywhere, it is loaded in part or not at all. */
START_TEST(a_volume_may_end_anywhere)
{
	struct udf_scene s;
	struct scene loaded;
	uint64_t sectors;

	udf_open(&s, "cp udf/a; mkdir udf/d; cp udf/d/b");
	udf_emit(&s, revisions[_i]);
	sectors = s.sectors;
	for (s.sectors = sectors - 1; s.sectors > 257; s.sectors--) {
		unsigned said = 0;
		const struct diag diag = { .owner = &said, .log = count_said };
		FILE *file = tmpfile();
		struct intake intake = { .diag = &diag };

		scene_open(&loaded);
		intake.settings = &loaded.settings;
		intake.model = &loaded.model;
		ck_assert_uint_eq(
			fwrite(s.bytes, UDF_BLOCK, s.sectors, file), s.sectors);
		ck_assert_int_eq(fflush(file), 0);
		intake.medium.fd = fileno(file);
		intake.medium.size = s.sectors * UDF_BLOCK;
		udf_load(&intake);
		intake_end(&intake);
		fclose(file);
		model_check(&loaded.model);
		scene_close(&loaded);
	}
	s.sectors = sectors;
	udf_close(&s);
}
END_TEST

UNIT_LOOPS("udf_load", { what_was_written_is_loaded, 0, 4 },
	{ a_device_is_loaded, 0, 4 },
	{ the_reserve_stands_in_for_the_main_sequence, 0, 4 },
	{ the_last_anchor_stands_in_for_the_first, 0, 4 },
	{ the_mirror_stands_in_for_the_metadata_file, 0, 1 },
	{ without_recognition_there_is_nothing, 0, 1 },
	{ recognition_ends_with_what_is_none, 0, 1 },
	{ a_volume_may_end_anywhere, 0, 4 })
