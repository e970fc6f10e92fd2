
#include "scene.h"

/* Writes "VIEW/NAME" for a name, "VIEW:INO" for attributes. */
static void note_name(
	void *owner, struct iw_node *dir, enum iw_view view, const char *name)
{
	struct scene *scene = owner;

	(void)dir;
	sprintf(scene->told + strlen(scene->told), "%s/%s ", views[view].folder,
		name);
}

static void note_count(void *owner, struct iw_node *node, enum iw_view view)
{
	struct scene *scene = owner;

	if (S_ISDIR(node->mode))
		return;
	sprintf(scene->told + strlen(scene->told), "%s:%ju ",
		views[view].folder, (uintmax_t)node->ino);
}

/* The owner knows the root in every view, and file 2. */
static void know_file(struct scene *scene)
{
	struct iw_place place = { scene->model.root, IW_ALL, "a" };
	struct iw_node *node;

	for (int v = 0; v < IW_VIEWS; v++)
		node_ref(scene->model.root, v);
	ck_assert_int_eq(model_lookup(&scene->model, &place, &node), 0);
	node_ref(node, IW_ALL);
	scene->model.events =
		(struct iw_events){ scene, NULL, note_name, note_count };
}

START_TEST(owner_hears_of_what_it_cannot_reckon)
{
	static const struct {
		const char *before, *command, *told;
	} rows[] = {
		{ "cp all/a", "rm all/a",
			"iso/A joliet/a udf/a rockridge/a "
			"iso:2 " },
		{ "cp rockridge/a", "rm rockridge/a", "all/a " },
		{ "cp rockridge/a", "ln rockridge/a joliet/a", "" },
		{ "cp rockridge/a; ln rockridge/a rockridge/b",
			"rm rockridge/b", "all/b " },
		{ "cp rockridge/a; cp rockridge/b",
			"mv rockridge/b rockridge/a", "all/a all/b " },
		{ "contexts iso:rockridge; cp all/a", "mv all/a joliet/a",
			"iso/A rockridge/a iso:2 " },
	};
	static struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		scene_begin(&scene, rows[i].before);
		know_file(&scene);
		ck_assert_int_eq(scene_run(&scene, rows[i].command), 0);
		ck_assert_str_eq(scene.told, rows[i].told);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(names_that_any_case_finds_are_not_as_given)
{
	static const struct {
		const char *contexts;
		enum iw_view view;
		bool as_given;
	} rows[] = {
		{ "contexts iso:rockridge:joliet:udf", IW_ALL, true },
		{ "contexts rockridge", IW_ALL, true },
		{ "contexts iso", IW_ALL, false },
		{ "contexts iso:joliet", IW_ALL, false },
		{ "contexts iso:rockridge", IW_ISO, false },
		{ "contexts iso", IW_ROCKRIDGE, true },
		{ "contexts iso", IW_JOLIET, true },
	};
	static struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		scene_begin(&scene, rows[i].contexts);
		ck_assert_int_eq(model_as_given(&scene.model, scene.model.root,
					 rows[i].view),
			rows[i].as_given);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(lookup_of_an_overlong_posix_name_says_so)
{
	static struct scene scene;
	char name[257] = { 0 };
	struct iw_place place = { .name = name };
	struct iw_node *node;

	memset(name, 'x', 256);
	scene_open(&scene);
	place.dir = scene.model.root;
	for (int v = 0; v < IW_VIEWS; v++) {
		place.view = v;
		ck_assert_int_eq(model_lookup(&scene.model, &place, &node),
			v == IW_ALL || v == IW_ROCKRIDGE ? -ENAMETOOLONG
							 : -ENOENT);
	}
	scene_close(&scene);
}
END_TEST

static void note(struct scene *scene, const char *what, enum iw_view view,
	const char *name)
{
	size_t used = strlen(scene->told);

	snprintf(scene->told + used, sizeof(scene->told) - used, "%s%s%s/%s",
		used ? " " : "", what, views[view].folder, name);
}

static void name_gone(
	void *owner, struct iw_node *dir, enum iw_view view, const char *name)
{
	(void)dir;
	note(owner, "-", view, name);
}

static void attr_changed(void *owner, struct iw_node *node, enum iw_view view)
{
	char number[16];

	snprintf(number, sizeof(number), "%ju", (uintmax_t)node->ino);
	note(owner, "~", view, number);
}

/* The owner knows the root and each directory below in these views. */
static void know_views(struct scene *scene, const char *known)
{
	struct iw_node *root = scene->model.root;

	for (int v = 0; v < IW_VIEWS; v++) {
		if (!strstr(known, views[v].folder))
			continue;
		node_ref(root, v);
		for (size_t i = 0; i < root->dir->link_count; i++) {
			struct link *link = root->dir->links[i];

			if (link && S_ISDIR(link->node->mode))
				node_ref(link->node, v);
		}
	}
}

/* Given what is there and known, and a command: what the owner is told. */
START_TEST(the_owner_is_told_what_it_knows_and_did_not_do)
{
	static const struct {
		const char *before, *known, *command, *told;
	} rows[] = {
		{ "cp all/a", "", "rm all/a", "" },
		{ "cp all/a", "all", "rm all/a", "" },
		{ "cp all/a", "joliet iso", "rm all/a",
			"-iso/A -joliet/a ~iso/1 ~joliet/1" },
		{ "cp all/a", "all joliet", "rm joliet/a", "~all/1" },
		{ "cp all/a", "all joliet", "rm rockridge/a",
			"~joliet/1 ~all/1" },
		{ "cp joliet/a", "all joliet", "rm joliet/a", "-all/a ~all/1" },
		{ "cp joliet/a", "all joliet", "rm all/a",
			"-joliet/a ~joliet/1" },
		{ "cp all/a", "all rockridge", "mv rockridge/a rockridge/b",
			"-all/a ~all/1" },
		{ "cp all/a", "all rockridge joliet", "mv all/a all/b",
			"-joliet/a -rockridge/a ~rockridge/1 ~joliet/1" },
		{ "cp joliet/a", "all joliet", "cp rockridge/a",
			"-all/a ~joliet/1 ~all/1" },
		{ "cp joliet/a; cp rockridge/a", "all", "rm rockridge/a",
			"-all/a -all/a (joliet) ~all/1" },
		{ "cp joliet/a; cp rockridge/a", "all", "rm all/a",
			"-all/a (joliet)" },
		{ "mkdir all/d", "all iso", "rmdir all/d",
			"-iso/D ~iso/1 ~iso/2 ~all/2" },
		{ "mkdir all/d; cp all/d/a", "all iso joliet", "rm all/d/a",
			"-iso/A -joliet/a ~iso/2 ~joliet/2" },
		{ "cp iso/FOO", "iso all", "rm iso/foo",
			"-iso/FOO -all/FOO "
			"~all/1" },
		{ "", "all joliet", "cp all/a; cp all/b; cp all/c",
			"~joliet/1" },
		{ "mkdir boot/efi", "all boot", "cp boot/efi/a", "~all/2" },
	};
	static struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		scene_open(&scene);
		scene.model.events = (struct iw_events){
			.owner = &scene,
			.name_gone = name_gone,
			.attr_changed = attr_changed,
		};
		ck_assert_int_eq(scene_run(&scene, rows[i].before), 0);
		know_views(&scene, rows[i].known);
		ck_assert_int_eq(scene_run(&scene, rows[i].command), 0);
		ck_assert_msg(!strcmp(scene.told, rows[i].told),
			"%s; %s: told '%s', not '%s'", rows[i].before,
			rows[i].command, scene.told, rows[i].told);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(a_change_is_told_again_only_after_a_look)
{
	static struct scene scene;
	struct stat st;

	scene_open(&scene);
	scene.model.events = (struct iw_events){
		.owner = &scene,
		.attr_changed = attr_changed,
	};
	know_views(&scene, "joliet");
	ck_assert_int_eq(scene_run(&scene, "cp udf/a; cp udf/b"), 0);
	ck_assert_str_eq(scene.told, "~joliet/1");
	model_stat(scene.model.root, IW_JOLIET, &st);
	ck_assert_int_eq(scene_run(&scene, "cp udf/c; cp udf/d"), 0);
	ck_assert_str_eq(scene.told, "~joliet/1 ~joliet/1");
	scene_close(&scene);
}
END_TEST

UNIT_TESTS("tell", owner_hears_of_what_it_cannot_reckon,
	names_that_any_case_finds_are_not_as_given,
	lookup_of_an_overlong_posix_name_says_so,
	the_owner_is_told_what_it_knows_and_did_not_do,
	a_change_is_told_again_only_after_a_look)
