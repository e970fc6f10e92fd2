#include "load/intake.h"

#include "scene.h"

#define MANY 20000

static struct scene scene;
static struct intake intake;

static void begin(void)
{
	scene_open(&scene);
	intake = (struct intake){
		.model = &scene.model,
		.settings = &scene.settings,
	};
}

static void end(void)
{
	intake_end(&intake);
	model_check(&scene.model);
	scene_close(&scene);
}

static struct find find_of(const char *name, mode_t mode)
{
	return (struct find){
		.dir = scene.model.root,
		.view = IW_JOLIET,
		.name = name,
		.mode = mode,
	};
}

START_TEST(what_gets_no_name_ends)
{
	struct find find;
	struct iw_node *node;
	uint64_t nodes;

	begin();
	nodes = scene.model.nodes;
	find = find_of("one", S_IFLNK | 0777);
	find.target = "target";
	ck_assert_int_eq(intake_node(&intake, &find, &node), 0);
	ck_assert_uint_eq(scene.model.nodes, nodes + 1);
	intake_unnamed(&intake, node);
	ck_assert_uint_eq(scene.model.nodes, nodes);
	end();
}
END_TEST

START_TEST(a_name_that_is_there_many_times_is_shown_as_often)
{
	struct find find;
	struct iw_node *node;

	begin();
	find = find_of("twin", S_IFREG | 0644);
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(intake_node(&intake, &find, &node), 0);
		ck_assert_int_eq(intake_name(&intake, &find, node), 0);
	}
	ck_assert_uint_eq(scene.model.names[IW_JOLIET], MANY);
	ck_assert_uint_eq(intake.faults, MANY - 1);
	ck_assert_ptr_nonnull(model_find(
		&scene.model, scene.model.root, IW_JOLIET, "twin~2"));
	end();
}
END_TEST

UNIT_TESTS("intake", what_gets_no_name_ends,
	a_name_that_is_there_many_times_is_shown_as_often)
