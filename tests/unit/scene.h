/*
 * A scene: a model without store, worked on by lines of shell-like commands.
 *
 *	cp PATH; mkdir PATH; ln OLD NEW; rm PATH; rmdir PATH; mv OLD NEW
 *	mvn OLD NEW (RENAME_NOREPLACE); swap OLD NEW (RENAME_EXCHANGE)
 *	sym PATH; contexts iso:rockridge (what all/ names)
 *
 * A path is VIEW/NAME/NAME ...; names have no spaces here, '+' stands for one.
 */
#ifndef ISOWEAVE_TESTS_SCENE_H
#define ISOWEAVE_TESTS_SCENE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"

#include "unit.h"

#define SCENE_UNUSED __attribute__((unused))
#define SCENE_LINE 2048

struct scene {
	struct settings settings;
	struct model model;
	char names[65536]; /* of scene_names */
	char told[4096];   /* events, each with a blank */
};

SCENE_UNUSED static void scene_open(struct scene *scene)
{
	ck_assert_int_eq(settings_init(&scene->settings), 0);
	for (int v = 0; v <= IW_UDF; v++)
		scene->settings.context[v] = true;
	ck_assert_int_eq(
		model_init(&scene->model, &scene->settings, NULL, NULL), 0);
	scene->told[0] = '\0';
}

SCENE_UNUSED static void scene_close(struct scene *scene)
{
	model_free(&scene->model);
	settings_clear(&scene->settings);
}

/* The place that PATH, which is cut up, says; -errno of a lookup on the way. */
static int scene_place(struct scene *scene, char *path, struct iw_place *out)
{
	char *part = strchr(path, '/'), *next;
	int err = 0;

	ck_assert_msg(part != NULL, "path: %s", path);
	*part++ = '\0';
	out->dir = scene->model.root;
	for (int v = 0; v < IW_VIEWS; v++) {
		if (!strcmp(path, views[v].folder))
			out->view = (enum iw_view)v;
	}
	for (; !err && (next = strchr(part, '/')); part = next + 1) {
		*next = '\0';
		out->name = part;
		err = model_lookup(&scene->model, out, &out->dir);
	}
	for (char *c = part; *c; c++) {
		if (*c == '+')
			*c = ' ';
	}
	out->name = part;
	return err;
}

static int scene_one(struct scene *scene, const char *verb,
	const struct iw_place *a, const struct iw_place *b)
{
	struct model *m = &scene->model;
	struct iw_new what = { .mode = S_IFREG | 0644, .target = "target" };
	struct iw_node *node;

	if (!strcmp(verb, "cp"))
		return model_make(m, a, &what, &node);
	if (!strcmp(verb, "mkdir")) {
		what.mode = S_IFDIR | 0755;
		return model_make(m, a, &what, &node);
	}
	if (!strcmp(verb, "sym")) {
		what.mode = S_IFLNK | 0777;
		return model_make(m, a, &what, &node);
	}
	if (!strcmp(verb, "rm"))
		return model_unlink(m, a);
	if (!strcmp(verb, "rmdir"))
		return model_rmdir(m, a);
	if (!strcmp(verb, "mv"))
		return model_rename(m, a, b, 0);
	if (!strcmp(verb, "mvn"))
		return model_rename(m, a, b, RENAME_NOREPLACE);
	if (!strcmp(verb, "swap"))
		return model_rename(m, a, b, RENAME_EXCHANGE);
	ck_assert_str_eq(verb, "ln");
	if (model_lookup(m, a, &node))
		return -ENOENT;
	return model_link(m, node, b);
}

/* Runs COMMANDS until one fails; returns its -errno, or 0. */
SCENE_UNUSED static int scene_run(struct scene *scene, const char *commands)
{
	char all[4096], *line, *rest = NULL;
	int err = 0;

	snprintf(all, sizeof(all), "%s", commands);
	for (line = strtok_r(all, ";", &rest); line && !err;
		line = strtok_r(NULL, ";", &rest)) {
		char verb[16], a[1024], b[1024] = "";
		struct iw_place from, to;
		int n = sscanf(line, "%15s %1023s %1023s", verb, a, b);

		if (n <= 0)
			continue;
		if (!strcmp(verb, "contexts")) {
			for (int v = 0; v <= IW_UDF; v++)
				scene->settings.context[v] =
					strstr(a, views[v].folder) != NULL;
			continue;
		}
		err = scene_place(scene, a, &from);
		if (!err && n > 2)
			err = scene_place(scene, b, &to);
		if (!err)
			err = scene_one(scene, verb, &from, &to);
		model_check(&scene->model);
	}
	return err;
}

