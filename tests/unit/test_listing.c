#include "scene.h"

#define MANY 1000

struct seen {
	int times[MANY];
	uint64_t last;
	int left; /* entries until it is full */
};

static bool see(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	struct seen *seen = user;
	int number;

	(void)node;
	if (!seen->left--)
		return false;
	ck_assert_uint_gt(cookie, seen->last);
	seen->last = cookie;
	if (sscanf(name, "f%d", &number) == 1)
		seen->times[number]++;
	return true;
}

static int make(struct scene *scene, const char *format, int number)
{
	char command[64];

	snprintf(command, sizeof(command), format, number);
	return scene_run(scene, command);
}

/* Reads 7 entries at a time; between, the directory changes. */
START_TEST(a_name_present_all_along_comes_exactly_once)
{
	static struct scene scene;
	static struct seen seen;
	uint64_t last;
	int round = 0;

	scene_open(&scene);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(make(&scene, "cp joliet/f%d", i), 0);
	do {
		last = seen.last;
		seen.left = 7;
		ck_assert_int_eq(model_readdir(&scene.model,
					 &(struct iw_listing){ scene.model.root,
						 _i, seen.last },
					 see, &seen),
			0);
		/* Three of four go, in front of the reader and behind it. */
		for (int k = 0; k < 3; k++, round++) {
			int number = round * 7 % MANY;

			if (number % 4)
				make(&scene, "rm joliet/f%d", number);
			if (round < MANY)
				make(&scene, "cp joliet/new%d", round);
			make(&scene, "rm joliet/new%d", round - 1);
		}
	} while (seen.last != last);
	for (int i = 0; i < MANY; i += 4)
		ck_assert_msg(
			seen.times[i] == 1, "f%d: %d times", i, seen.times[i]);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_le(seen.times[i], 1);
	scene_close(&scene);
}
END_TEST

static bool collect(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	char *out = user;

	(void)node;
	(void)cookie;
	sprintf(out + strlen(out), "%s ", name);
	return true;
}

START_TEST(names_gives_every_path_of_a_node)
{
	static struct scene scene;
	char names[256] = "";

	scene_begin(&scene, "contexts iso:joliet; mkdir all/d;"
			    "cp all/d/a; mkdir boot/efi;"
			    "ln all/d/a boot/efi/a");
	ck_assert_int_eq(
		model_names(scene_node(&scene, "all/d/a"), collect, names), 0);
	ck_assert_str_eq(names, "boot/efi/a iso/D/A joliet/d/a ");
	scene_close(&scene);
}
END_TEST

START_TEST(dots_come_first_and_know_the_parent_of_the_view)
{
	static struct scene scene;
	struct iw_listing from = { .view = IW_JOLIET };
	char names[256] = "";

	scene_begin(&scene, "mkdir all/p; mkdir all/d;"
			    "mv joliet/d joliet/p/d");
	from.dir = scene_node(&scene, "joliet/p/d");
	ck_assert_int_eq(model_readdir(&scene.model, &from, collect, names), 0);
	ck_assert_str_eq(names, ". .. ");
	scene_close(&scene);
}
END_TEST

UNIT_LOOPS("listing",
	{ a_name_present_all_along_comes_exactly_once, IW_JOLIET,
		IW_JOLIET + 1 },
	{ a_name_present_all_along_comes_exactly_once, IW_ALL, IW_ALL + 1 },
	{ names_gives_every_path_of_a_node, 0, 1 },
	{ dots_come_first_and_know_the_parent_of_the_view, 0, 1 })
