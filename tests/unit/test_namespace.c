#include "model/inomap.h"

#include "scramble.h"

#define ENTRIES 4096
#define STEPS 6000

/*
 * What POSIX says of each context alone, as a plain list of names: the model
 * must agree, whatever else it shares between them.
 */
struct reference {
	struct entry_row {
		enum iw_view view;
		uint64_t dir, node;
		char name[8];
		bool is_dir;
	} row[ENTRIES];
	size_t count;
};

static struct entry_row *row_find(
	struct reference *r, enum iw_view view, uint64_t dir, const char *name)
{
	for (size_t i = 0; i < r->count; i++) {
		struct entry_row *row = &r->row[i];

		if (row->view == view && row->dir == dir &&
			!strcmp(row->name, name))
			return row;
	}
	return NULL;
}

static void row_add(struct reference *r, const struct iw_place *place,
	const struct iw_node *node)
{
	struct entry_row *row = &r->row[r->count++];

	ck_assert_uint_lt(r->count, ENTRIES);
	*row = (struct entry_row){ .view = place->view,
		.dir = place->dir->ino,
		.node = node->ino,
		.is_dir = S_ISDIR(node->mode) };
	snprintf(row->name, sizeof(row->name), "%s", place->name);
}

static void row_remove(struct reference *r, struct entry_row *row)
{
	*row = r->row[--r->count];
}

static size_t rows_in(
	const struct reference *r, enum iw_view view, uint64_t dir)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += r->row[i].view == view && r->row[i].dir == dir;
	return count;
}

/* Whether INNER is OUTER or below it. */
static bool row_below(
	struct reference *r, enum iw_view view, uint64_t outer, uint64_t inner)
{
	while (inner != outer && inner != ROOT_INO) {
		size_t i = 0;

		while (r->row[i].view != view || r->row[i].node != inner)
			i++;
		inner = r->row[i].dir;
	}
	return inner == outer;
}

static struct iw_place random_place(struct scramble *s)
{
	static const char *const names[2][6] = {
		{ "A", "B", "C", "D", "E", "F" },
		{ "a", "b", "c", "d", "e", "f" },
	};
	struct iw_place place = { .view = scramble_random(s, IW_BOOT) };

	place.dir = scramble_dir(s, place.view);
	place.name = names[place.view != IW_ISO][scramble_random(s, 6)];
	return place;
}

static void try_make(struct scramble *s, struct reference *r, mode_t mode)
{
	const struct iw_place place = random_place(s);
	const struct iw_new what = { .mode = mode };
	struct entry_row *old =
		row_find(r, place.view, place.dir->ino, place.name);
	struct iw_node *node;
	int err = model_make(&s->scene->model, &place, &what, &node);

	ck_assert_int_eq(err, old ? -EEXIST : 0);
	if (!err)
		row_add(r, &place, node);
}

static void try_link(struct scramble *s, struct reference *r)
{
	const struct iw_place place = random_place(s), from = random_place(s);
	struct iw_node *node;
	int err, expected = 0;

	if (model_lookup(&s->scene->model, &from, &node))
		return;
	if (row_find(r, place.view, place.dir->ino, place.name))
		expected = -EEXIST;
	if (S_ISDIR(node->mode))
		expected = -EPERM;
	err = model_link(&s->scene->model, node, &place);
	ck_assert_int_eq(err, expected);
	if (!err)
		row_add(r, &place, node);
}

static void try_remove(struct scramble *s, struct reference *r)
{
	const struct iw_place place = random_place(s);
	struct entry_row *row =
		row_find(r, place.view, place.dir->ino, place.name);
	bool rmdir = scramble_random(s, 2);
	int err, expected = row ? 0 : -ENOENT;

	if (row && rmdir && !row->is_dir)
		expected = -ENOTDIR;
	else if (row && rmdir && rows_in(r, row->view, row->node))
		expected = -ENOTEMPTY;
	else if (row && !rmdir && row->is_dir)
		expected = -EISDIR;
	err = rmdir ? model_rmdir(&s->scene->model, &place)
		    : model_unlink(&s->scene->model, &place);
	ck_assert_int_eq(err, expected);
	if (!err)
		row_remove(r, row);
}

