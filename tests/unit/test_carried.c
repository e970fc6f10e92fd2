#include <sys/mman.h>

#include "model/carried.h"
#include "model/record.h"

#include "scene.h"

/* Items of one byte, their kinds: "a" always, "A" of the data, "1" instead. */
static struct carried items(struct carried_list *list, const char *letters)
{
	list->size = 0;
	for (const char *at = letters; *at; at++) {
		struct carried_item head = { .kind = (uint8_t)*at };

		if (*at >= 'A' && *at <= 'Z')
			head.when = CARRIED_OF_DATA;
		if (*at >= '0' && *at <= '9')
			head.when = CARRIED_AFTERWARDS;
		ck_assert_int_eq(carried_add(list, &head, at, 1), 0);
	}
	return carried_all(list);
}

static void give(struct scene *scene, struct iw_node *node, const char *letters)
{
	struct carried_list list = { 0 };
	struct carried all = items(&list, letters);

	ck_assert_int_eq(carried_set(&scene->model, node, &all), 0);
	free(list.bytes);
}

/* The kinds of what NODE carries. */
static const char *kinds(const struct scene *scene, const struct iw_node *node)
{
	static char out[64];
	const struct carried all = carried_of(&scene->model.carried, node);
	const struct carried_item *item;
	size_t at = 0, count = 0;

	while ((item = carried_next(&all, &at))) {
		ck_assert_uint_eq(le32_get(item->size), 1);
		ck_assert_uint_eq(*item->bytes, item->kind);
		out[count++] = (char)item->kind;
	}
	out[count] = '\0';
	return out;
}

static struct iw_node *find(struct scene *scene, const char *name)
{
	struct iw_node *node = model_find(
		&scene->model, scene->model.root, IW_ROCKRIDGE, name);

	ck_assert_ptr_nonnull(node);
	return node;
}

START_TEST(new_data_end_what_was_said_of_the_old)
{
	static const struct {
		const char *given, *afterwards;
	} rows[] = {
		{ "", "" },
		{ "ab", "ab" },
		{ "A", "" },
		{ "AbC", "b" },
		{ "aB1", "a1" },
		{ "1", "1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		static struct scene scene;
		struct iw_node *node;

		scene_open(&scene);
		ck_assert_int_eq(scene_run(&scene, "cp all/f"), 0);
		node = find(&scene, "f");
		give(&scene, node, rows[i].given);
		ck_assert_str_eq(kinds(&scene, node), rows[i].given);
		model_content_replaced(&scene.model, node, 0);
		ck_assert_str_eq(kinds(&scene, node), rows[i].afterwards);
		ck_assert(!!node->carried == !!*rows[i].afterwards);
		scene_close(&scene);
	}
}
END_TEST

START_TEST(places_of_the_table_are_used_again)
{
	static struct scene scene;

	scene_open(&scene);
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(scene_run(&scene, "cp all/f; cp all/g"), 0);
		give(&scene, find(&scene, "f"), "abc");
		give(&scene, find(&scene, "g"), "d");
		give(&scene, find(&scene, "f"), "xy");
		ck_assert_str_eq(kinds(&scene, find(&scene, "f")), "xy");
		ck_assert_str_eq(kinds(&scene, find(&scene, "g")), "d");
		ck_assert_int_eq(scene_run(&scene, "rm all/f; rm all/g"), 0);
	}
	ck_assert_uint_le(scene.model.carried.count, 3);
	scene_close(&scene);
}
END_TEST

START_TEST(cut_items_are_not_sound)
{
	struct carried_list list = { 0 };
	struct carried all = items(&list, "ab");
	const size_t one = all.size / 2;

	for (size_t size = 0; size <= 2 * one; size++) {
		struct carried cut = { all.bytes, size };

		ck_assert_int_eq(carried_is_sound(&cut), size % one == 0);
	}
	free(list.bytes);
}
END_TEST

static void check_same(
	struct scene *given, const char *commands, struct journal *journal)
{
	static struct scene again;

	scene_open(&again);
	ck_assert_int_eq(record_replay(&again.model, journal, NULL, NULL), 0);
	ck_assert_msg(!strcmp(kinds(&again, find(&again, "f")), "a1"), "%s: %s",
		commands, kinds(&again, find(&again, "f")));
	ck_assert_str_eq(kinds(&again, find(&again, "g")), "b");
	ck_assert_str_eq(kinds(&again, again.model.root), "r");
	ck_assert_uint_eq(find(&again, "h")->links->hidden,
		find(given, "h")->links->hidden);
	ck_assert_uint_eq(find(given, "h")->links->hidden, VIEW_BIT(IW_ISO));
	scene_close(&again);
}

/* H is hidden, and gets another name; F's data are replaced. */
static void change(struct scene *scene)
{
	struct iw_node *f = find(scene, "f");

	ck_assert_int_eq(
		journal_begin(scene->model.journal, model_content_room(f)), 0);
	model_content_replaced(&scene->model, f, 0);
	journal_end(scene->model.journal);
	ck_assert_int_eq(scene_run(scene, "mkdir all/d; mv all/old all/d/old;"
					  "mv all/d/old all/h"),
		0);
}

START_TEST(the_journal_brings_it_back)
{
	static struct scene scene;
	struct journal *changes, *whole;

	scene_open(&scene);
	ck_assert_int_eq(
		scene_run(&scene, "cp all/f; cp all/g; cp all/old"), 0);
	give(&scene, find(&scene, "f"), "aB1");
	give(&scene, find(&scene, "g"), "b");
	give(&scene, scene.model.root, "r");
	link_hide(&scene.model, scene.model.root, IW_ISO, "OLD");
	ck_assert_int_eq(journal_new(memfd_create("test", 0), &changes), 0);
	ck_assert_int_eq(journal_new(memfd_create("test", 0), &whole), 0);
	ck_assert_int_eq(record_checkpoint(&scene.model, changes), 0);
	scene.model.journal = changes;
	change(&scene);
	scene.model.journal = NULL;
	ck_assert_int_eq(record_checkpoint(&scene.model, whole), 0);
	check_same(&scene, "changes", changes);
	check_same(&scene, "checkpoint", whole);
	journal_free(changes);
	journal_free(whole);
	scene_close(&scene);
}
END_TEST

UNIT_TESTS("carried", new_data_end_what_was_said_of_the_old,
	places_of_the_table_are_used_again, cut_items_are_not_sound,
	the_journal_brings_it_back)
