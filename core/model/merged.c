#include "model/merged.h"

#include <stdio.h>
#include <string.h>

#include "model/dir.h"

const enum iw_view merged_order[MERGED_ORDER_COUNT] = { IW_ROCKRIDGE, IW_UDF,
	IW_JOLIET, IW_ISO };

int merged_rank(enum iw_view view)
{
	int rank = 0;

	while (rank < MERGED_ORDER_COUNT && merged_order[rank] != view)
		rank++;
	return rank;
}

enum iw_view merged_first(const struct link *link)
{
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		if (link->name[merged_order[i]])
			return merged_order[i];
	}
	return IW_CONTEXTS;
}

struct link *merged_primary(const struct iw_node *node)
{
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		struct link *link = dir_link(node, merged_order[i]);

		if (link)
			return link;
	}
	return NULL;
}

bool merged_shows(const struct link *link)
{
	if (S_ISDIR(link->node->mode))
		return merged_primary(link->node) == link;
	return merged_first(link) != IW_CONTEXTS;
}

/* The link whose first name is exactly NAME in VIEW, shown or shadowed. */
static struct link *find_first(const struct model *model,
	const struct iw_node *dir, enum iw_view view, const char *name)
{
	struct link *link = dir_find(model, dir, view, name);

	if (!link || merged_first(link) != view || !merged_shows(link) ||
		strcmp(link->name[view], name) != 0)
		return NULL;
	return link;
}

/* The link shown as NAME without anything in brackets. */
static struct link *find_plain(
	const struct model *model, const struct iw_node *dir, const char *name)
{
	struct link *link = NULL;

	for (int i = 0; !link && i < MERGED_ORDER_COUNT; i++)
		link = find_first(model, dir, merged_order[i], name);
	return link;
}

const char *merged_name(const struct model *model, const struct link *link,
	char out[SHOWN_SIZE])
{
	enum iw_view view = merged_first(link);
	const char *name = link->name[view], *folder = views[view].folder;

	if (view == merged_order[0] ||
		find_plain(model, link->dir, name) == link)
		return name;
	snprintf(out, SHOWN_SIZE, "%s (%s)", name, folder);
	for (unsigned n = 2; find_plain(model, link->dir, out); n++)
		snprintf(out, SHOWN_SIZE, "%s (%s %u)", name, folder, n);
	return out;
}

/*
 * The link shown as NAME with something in brackets behind. A name and what is
 * in brackets can be told apart again, so no two links are shown alike.
 */
static struct link *find_shadowed(const struct model *model,
	const struct iw_node *dir, enum iw_view view, const char *name)
{
	char base[SHOWN_SIZE], shown[SHOWN_SIZE];
	const char *bracket = strrchr(name, '(');
	struct link *link;

	if (!bracket || bracket < name + 2 || bracket[-1] != ' ' ||
		bracket - name > SHOWN_SIZE)
		return NULL;
	memcpy(base, name, (size_t)(bracket - 1 - name));
	base[bracket - 1 - name] = '\0';
	link = find_first(model, dir, view, base);
	return link && !strcmp(merged_name(model, link, shown), name) ? link
								      : NULL;
}

/* The first context to name new entries in DIR; IW_CONTEXTS: none does. */
static enum iw_view naming_view(
	const struct model *model, const struct iw_node *dir)
{
	unsigned present = dir_views(dir);

	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		enum iw_view view = merged_order[i];

		if (model->settings->context[view] && present & VIEW_BIT(view))
			return view;
	}
	return IW_CONTEXTS;
}

bool merged_as_given(const struct model *model, const struct iw_node *dir)
{
	return naming_view(model, dir) == IW_ROCKRIDGE;
}

/* The link that the first context to name new entries here takes NAME for. */
static struct link *find_alike(
	const struct model *model, const struct iw_node *dir, const char *name)
{
	enum iw_view view = naming_view(model, dir);
	struct link *link;

	if (view == IW_CONTEXTS)
		return NULL;
	link = dir_find(model, dir, view, name);
	return link && merged_first(link) == view && merged_shows(link) ? link
									: NULL;
}

struct link *merged_find(
	const struct model *model, const struct iw_node *dir, const char *name)
{
	struct link *link = find_plain(model, dir, name);

	for (int i = 0; !link && i < MERGED_ORDER_COUNT; i++)
		link = find_shadowed(model, dir, merged_order[i], name);
	return link ? link : find_alike(model, dir, name);
}
