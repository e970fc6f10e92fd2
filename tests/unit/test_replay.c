#include <sys/mman.h>

#include "model/record.h"
#include "model/record_kinds.h"
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

/* The records of a journal that was never written by a model. */
struct forged {
	uint8_t kind;
	size_t size;
	union {
		struct node_record node;
		struct {
			struct name_record head;
			char name[8];
		} name;
		struct drop_record drop;
		struct data_record data;
	};
};

#define NODE(number, type)                                                     \
	{                                                                      \
		.kind = RECORD_NODE, .size = sizeof(struct node_record),       \
		.node = {                                                      \
			.ino = LE64(number),                                   \
			.mode = LE32(type)                                     \
		}                                                              \
	}
#define NAME(in, number, of, text)                                             \
	{                                                                      \
		.kind = RECORD_NAME,                                           \
		.size = sizeof(struct name_record) + sizeof(text) - 1,         \
		.name = {                                                      \
			{ LE64(in), LE64(number), LE64(of), IW_ISO },          \
			text                                                   \
		}                                                              \
	}
#define LE32(v)                                                                \
	{                                                                      \
		{                                                              \
			(v) & 255, (v) >> 8 & 255, (v) >> 16 & 255, (v) >> 24  \
		}                                                              \
	}
#define LE64(v)                                                                \
	{                                                                      \
		{                                                              \
			(v) & 255                                              \
		}                                                              \
	}

static const struct {
	const char *what;
	struct forged record[4];
} forgeries[] = {
	{ "a directory in itself",
		{ NODE(100, S_IFDIR), NAME(100, 3, 100, "A") } },
	{ "two directories in each other",
		{ NODE(100, S_IFDIR), NODE(101, S_IFDIR),
			NAME(100, 3, 101, "A"), NAME(101, 3, 100, "B") } },
	{ "a directory with two names",
		{ NODE(100, S_IFDIR), NAME(1, 90, 100, "A"),
			NAME(1, 91, 100, "B") } },
	{ "one name twice", { NODE(100, S_IFREG), NAME(1, 90, 100, "A"),
				    NAME(1, 91, 100, "A") } },
	{ "a file in a directory that is nowhere",
		{ NODE(100, S_IFDIR), NODE(101, S_IFREG),
			NAME(100, 3, 101, "A"), NAME(1, 90, 101, "B") } },
	{ "no name", { NODE(100, S_IFREG), NAME(1, 90, 100, "") } },
	{ "a name that is a path",
		{ NODE(100, S_IFREG), NAME(1, 90, 100, "A/B") } },
	{ "a name with a NUL",
		{ NODE(100, S_IFREG), NAME(1, 90, 100, "A\0B") } },
	{ "the directory above",
		{ NODE(100, S_IFREG), NAME(1, 90, 100, "..") } },
	{ "a node of no type", { NODE(100, 0644) } },
	{ "extents of 64 GiB",
		{ NODE(100, S_IFREG),
			{ .kind = RECORD_DATA,
				.size = sizeof(struct data_record),
				.data = { .ino = LE64(100),
					.total = LE32(UINT32_MAX),
					.first = LE32(UINT32_MAX) } } } },
	{ "content without extents",
		{ NODE(100, S_IFREG),
			{ .kind = RECORD_DATA,
				.size = sizeof(struct data_record),
				.data = { .ino = LE64(100),
					.size = LE64(1) } } } },
};

START_TEST(what_makes_no_trees_is_refused)
{
	static struct stage stage;
	struct journal *journal;

	ck_assert_int_eq(journal_new(memory(), &journal), 0);
	ck_assert_int_eq(journal_begin(journal, 1024), 0);
	for (size_t i = 0; i < 4; i++) {
		const struct forged *record = &forgeries[_i].record[i];

		if (record->size)
			journal_put(journal, record->kind, &record->node,
				record->size);
	}
	journal_end(journal);
	stage_open(&stage);
	ck_assert_msg(record_replay(&stage.scene.model, journal, NULL, NULL) ==
			      -EUCLEAN,
		"%s", forgeries[_i].what);
	stage_close(&stage);
	ck_assert_uint_eq(stage.scene.model.nodes, 0);
	journal_free(journal);
}
END_TEST

UNIT_LOOPS("replay", { replay_and_checkpoint_give_the_same_model, 0, 4 },
	{ work_goes_on_behind_a_checkpoint, 0, 1 },
	{ a_journal_of_another_model_is_refused, 0, 1 },
	{ what_makes_no_trees_is_refused, 0, COUNT(forgeries) })
