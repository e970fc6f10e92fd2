#include <errno.h>
#include <stdio.h>

#include "model/dir.h"
#include "model/fixed.h"
#include "model/link.h"
#include "model/moving.h"
#include "model/place.h"
#include "model/tell.h"

/* What POSIX asks of the entry that is replaced. */
static int check_replaced(const struct iw_node *node,
	const struct link *replaced, enum iw_view view)
{
	bool is_dir = S_ISDIR(node->mode);

	if (!replaced)
		return 0;
	if (S_ISDIR(replaced->node->mode) != is_dir)
		return is_dir ? -ENOTDIR : -EISDIR;
	return is_dir && dir_count(replaced->node, view) ? -ENOTEMPTY : 0;
}

/* Records and tells that NODE, and the directories, changed. */
static void touch(struct model *model, const struct iw_place *from,
	const struct iw_place *to, struct iw_node *node)
{
	node_touch(model, from->dir, TOUCH_DATA);
	if (to->dir != from->dir)
		node_touch(model, to->dir, TOUCH_DATA);
	node_touch(model, node, TOUCH_ATTRIBUTES);
}

/* Drops what REPLACED stands for in VIEW; its node waits to be released. */
static void replace(
	struct model *model, struct link *replaced, enum iw_view view)
{
	struct iw_node *node = replaced->node;
	uint32_t expected = node->names - 1;

	link_drop_all(model, replaced, place_views(replaced, view));
	link_release(replaced);
	node_touch(model, node, TOUCH_ATTRIBUTES);
	tell_count(model, node, expected);
}

static int move_one(struct model *model, struct move *move)
{
	struct iw_node *node = move->link->node, *gone = NULL;
	uint32_t names = node->names;
	int err = move_prepare(model, move);

	if (err)
		return err;
	err = place_begin(model, move->from, move->to, move_room(move));
	if (err) {
		move_undo(model, move);
		return err;
	}
	if (move->replaced) {
		gone = move->replaced->node;
		replace(model, move->replaced, move->to->view);
	}
	move_drop(model, move);
	move_give(model, move);
	touch(model, move->from, move->to, node);
	tell_count(model, node, names);
	if (gone)
		node_release(model, gone);
	place_end(model);
	return 0;
}

static int swap(struct model *model, struct move *one, struct move *two)
{
	struct iw_node *first = one->link->node, *second = two->link->node;
	uint32_t names = first->names, second_names = second->names;
	int err = move_prepare(model, one);

	if (err)
		return err;
	err = move_prepare(model, two);
	if (!err) {
		err = place_begin(model, one->from, one->to,
			move_room(one) + move_room(two));
		if (err)
			move_undo(model, two);
	}
	if (err) {
		move_undo(model, one);
		return err;
	}
	move_drop(model, one);
	move_drop(model, two);
	move_give(model, one);
	move_give(model, two);
	touch(model, one->from, one->to, first);
	node_touch(model, second, TOUCH_ATTRIBUTES);
	tell_count(model, first, names);
	tell_count(model, second, second_names);
	place_end(model);
	return 0;
}

/* boot/ has its own ideas of what may go where. */
static int check_fixed(const struct model *model, const struct move *move)
{
	const struct iw_node *node = move->link->node;
	int err = fixed_check_drop(model, move->from, move->link);

	if (!err)
		err = fixed_check_give(model, move->to, node->mode, node);
	if (!err && move->replaced)
		err = fixed_check_drop(model, move->to, move->replaced);
	return err;
}

static int exchange(struct model *model, const struct move *found)
{
	struct move one = *found, two;
	int err;

	two = (struct move){
		.from = one.to,
		.to = one.from,
		.link = one.replaced,
		.replaced = one.link,
		.beside = &one,
	};
	if (one.from->view != one.to->view &&
		(S_ISDIR(one.link->node->mode) ||
			S_ISDIR(two.link->node->mode)))
		return diag_fail(model->diag, -EXDEV,
			"directories can't be exchanged between views");
	err = check_fixed(model, &two);
	if (!err)
		err = move_plan(model, &one);
	if (!err)
		err = move_plan(model, &two);
	return err ? err : swap(model, &one, &two);
}

static int rename_found(struct model *model, struct move *move, unsigned flags)
{
	const struct iw_node *node = move->link->node;
	int err;

	if (move->replaced && flags & RENAME_NOREPLACE)
		return -EEXIST;
	if (!move->replaced && flags & RENAME_EXCHANGE)
		return -ENOENT;
	if (move->replaced && move->replaced->node == node)
		return 0;
	err = check_fixed(model, move);
	if (err)
		return err;
	if (flags & RENAME_EXCHANGE)
		return exchange(model, move);
	err = check_replaced(node, move->replaced, move->to->view);
	if (!err)
		err = move_plan(model, move);
	return err ? err : move_one(model, move);
}

int model_rename(struct model *model, const struct iw_place *from,
	const struct iw_place *to, unsigned flags)
{
	struct move move;
	int err;

	if (flags & ~(unsigned)(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
		flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	err = place_check(from);
	if (!err)
		err = place_check(to);
	if (err)
		return err;
	move.from = from;
	move.to = to;
	move.link = place_find(model, from);
	move.replaced = place_find(model, to);
	move.beside = NULL;
	return move.link ? rename_found(model, &move, flags) : -ENOENT;
}
