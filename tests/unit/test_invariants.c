#include "scramble.h"

#define STEPS 4000

/* Whatever is done, in whatever order: the counts hold, every name is found
 * where it is, and all/ is a tree in which each entry has its own name. */
START_TEST(invariants_hold_after_every_operation)
{
	static struct scene scene;
	struct scramble s = { .scene = &scene,
		.state = 88172645463325252u + _i };

	scene_open(&scene);
	for (int i = 0; i < STEPS; i++) {
		scramble_step(&s);
		model_check(&scene.model);
	}
	ck_assert_uint_gt(s.done, STEPS / 4);
	ck_assert_uint_gt(s.refused, STEPS / 20);
	scramble_let_go(&s);
	model_check(&scene.model);
	scene_close(&scene);
	ck_assert_uint_eq(scene.model.nodes, 0);
}
END_TEST

UNIT_LOOPS("invariants", { invariants_hold_after_every_operation, 0, 8 })
