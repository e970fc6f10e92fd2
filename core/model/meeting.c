#include "model/meeting.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/bucket.h"
#include "model/dir.h"
#include "model/merged.h"
#include "name/name.h"

#define SMALLEST 16u /* slots */

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

static bool hash_mapped(const struct model *model, enum iw_view view,
	const struct link *link, uint32_t *out)
{
	const char *from = link->name[merged_first(link)];
	char mapped[NAME_SIZE], key[NAME_SIZE];

	if (name_rules[view].map(model->settings, S_IFDIR, from, 0, mapped))
		return false;
	name_rules[view].key(model->settings, mapped, key);
	*out = bucket_hash(key);
	return true;
}

static void place(struct meeting_index *index, struct meeting_slot what)
{
	size_t i = what.hash & (index->size - 1);

	while (index->slot[i].link)
		i = (i + 1) & (index->size - 1);
	index->slot[i] = what;
	index->count++;
}

static bool grow(struct meeting_index *index)
{
	struct meeting_index larger = {
		.size = index->size ? index->size * 2 : SMALLEST,
	};

	larger.slot = calloc(larger.size, sizeof(*larger.slot));
	if (!larger.slot)
		return false;
	for (size_t i = 0; i < index->size; i++) {
		if (index->slot[i].link)
			place(&larger, index->slot[i]);
	}
	free(index->slot);
	*index = larger;
	return true;
}

/* Adds LINK to the index of VIEW if it could meet something there. Whether the
 * index is complete. */
static bool add(const struct model *model, struct meeting_index *index,
	enum iw_view view, struct link *link)
{
	struct meeting_slot slot = { .link = link };

	if (!may_meet(link, view) || !merged_shows(link) ||
		!hash_mapped(model, view, link, &slot.hash))
		return true;
	if (index->count * 4 >= index->size * 3 && !grow(index))
		return false;
	place(index, slot);
	return true;
}

void meeting_forget(struct dir *dir)
{
	if (!dir->meeting)
		return;
	for (int v = 0; v < IW_BOOT; v++)
		free(dir->meeting->of[v].slot);
	free(dir->meeting);
	dir->meeting = NULL;
}

void meeting_note(const struct model *model, struct link *link)
{
	struct dir *dir = link->dir->dir;

	for (int v = 0; v < IW_BOOT && dir->meeting; v++) {
		struct meeting_index *index = &dir->meeting->of[v];

		if (!index->size)
			continue;
		/* Too much of it may be no longer so: begin again. */
		if (index->count > 4 * (size_t)dir->shown_dirs + SMALLEST ||
			!add(model, index, v, link))
			meeting_forget(dir);
	}
}

/* The index of VIEW, built now if need be. NULL: no memory for it. */
static const struct meeting_index *index_of(
	const struct model *model, struct dir *dir, enum iw_view view)
{
	struct meeting_index *index;
	bool complete = true;

	if (!dir->meeting)
		dir->meeting = calloc(1, sizeof(*dir->meeting));
	if (!dir->meeting)
		return NULL;
	index = &dir->meeting->of[view];
	if (index->size)
		return index;
	complete = grow(index);
	for (size_t i = 0; complete && i < dir->link_count; i++)
		complete = add(model, index, view, dir->links[i]);
	if (complete)
		return index;
	meeting_forget(dir);
	return NULL;
}

/* The directory one of whose names maps to NAME. */
static struct link *mapped_to(const struct model *model,
	const struct iw_node *dir, enum iw_view view, const char *name)
{
	const struct meeting_index *index;
	char key[NAME_SIZE];
	uint32_t hash;

	if (dir->dir->shown_dirs <= dir->dir->of[view].dirs)
		return NULL;
	index = index_of(model, dir->dir, view);
	if (!index)
		return NULL;
	name_rules[view].key(model->settings, name, key);
	hash = bucket_hash(key);
	for (size_t i = hash & (index->size - 1); index->slot[i].link;
		i = (i + 1) & (index->size - 1)) {
		struct link *link = index->slot[i].link;

		if (index->slot[i].hash == hash && may_meet(link, view) &&
			merged_shows(link) &&
			maps_to(model, view, link->name[merged_first(link)],
				name))
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
	return mapped_to(model, dir, view, name);
}