static int rename_errno(struct reference *r, const struct entry_row *from,
	const struct entry_row *to, const struct iw_place *place,
	unsigned flags)
{
	if (!from)
		return -ENOENT;
	if (to && flags == RENAME_NOREPLACE)
		return -EEXIST;
	if (!to && flags == RENAME_EXCHANGE)
		return -ENOENT;
	if (to && to->node == from->node)
		return 0;
	if (flags == RENAME_EXCHANGE) {
		if ((from->is_dir && row_below(r, from->view, from->node,
					     place->dir->ino)) ||
			(to->is_dir &&
				row_below(r, from->view, to->node, from->dir)))
			return -EINVAL;
		return 0;
	}
	if (to && from->is_dir != to->is_dir)
		return from->is_dir ? -ENOTDIR : -EISDIR;
	if (to && to->is_dir && rows_in(r, to->view, to->node))
		return -ENOTEMPTY;
	if (from->is_dir &&
		row_below(r, from->view, from->node, place->dir->ino))
		return -EINVAL;
	return 0;
}

static void rename_rows(struct reference *r, struct entry_row *from,
	struct entry_row *to, const struct iw_place *place, unsigned flags)
{
	if (to && to->node == from->node)
		return;
	if (flags == RENAME_EXCHANGE) {
		struct entry_row old = *from;

		from->node = to->node;
		from->is_dir = to->is_dir;
		to->node = old.node;
		to->is_dir = old.is_dir;
		return;
	}
	if (to) {
		to->node = from->node;
		row_remove(r, from);
		return;
	}
	from->dir = place->dir->ino;
	snprintf(from->name, sizeof(from->name), "%s", place->name);
}

static void try_rename(struct scramble *s, struct reference *r)
{
	static const unsigned all_flags[] = { 0, RENAME_NOREPLACE,
		RENAME_EXCHANGE };
	const struct iw_place from = random_place(s);
	struct iw_place to = random_place(s);
	unsigned flags = all_flags[scramble_random(s, 3)];
	struct entry_row *one, *two;
	int err;

	if (to.view != from.view)
		return;
	one = row_find(r, from.view, from.dir->ino, from.name);
	two = row_find(r, to.view, to.dir->ino, to.name);
	err = model_rename(&s->scene->model, &from, &to, flags);
	ck_assert_int_eq(err, rename_errno(r, one, two, &to, flags));
	if (!err)
		rename_rows(r, one, two, &to, flags);
}

/* All names of the model are in the list, and there are as many. */
static void compare(const struct model *model, struct reference *r)
{
	struct inomap map;
	size_t count = 0;

	ck_assert_int_eq(inomap_fill(&map, model), 0);
	for (size_t i = 0; i < r->count; i++) {
		const struct entry_row *row = &r->row[i];
		const struct iw_node *dir = inomap_find(&map, row->dir);
		const struct iw_node *node;

		ck_assert_ptr_nonnull(dir);
		node = model_find(model, dir, row->view, row->name);
		ck_assert_ptr_nonnull(node);
		ck_assert_uint_eq(node->ino, row->node);
	}
	for (size_t i = 0; i < map.count; i++) {
		size_t expected = 0;

		for (size_t k = 0; k < r->count; k++)
			expected += r->row[k].node == map.node[i]->ino;
		ck_assert_uint_eq(map.node[i]->names, expected);
		count += map.node[i]->names;
	}
	ck_assert_uint_eq(count, r->count);
	inomap_free(&map);
}

START_TEST(each_context_is_a_posix_tree_of_its_own)
{
	static struct scene scene;
	static struct reference r;
	struct scramble s = { .scene = &scene, .state = 31415926 + _i };

	scene_open(&scene);
	for (int i = 0; i < STEPS; i++) {
		switch (scramble_random(&s, 8)) {
		case 0:
		case 1:
			try_make(&s, &r, S_IFREG);
			break;
		case 2:
			try_make(&s, &r, S_IFDIR);
			break;
		case 3:
		case 4:
			try_link(&s, &r);
			break;
		case 5:
			try_remove(&s, &r);
			break;
		default:
			try_rename(&s, &r);
		}
		if (i % 20 == 0)
			compare(&scene.model, &r);
	}
	compare(&scene.model, &r);
	model_check(&scene.model);
	scene_close(&scene);
}
END_TEST

UNIT_LOOPS("namespace", { each_context_is_a_posix_tree_of_its_own, 0, 6 })
