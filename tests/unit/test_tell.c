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

static void note_attributes(
	void *owner, struct iw_node *node, enum iw_view view)
{
	struct scene *scene = owner;

	if (S_ISDIR(node->mode))
		return;
	sprintf(scene->told + strlen(scene->told), "%s:%ju ",
		views[view].folder, (uintmax_t)node->ino);
}

/* The owner knows the root in every view, and file 2. */
static void know(struct scene *scene)
{
	struct iw_place place = { scene->model.root, IW_ALL, "a" };
	struct iw_node *node;

	for (int v = 0; v < IW_VIEWS; v++)
		node_ref(scene->model.root, v);
	ck_assert_int_eq(model_lookup(&scene->model, &place, &node), 0);
	node_ref(node, IW_ALL);
	scene->model.events =
		(struct iw_events){ scene, NULL, note_name, note_attributes };
}

START_TEST(owner_hears_of_what_it_cannot_reckon)
{
	static const struct {
		const char *before, *command, *told;
	} rows[] = {
		{ "cp all/a", "rm all/a",
			"iso/A rockridge/a joliet/a udf/a "
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

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		scene_open(&scene);
		ck_assert_int_eq(scene_run(&scene, rows[i].before), 0);
		know(&scene);
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

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		scene_open(&scene);
		ck_assert_int_eq(scene_run(&scene, rows[i].contexts), 0);
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

UNIT_TESTS("tell", owner_hears_of_what_it_cannot_reckon,
	names_that_any_case_finds_are_not_as_given,
	lookup_of_an_overlong_posix_name_says_so)
