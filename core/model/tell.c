#include "model/tell.h"

#include <stdio.h>
#include <string.h>

#include "model/dir.h"

/* Whether the operation came through NAME in DIR's VIEW; NULL: any name. */
static bool is_origin(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	for (int i = 0; i < 2; i++) {
		const struct origin *o = &model->origins[i];

		if (o->dir == dir && o->view == view &&
			(!name || !strcmp(o->name, name)))
			return true;
	}
	return false;
}

void tell_gone(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	if (!model->events.name_gone || !dir->dir->known[view] ||
		is_origin(model, dir, view, name))
		return;
	model->events.name_gone(
		model->events.owner, (struct iw_node *)dir, view, name);
}

void tell_attributes(const struct model *model, struct iw_node *node)
{
	struct dir *dir = S_ISDIR(node->mode) ? node->dir : NULL;

	if (!dir || !model->events.attr_changed)
		return;
	for (int v = 0; v < IW_VIEWS; v++) {
		if (!dir->known[v] || dir->told & VIEW_BIT(v) ||
			is_origin(model, node, v, NULL))
			continue;
		dir->told |= VIEW_BIT(v);
		model->events.attr_changed(model->events.owner, node, v);
	}
}

void tell_count(
	const struct model *model, struct iw_node *node, uint32_t expected)
{
	if (node->names == expected || S_ISDIR(node->mode) || !node->refs ||
		!model->events.attr_changed)
		return;
	model->events.attr_changed(model->events.owner, node, IW_ISO);
}

/* Notes what the links whose first name is NAME are shown as in DIR. */
static void note(const struct model *model, struct watch *watch,
	const struct iw_node *dir, const char *name)
{
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		enum iw_view view = merged_order[i];
		const struct link *link = dir_find(model, dir, view, name);
		struct watched *to = &watch->of[watch->count];
		const char *shown;

		if (!link || merged_first(link) != view || !merged_shows(link))
			continue;
		shown = merged_name(model, link, to->name);
		if (shown != to->name)
			snprintf(to->name, sizeof(to->name), "%s", shown);
		to->dir = dir;
		to->node = link->node;
		watch->count++;
	}
}

void watch_begin(const struct model *model, struct watch *watch,
	const struct link *link, enum iw_view view, const char *name)
{
	const struct iw_node *dir = link->dir;
	enum iw_view first = merged_first(link);
	const struct link *primary;

	watch->count = 0;
	if (!model->events.name_gone || view == IW_BOOT ||
		merged_rank(first) < merged_rank(view))
		return;
	if (dir->dir->known[IW_ALL]) {
		if (first != IW_CONTEXTS)
			note(model, watch, dir, link->name[first]);
		if (first == IW_CONTEXTS || link->name[first] != name)
			note(model, watch, dir, name);
	}
	if (!S_ISDIR(link->node->mode))
		return;
	primary = merged_primary(link->node);
	if (primary && primary != link && primary->dir->dir->known[IW_ALL])
		note(model, watch, primary->dir,
			primary->name[merged_first(primary)]);
}

void watch_end(const struct model *model, const struct watch *watch)
{
	for (int i = 0; i < watch->count; i++) {
		const struct watched *was = &watch->of[i];
		const struct link *now =
			merged_find(model, was->dir, was->name);

		if (!now || now->node != was->node)
			tell_gone(model, was->dir, IW_ALL, was->name);
	}
}
