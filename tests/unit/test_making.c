#include "model/dir.h"
#include "model/link.h"

#include "scene.h"

/* What it costs must grow like N: a bound on time would be a matter of luck,
 * so this only does it at a size where a square would not end. */
START_TEST(many_colliding_names_are_told_apart)
{
	static struct scene scene;
	const struct iw_new what = { .mode = S_IFREG };
	struct iw_node *node;
	char name[64];

	scene_open(&scene);
	scene.settings.iso_level = 1;
	for (int i = 0; i < 30000; i++) {
		const struct iw_place place = { scene.model.root, IW_ALL,
			name };

		snprintf(name, sizeof(name), "the same beginning %d.txt", i);
		ck_assert_int_eq(
			model_make(&scene.model, &place, &what, &node), 0);
	}
	ck_assert_uint_eq(scene.model.names[IW_ISO], 30000);
	model_check(&scene.model);
	scene_close(&scene);
}
END_TEST

START_TEST(past_the_count_of_the_medium_is_too_many_links)
{
	static struct scene scene;
	struct iw_place place;
	struct iw_node *node;
	char name[32];

	scene_begin(&scene, "cp udf/a");
	node = scene_node(&scene, "udf/a");
	place = (struct iw_place){ scene.model.root, IW_UDF, name };
	for (int i = 1; i < 65535; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		ck_assert_int_eq(model_link(&scene.model, node, &place), 0);
	}
	snprintf(name, sizeof(name), "one more");
	ck_assert_int_eq(model_link(&scene.model, node, &place), -EMLINK);
	place.view = IW_ALL;
	ck_assert_int_eq(model_link(&scene.model, node, &place), -EMLINK);
	place.view = IW_JOLIET;
	ck_assert_int_eq(model_link(&scene.model, node, &place), 0);
	model_check(&scene.model);
	ck_assert_int_eq(scene_run(&scene, "rm udf/a"), 0);
	place.view = IW_UDF;
	ck_assert_int_eq(model_link(&scene.model, node, &place), 0);
	scene_close(&scene);
}
END_TEST

