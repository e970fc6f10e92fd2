#include "model/moving.h"

#include <errno.h>

#include "model/dir.h"
#include "model/place.h"
#include "model/record.h"

/* A directory can't go into itself, in no view that it moves in. */
static int check_cycle(const struct model *model, const struct move *move)
{
	unsigned concerned = move->leaves | move->wanted.views |
			     VIEW_BIT(move->from->view) |
			     VIEW_BIT(move->to->view);

	for (int v = 0; v < IW_VIEWS; v++) {
		if (concerned & VIEW_BIT(v) &&
			dir_contains(move->link->node, move->to->dir, v))
			return diag_fail(model->diag, -EINVAL,
				"%s: '%s' can't go into itself",
				views[v].folder, move->from->name);
	}
	return 0;
}

/* A directory loses a name only if nothing is below it in that context. */
static int check_losses(const struct model *model, const struct move *move)
{
	unsigned lost = move->leaves & ~move->wanted.views;

	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (lost & VIEW_BIT(v) && dir_count(move->link->node, v))
			return diag_fail(model->diag, -EXDEV,
				"%s: '%s' is not empty, and its new directory "
				"is not in %s",
				views[v].folder, move->from->name,
				views[v].folder);
	}
	return 0;
}

static int check_dir(const struct model *model, const struct move *move)
{
	const struct iw_node *node = move->link->node;
	unsigned added = move->wanted.views & ~move->leaves;
	int err = check_cycle(model, move);

	if (err)
		return err;
	if (move->from->view == move->to->view)
		return check_losses(model, move);
	if (move->from->view == IW_BOOT || move->to->view == IW_BOOT)
		return diag_fail(model->diag, -EXDEV,
			"boot: directories can't move to or from it");
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (added & VIEW_BIT(v) && dir_present(node, v))
			return diag_fail(model->diag, -EPERM,
				"%s: '%s' is a directory with a name there "
				"already",
				views[v].folder, move->from->name);
	}
	return 0;
}

/* The contexts in which the move adds to a count of names. */
static unsigned counted(const struct move *move)
{
	unsigned added = move->wanted.views & ~move->leaves;

	if (S_ISDIR(move->link->node->mode) && move->from->dir != move->to->dir)
		added |= move->wanted.views & VIEW_BIT(IW_UDF);
	return added;
}

static int find_views(const struct model *model, struct move *move)
{
	unsigned wanted = place_wanted(model, move->to);

	if (move->from->view == IW_ALL && move->to->view == IW_ALL)
		wanted = move->leaves & dir_views(move->to->dir);
	move->wanted.views = wanted;
	if (wanted)
		return 0;
	return diag_fail(model->diag, -EXDEV,
		"all: '%s' has no name in a context of its new directory",
		move->from->name);
}

static struct change change_of(const struct move *move)
{
	struct change change = { .leaving = { { move->link, move->leaves } } };

	if (move->replaced) {
		change.leaving[1].link = move->replaced;
		change.leaving[1].views =
			place_views(move->replaced, move->to->view);
	}
	if (move->beside) {
		change.dir = move->beside->to->dir;
		change.coming = &move->beside->wanted;
	}
	return change;
}

int move_plan(struct model *model, struct move *move)
{
	const struct iw_node *node = move->link->node;
	struct change change;
	int err;

	move->leaves = place_views(move->link, move->from->view);
	change = change_of(move);
	err = find_views(model, move);
	if (!err)
		err = entry_names(
			model, move->to, node->mode, &change, &move->wanted);
	if (!err && S_ISDIR(node->mode))
		err = check_dir(model, move);
	if (!err)
		err = link_allowed(model, move->to->dir, node, counted(move));
	return err;
}

/* The link that gets the new names: the old one if the entry stays in its
 * directory. NULL: a new one. */
static struct link *target(const struct model *model, const struct move *move)
{
	unsigned stays = link_views(move->link) & ~move->leaves;
	bool is_boot = (stays | move->wanted.views) & VIEW_BIT(IW_BOOT);

	if (move->from->dir == move->to->dir &&
		!(is_boot ? stays : stays & move->wanted.views))
		return move->link;
	if (move->to->view == IW_ALL && !S_ISDIR(move->link->node->mode))
		return NULL;
	return entry_join(
		model, move->to->dir, move->link->node, &move->wanted);
}

int move_prepare(struct model *model, struct move *move)
{
	struct iw_node *node = move->link->node;
	int err;

	move->subtree = (struct transplant){
		.leaves = move->leaves,
		.views = move->wanted.views,
	};
	move->entry.link = target(model, move);
	err = entry_prepare(
		model, move->to->dir, node, &move->wanted, &move->entry);
	if (!err)
		entry_hide(&move->entry, move->link->hidden);
	if (err || !S_ISDIR(node->mode) || move->from->view == move->to->view)
		return err;
	err = transplant_add(model, node, move->to->view, &move->subtree);
	if (err)
		entry_forget(&move->entry);
	return err;
}

void move_undo(struct model *model, struct move *move)
{
	transplant_undo(model, &move->subtree);
	entry_forget(&move->entry);
}

size_t move_room(const struct move *move)
{
	return RECORD_OPERATION_ROOM + transplant_room(&move->subtree);
}

void move_drop(struct model *model, struct move *move)
{
	transplant_finish(model, &move->subtree);
	link_drop_all(model, move->link, move->leaves);
}

void move_give(struct model *model, struct move *move)
{
	entry_give(model, &move->entry);
	if (move->link != move->entry.link)
		link_release(move->link);
}
