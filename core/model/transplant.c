#include "model/transplant.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/dir.h"
#include "model/entry.h"
#include "model/merged.h"
#include "model/record.h"

static int append(
	struct transplant *transplant, struct link *link, unsigned leaves)
{
	if (transplant->count == transplant->room) {
		size_t room = transplant->room ? transplant->room * 2 : 16;
		struct transplanted *of =
			realloc(transplant->of, room * sizeof(*of));

		if (!of)
			return -ENOMEM;
		transplant->of = of;
		transplant->room = room;
	}
	transplant->of[transplant->count++] =
		(struct transplanted){ .link = link, .leaves = leaves };
	return 0;
}

static int append_links(struct transplant *transplant,
	const struct iw_node *dir, unsigned leaves)
{
	for (size_t i = 0; i < dir->dir->link_count; i++) {
		struct link *link = dir->dir->links[i];
		unsigned which = link ? link_views(link) & leaves : 0;
		int err = which ? append(transplant, link, which) : 0;

		if (err)
			return err;
	}
	return 0;
}

/* Lists the subtree, a directory before what is in it. */
static int collect(struct transplant *transplant, const struct iw_node *top,
	unsigned leaves)
{
	int err = append_links(transplant, top, leaves);

	for (size_t i = 0; !err && i < transplant->count; i++) {
		struct transplanted *item = &transplant->of[i];

		if (S_ISDIR(item->link->node->mode))
			err = append_links(
				transplant, item->link->node, item->leaves);
	}
	return err;
}

static const char *first_name(const struct link *link, unsigned which)
{
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		if (which & VIEW_BIT(merged_order[i]))
			return link->name[merged_order[i]];
	}
	return NULL;
}

static int check_dir(const struct model *model, const struct iw_node *node,
	const struct iw_place *place, unsigned which)
{
	for (int v = 0; S_ISDIR(node->mode) && v < IW_CONTEXTS; v++) {
		if (which & VIEW_BIT(v) && dir_present(node, v))
			return diag_fail(model->diag, -EPERM,
				"%s: '%s' is a directory with a name there "
				"already",
				views[v].folder, place->name);
	}
	return link_allowed(model, place->dir, node, which);
}

/*
 * Gives ITEM's link the names that it lacks in the contexts that the subtree
 * comes to; where the top stays in a context what was hidden from it stays
 * hidden, unless it would have no name at all.
 */
static int add(struct model *model, struct transplanted *item,
	const struct transplant *of, enum iw_view to)
{
	struct link *link = item->link;
	const struct iw_place place = { link->dir, to,
		first_name(link, item->leaves) };
	unsigned has = link_views(link), lost = of->leaves & ~of->views;
	struct wanted wanted = { .views = of->views & ~of->leaves & ~has };
	struct entry entry = { .link = link };
	int err;

	if (!wanted.views && !(has & ~lost))
		wanted.views = of->views;
	if (!wanted.views)
		return 0;
	err = entry_names(model, &place, link->node->mode, NULL, &wanted);
	if (err == -EPERM && to == IW_ALL && has & ~lost)
		return 0;
	if (!err)
		err = check_dir(model, link->node, &place, wanted.views);
	if (!err)
		err = entry_prepare(
			model, link->dir, link->node, &wanted, &entry);
	if (err)
		return err;
	entry_give(model, &entry);
	item->added = wanted.views;
	return 0;
}

static void end(struct transplant *transplant)
{
	free(transplant->of);
	*transplant = (struct transplant){ .count = 0 };
}

void transplant_undo(struct model *model, struct transplant *transplant)
{
	struct journal *journal = model->journal;

	model->journal = NULL;
	for (size_t i = transplant->count; i-- > 0;)
		link_drop_all(
			model, transplant->of[i].link, transplant->of[i].added);
	model->journal = journal;
	end(transplant);
}

int transplant_add(struct model *model, struct iw_node *top, enum iw_view to,
	struct transplant *transplant)
{
	struct journal *journal = model->journal;
	int err = collect(transplant, top, transplant->leaves);

	model->journal = NULL;
	for (size_t i = 0; !err && i < transplant->count; i++)
		err = add(model, &transplant->of[i], transplant, to);
	model->journal = journal;
	if (err)
		transplant_undo(model, transplant);
	return err;
}

size_t transplant_room(const struct transplant *transplant)
{
	size_t size = 0;

	for (size_t i = 0; i < transplant->count; i++) {
		const struct transplanted *item = &transplant->of[i];

		size += IW_CONTEXTS * RECORD_DROP_ROOM;
		for (int v = 0; v < IW_CONTEXTS; v++) {
			if (item->added & VIEW_BIT(v))
				size += RECORD_NAME_ROOM - NAME_SIZE +
					strlen(item->link->name[v]);
		}
	}
	return size;
}

void transplant_finish(struct model *model, struct transplant *transplant)
{
	for (size_t i = 0; i < transplant->count; i++) {
		const struct transplanted *item = &transplant->of[i];

		for (int v = 0; v < IW_CONTEXTS; v++) {
			if (item->added & VIEW_BIT(v))
				record_name(model, item->link, v);
		}
	}
	for (size_t i = transplant->count; i-- > 0;) {
		const struct transplanted *item = &transplant->of[i];

		link_drop_all(
			model, item->link, item->leaves & ~transplant->views);
	}
	end(transplant);
}
