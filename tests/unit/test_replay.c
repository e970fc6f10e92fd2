#include <sys/mman.h>

#include "model/record.h"
#include "store/content.h"
#include "store/journal.h"

#include "portrait.h"
#include "scramble.h"

#define STEPS 3000

/* A model on a store of its own. */
struct stage {
	struct scene scene;
	struct store *store;
};

static int memory(void)
{
	int fd = memfd_create("test", 0);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void stage_open(struct stage *stage)
{
	scene_open(&stage->scene);
	stage->store = store_new(NULL);
	ck_assert_ptr_nonnull(stage->store);
	ck_assert_int_eq(store_begin(stage->store, memory()), 0);
	stage->scene.model.store = stage->store;
}

static void stage_close(struct stage *stage)
{
	scene_close(&stage->scene);
	store_free(stage->store);
}

static void check_replay(struct journal *journal, const struct model *expected)
{
	static struct stage again;
	char *given = portrait_of(expected), *got;

	stage_open(&again);
	ck_assert_int_eq(
		record_replay(&again.scene.model, journal, NULL, NULL), 0);
	model_check(&again.scene.model);
	got = portrait_of(&again.scene.model);
	ck_assert_str_eq(got, given);
	ck_assert_uint_eq(again.scene.model.last_ino, expected->last_ino);
	free(got);
	free(given);
	stage_close(&again);
}

/* Gives a random file some extents. */
static void write_data(struct scramble *s, struct stage *stage)
{
	struct model *model = &stage->scene.model;
	struct iw_node *node = scramble_node(s);
	struct extent extents[200];
	uint32_t count = scramble_random(s, 4) ? 1 : scramble_random(s, 200);
	uint64_t old = node->content.size, size = count * SECTOR_SIZE * 2u;

	if (!S_ISREG(node->mode))
		return;
	for (uint32_t i = 0; i < count; i++)
		extents[i] = (struct extent){ 1000 + 10 * i, 2 };
	ck_assert_int_eq(
		content_set(stage->store, &node->content, size, extents, count),
		0);
	ck_assert_int_eq(
		journal_begin(model->journal, model_content_room(node)), 0);
	model_content_changed(model, node, old);
	journal_end(model->journal);
}

START_TEST(replay_and_checkpoint_give_the_same_model)
{
	static struct stage stage;
	struct scramble s = { .scene = &stage.scene, .state = 4711 + _i };
	struct journal *journal, *fresh;

	stage_open(&stage);
	ck_assert_int_eq(journal_new(memory(), &journal), 0);
	stage.scene.model.journal = journal;
	ck_assert_int_eq(record_checkpoint(&stage.scene.model, journal), 0);
	for (int i = 0; i < STEPS; i++) {
		scramble_step(&s);
		if (i % 7 == 0)
			write_data(&s, &stage);
	}
	check_replay(journal, &stage.scene.model);
	ck_assert_int_eq(journal_new(memory(), &fresh), 0);
	ck_assert_int_eq(record_checkpoint(&stage.scene.model, fresh), 0);
	check_replay(fresh, &stage.scene.model);
	scramble_let_go(&s);
	stage_close(&stage);
	journal_free(journal);
	journal_free(fresh);
}
END_TEST

START_TEST(work_goes_on_behind_a_checkpoint)
{
	static struct stage stage;
	struct scramble s = { .scene = &stage.scene, .state = 99 };
	struct journal *journal;

	stage_open(&stage);
	for (int i = 0; i < STEPS; i++)
		scramble_step(&s);
	/* What is only held has no name to come back by. */
	ck_assert_int_eq(journal_new(memory(), &journal), 0);
	ck_assert_int_eq(record_checkpoint(&stage.scene.model, journal), 0);
	stage.scene.model.journal = journal;
	for (int i = 0; i < STEPS; i++)
		scramble_step(&s);
	check_replay(journal, &stage.scene.model);
	scramble_let_go(&s);
	stage_close(&stage);
	journal_free(journal);
}
END_TEST

START_TEST(a_journal_of_another_model_is_refused)
{
	static struct stage stage, other;
	struct journal *journal;

	stage_open(&stage);
	ck_assert_int_eq(scene_run(&stage.scene, "mkdir all/d"), 0);
	ck_assert_int_eq(journal_new(memory(), &journal), 0);
	stage.scene.model.journal = journal;
	ck_assert_int_eq(scene_run(&stage.scene, "cp all/d/a"), 0);
	stage_open(&other);
	ck_assert_int_eq(record_replay(&other.scene.model, journal, NULL, NULL),
		-EUCLEAN);
	model_check(&other.scene.model);
	stage_close(&other);
	stage_close(&stage);
	journal_free(journal);
}
END_TEST

UNIT_LOOPS("replay", { replay_and_checkpoint_give_the_same_model, 0, 4 },
	{ work_goes_on_behind_a_checkpoint, 0, 1 },
	{ a_journal_of_another_model_is_refused, 0, 1 })