START_TEST(more_names_than_a_directory_can_record_are_refused)
{
	static const struct iw_new what = { .mode = S_IFREG | 0644 };
	static const enum iw_view rows[] = { IW_ISO, IW_JOLIET, IW_ALL };
	static struct scene scene;
	struct iw_node *node;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const enum iw_view full = rows[i] == IW_ALL ? IW_ISO : rows[i];
		struct iw_place place = { .view = rows[i], .name = "FOO" };
		uint32_t *count;

		scene_begin(&scene, "mkdir all/d");
		place.dir = scene.model.root;
		count = &place.dir->dir->of[full].count;
		/* As if so many were there. */
		*count += UINT32_C(0xff0000) - 1;
		ck_assert_int_eq(model_make(&scene.model, &place, &what, &node),
			-ENOSPC);
		*count -= UINT32_C(0xff0000) - 1;
		ck_assert_int_eq(
			model_make(&scene.model, &place, &what, &node), 0);
		model_check(&scene.model);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(a_name_in_another_context_joins_the_link)
{
	static struct scene scene;
	static const char *const commands[] = {
		"cp joliet/a; ln joliet/a rockridge/a",
		"cp iso/FOO.TXT; ln iso/FOO.TXT joliet/foo.txt",
		"cp rockridge/one; ln rockridge/one iso/OTHER",
		("cp rockridge/a; ln rockridge/a rockridge/b;"
		 "ln rockridge/a udf/b; ln rockridge/a udf/a; rm all/a"),
	};

	for (size_t i = 0; i < COUNT(commands); i++) {
		size_t links = 0;
		struct dir *dir;

		scene_open(&scene);
		ck_assert_int_eq(scene_run(&scene, commands[i]), 0);
		dir = scene.model.root->dir;
		for (size_t k = 0; k < dir->link_count; k++)
			links += dir->links[k] != NULL;
		ck_assert_uint_eq(links, 1);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(a_set_group_id_directory_hands_its_group_on)
{
	static struct scene scene;
	struct stat st = { .st_mode = S_ISGID | 0775, .st_gid = 77 };

	scene_begin(&scene, "mkdir all/d");
	ck_assert_int_eq(
		model_setattr(&scene.model, scene_node(&scene, "all/d"), &st,
			IW_SET_MODE | IW_SET_GID),
		0);
	ck_assert_int_eq(
		scene_run(&scene, "cp all/d/file; mkdir all/d/sub"), 0);
	ck_assert_uint_eq(scene_node(&scene, "iso/D/FILE")->gid, 77);
	ck_assert_uint_eq(scene_node(&scene, "iso/D/FILE")->mode & S_ISGID, 0);
	ck_assert_uint_eq(scene_node(&scene, "udf/d/sub")->gid, 77);
	ck_assert_uint_ne(scene_node(&scene, "udf/d/sub")->mode & S_ISGID, 0);
	scene_close(&scene);
}
END_TEST

/* Given a command: which of the times of directory and file it moves. */
START_TEST(changes_are_stamped_as_posix_has_it)
{
	static const struct {
		const char *command, *path;
		bool mtime, ctime;
	} rows[] = {
		{ "ln all/d/a all/b", "all/d/a", false, true },
		{ "ln all/d/a all/b", "all/d", false, false },
		{ "ln all/d/a all/d/b", "all/d", true, true },
		{ "mv all/d/a all/d/b", "all/d/b", false, true },
		{ "mv all/d/a all/d/b", "all/d", true, true },
		{ "mv all/d/a all/e/a", "all/e", true, true },
		{ "mv all/d/a all/e/a", "all/d", true, true },
		{ "rm joliet/d/a", "all/d/a", false, true },
		{ "rm joliet/d/a", "all/d", true, true },
		{ "mkdir all/e/x", "all/e", true, true },
	};
	static struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		static const char *const paths[] = { "all/d", "all/d/a",
			"all/e" };
		const struct iw_node *node;

		scene_open(&scene);
		ck_assert_int_eq(
			scene_run(
				&scene, "mkdir all/d; mkdir all/e; cp all/d/a"),
			0);
		for (int k = 0; k < 3; k++) {
			struct iw_node *old = scene_node(&scene, paths[k]);

			old->mtime = old->ctime = (struct timespec){ 1, 0 };
		}
		ck_assert_int_eq(scene_run(&scene, rows[i].command), 0);
		node = scene_node(&scene, rows[i].path);
		ck_assert_msg(
			(node->mtime.tv_sec != 1) == rows[i].mtime &&
				(node->ctime.tv_sec != 1) == rows[i].ctime,
			"%s: %s", rows[i].command, rows[i].path);
		scene_close(&scene);
	}
}
END_TEST

/* A loader names what the medium has, legal or not, through the same links. */
START_TEST(a_loader_names_what_it_finds)
{
	static struct scene scene;
	struct iw_node *root, *dir, *file;

	scene_open(&scene);
	root = scene.model.root;
	dir = node_new(&scene.model, S_IFDIR | 0755);
	file = node_new(&scene.model, S_IFREG | 0644);
	ck_assert_int_eq(link_name(&scene.model, root, IW_ISO, "d&d", dir), 0);
	ck_assert_int_eq(
		link_name(&scene.model, dir, IW_JOLIET, "a", file), -ESTALE);
	ck_assert_int_eq(link_name(&scene.model, root, IW_JOLIET, "d", dir), 0);
	ck_assert_int_eq(link_name(&scene.model, dir, IW_JOLIET, "a", file), 0);
	ck_assert_int_eq(link_name(&scene.model, dir, IW_ISO, "a*", file), 0);
	ck_assert_int_eq(
		link_name(&scene.model, dir, IW_ISO, "A*;1", file), -EEXIST);
	ck_assert_int_eq(
		link_name(&scene.model, dir, IW_ISO, "again", dir), -EPERM);
	ck_assert_ptr_eq(model_find(&scene.model, dir, IW_ISO, "a*"), file);
	ck_assert_str_eq(scene_view(&scene, IW_ALL), "d/a=3 d=2/");
	model_check(&scene.model);
	scene_close(&scene);
}
END_TEST

UNIT_TESTS("making", many_colliding_names_are_told_apart,
	past_the_count_of_the_medium_is_too_many_links,
	more_names_than_a_directory_can_record_are_refused,
	a_name_in_another_context_joins_the_link,
	a_set_group_id_directory_hands_its_group_on,
	changes_are_stamped_as_posix_has_it, a_loader_names_what_it_finds)