/* A scene in which COMMANDS were run. */
SCENE_UNUSED static void scene_begin(struct scene *scene, const char *commands)
{
	scene_open(scene);
	ck_assert_int_eq(scene_run(scene, commands), 0);
}

/* The node at PATH, "all/d/foo". */
SCENE_UNUSED static struct iw_node *scene_node(
	struct scene *scene, const char *path)
{
	char copy[1024];
	struct iw_place place;
	struct iw_node *node;

	snprintf(copy, sizeof(copy), "%s", path);
	ck_assert_int_eq(scene_place(scene, copy, &place), 0);
	ck_assert_int_eq(model_lookup(&scene->model, &place, &node), 0);
	return node;
}

struct scene_list {
	char line[512][SCENE_LINE];
	size_t count;
	const struct scene *scene;
	enum iw_view view;
	char path[1024];
	struct iw_node *dir;
};

static bool scene_fill(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	struct scene_list *list = user;
	const struct iw_listing from = { node, list->view, 0 };
	bool is_dir = S_ISDIR(node->mode);
	size_t length = strlen(list->path);

	(void)cookie;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return true;
	snprintf(list->line[list->count++], SCENE_LINE, "%s%s=%ju%s",
		list->path, name, (uintmax_t)node->ino, is_dir ? "/" : "");
	if (!is_dir)
		return true;
	snprintf(list->path + length, sizeof(list->path) - length, "%s/", name);
	model_readdir(&list->scene->model, &from, scene_fill, list);
	list->path[length] = '\0';
	return true;
}

static int scene_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The names of VIEW, sorted: "foo=2 sub=3/ sub/bar=4"; inode numbers as they
 * were given, the root is 1. */
SCENE_UNUSED static const char *scene_view(
	struct scene *scene, enum iw_view view)
{
	const struct iw_listing from = { scene->model.root, view, 0 };
	static struct scene_list list;
	char *out = scene->names;

	list.count = 0;
	list.scene = scene;
	list.view = view;
	list.path[0] = '\0';
	model_readdir(&scene->model, &from, scene_fill, &list);
	qsort(list.line, list.count, sizeof(*list.line), scene_compare);
	*out = '\0';
	for (size_t i = 0; i < list.count; i++)
		out += sprintf(out, "%s%s", i ? " " : "", list.line[i]);
	return scene->names;
}

/* Given commands: what each view then shows. NULL: not looked at. */
struct scene_row {
	const char *commands;
	const char *iso, *rockridge, *joliet, *udf, *all;
};

SCENE_UNUSED static void scene_check_rows(
	const struct scene_row *rows, size_t count)
{
	static struct scene scene;

	for (size_t i = 0; i < count; i++) {
		const char *const expected[IW_VIEWS] = { rows[i].iso,
			rows[i].rockridge, rows[i].joliet, rows[i].udf, NULL,
			rows[i].all };
		int err;

		scene_open(&scene);
		err = scene_run(&scene, rows[i].commands);
		ck_assert_msg(!err, "%s: %s", rows[i].commands, strerror(-err));
		for (int v = 0; v < IW_VIEWS; v++) {
			if (!expected[v])
				continue;
			ck_assert_msg(
				!strcmp(scene_view(&scene, v), expected[v]),
				"%s: %s/ has '%s', not '%s'", rows[i].commands,
				views[v].folder, scene.names, expected[v]);
		}
		scene_close(&scene);
	}
}

#define SCENE_CHECK(rows) scene_check_rows(rows, COUNT(rows))

/* A command that fails with ERROR, and changes nothing. */
struct scene_refusal {
	const char *before, *command;
	int error;
};

SCENE_UNUSED static void scene_check_refusals(
	const struct scene_refusal *rows, size_t count)
{
	static struct scene scene;

	for (size_t i = 0; i < count; i++) {
		char before[IW_VIEWS][1024];
		int err;

		scene_open(&scene);
		err = scene_run(&scene, rows[i].before);
		ck_assert_msg(!err, "%s: %s", rows[i].before, strerror(-err));
		for (int v = 0; v < IW_VIEWS; v++)
			snprintf(before[v], sizeof(before[v]), "%s",
				scene_view(&scene, v));
		err = scene_run(&scene, rows[i].command);
		ck_assert_msg(err == -rows[i].error, "%s; %s: %s",
			rows[i].before, rows[i].command, strerror(-err));
		for (int v = 0; v < IW_VIEWS; v++)
			ck_assert_str_eq(before[v], scene_view(&scene, v));
		scene_close(&scene);
	}
}

#define SCENE_CHECK_REFUSALS(rows) scene_check_refusals(rows, COUNT(rows))

#endif
