#include "model/meeting.h"

#include <ctype.h>
#include <string.h>

#include "model/dir.h"
#include "model/merged.h"
#include "name/name.h"

#define LOOKED_THROUGH 1024 /* links */

static bool may_meet(const struct link *link, enum iw_view view)
{
	return link && S_ISDIR(link->node->mode) &&
	       !dir_present(link->node, view);
}

/* Whether NAME in VIEW is what FROM maps to. */
static bool maps_to(const struct model *model, enum iw_view view,
	const char *from, const char *name)
{
	char mapped[NAME_SIZE], key[NAME_SIZE], other[NAME_SIZE];

	if (name_rules[view].map(model->settings, S_IFDIR, from, 0, mapped))
		return false;
	name_rules[view].key(model->settings, mapped, key);
	name_rules[view].key(model->settings, name, other);
	return *key && !strcmp(key, other);
}

/* The directory in OTHER named as NAME, in small letters, or as it maps. */
static struct link *probe(const struct model *model, const struct iw_node *dir,
	enum iw_view view, enum iw_view other, const char *name)
{
	char tried[NAME_SIZE];
	struct link *link = dir_find(model, dir, other, name);

	if (may_meet(link, view))
		return link;
	if (!name_rules[other].map(model->settings, S_IFDIR, name, 0, tried)) {
		link = dir_find(model, dir, other, tried);
		if (may_meet(link, view))
			return link;
	}
	strcpy(tried, name);
	for (char *c = tried; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	link = dir_find(model, dir, other, tried);
	if (may_meet(link, view) && maps_to(model, view, tried, name))
		return link;
	return NULL;
}

/* Whether one of LINK's names maps to NAME in VIEW. */
static bool corresponds(const struct model *model, const struct link *link,
	enum iw_view view, const char *name)
{
	const char *from = link->name[merged_first(link)];

	return maps_to(model, view, from, name);
}

/*
 * No table can be asked which names map to this one. A few simple ones were
 * probed; the rest are looked through, as far as that is quick.
 */
static struct link *look_through(const struct model *model,
	const struct iw_node *dir, enum iw_view view, const char *name)
{
	const struct dir *d = dir->dir;

	if (d->shown_dirs <= d->of[view].dirs)
		return NULL;
	for (size_t i = 0; i < d->link_count && i < LOOKED_THROUGH; i++) {
		struct link *link = d->links[i];

		if (may_meet(link, view) && merged_shows(link) &&
			corresponds(model, link, view, name))
			return link;
	}
	return NULL;
}

struct link *meeting_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		enum iw_view other = merged_order[i];
		struct link *link = NULL;

		if (other != view)
			link = probe(model, dir, view, other, name);
		if (link)
			return link;
	}
	return look_through(model, dir, view, name);
}
