#include "model/entry.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "model/dir.h"
#include "model/merged.h"

#define JOIN_WALK 32 /* links of the node that are looked at */

/* The question that a number is searched for. */
struct search {
	const struct model *model;
	const struct iw_place *place;
	const struct change *change; /* NULL: nothing else */
	mode_t mode;
	enum iw_view view;
	int error; /* of the last map */
};

static bool is_leaving(
	const struct change *change, const struct link *link, enum iw_view view)
{
	for (int i = 0; change && i < 2; i++) {
		if (change->leaving[i].link == link &&
			change->leaving[i].views & VIEW_BIT(view))
			return true;
	}
	return false;
}

static bool is_coming(const struct search *search, const char *name)
{
	const struct change *change = search->change;
	const struct settings *settings = search->model->settings;
	enum iw_view view = search->view;
	char key[NAME_SIZE], other[NAME_SIZE];

	if (!change || !change->coming || change->dir != search->place->dir ||
		!(change->coming->views & VIEW_BIT(view)))
		return false;
	name_rules[view].key(settings, name, key);
	name_rules[view].key(settings, change->coming->name[view], other);
	return !strcmp(key, other);
}

static bool is_taken(const struct search *search, const char *name)
{
	const struct link *link =
		dir_find(search->model, search->place->dir, search->view, name);

	if (link && !is_leaving(search->change, link, search->view))
		return true;
	return is_coming(search, name);
}

/* Whether the TRY-th name cannot be had: it is taken, or there is none. */
static bool try_fails(struct search *search, unsigned try, char out[NAME_SIZE])
{
	search->error = name_rules[search->view].map(search->model->settings,
		search->mode, search->place->name, try, out);
	return search->error || is_taken(search, out);
}

/*
 * A free name by galloping: 0, 1, 2, 4, 8 ... then bisecting, so that many
 * colliding names cost a logarithm each.
 */
static int map_free(struct search *search, char out[NAME_SIZE])
{
	unsigned taken = 0, free = 1;

	if (!try_fails(search, 0, out) || search->error)
		return search->error;
	while (try_fails(search, free, out)) {
		if (search->error)
			return search->error;
		if (free > UINT_MAX / 2)
			return -EEXIST;
		taken = free;
		free *= 2;
	}
	while (free - taken > 1) {
		unsigned middle = taken + (free - taken) / 2;

		if (try_fails(search, middle, out))
			taken = middle;
		else
			free = middle;
		if (search->error)
			return search->error;
	}
	return try_fails(search, free, out) ? -EEXIST : 0;
}

static int name_in_context(struct search *search, struct wanted *out)
{
	const struct model *model = search->model;
	enum iw_view view = search->view;
	int err = name_rules[view].check(model->settings, model->diag,
		search->mode, search->place->name, out->name[view]);

	if (err)
		return err;
	return is_taken(search, out->name[view]) ? -EEXIST : 0;
}

int entry_names(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct change *change, struct wanted *out)
{
	struct search search = { model, place, change, mode, place->view, 0 };

	if (place->view != IW_ALL) {
		out->views = VIEW_BIT(place->view);
		return name_in_context(&search, out);
	}
	if (strlen(place->name) > NAME_MAX)
		return diag_fail(model->diag, -ENAMETOOLONG,
			"all: '%s' has %zu bytes, at most %d fit", place->name,
			strlen(place->name), NAME_MAX);
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		enum iw_view view = search.view = merged_order[i];
		int err;

		if (!(out->views & VIEW_BIT(view)))
			continue;
		err = view == IW_ROCKRIDGE ? name_in_context(&search, out)
					   : map_free(&search, out->name[view]);
		if (err == -EPERM)
			out->views &= ~VIEW_BIT(view);
		else if (err)
			return err;
	}
	if (out->views)
		return 0;
	return diag_fail(model->diag, -EPERM,
		"all: no context that is enabled can hold '%s' here",
		place->name);
}

static bool fits(const struct link *link, const struct iw_node *dir,
	const struct iw_node *node, const struct wanted *wanted)
{
	unsigned has;

	if (!link || link->node != node || link->dir != dir)
		return false;
	has = link_views(link);
	return has & MERGED_VIEWS && !(has & wanted->views);
}

/* The link in VIEW that is named as FROM, or what that maps to. */
static struct link *corresponding(const struct model *model,
	const struct iw_node *dir, enum iw_view view, const char *from,
	mode_t mode)
{
	struct link *link = dir_find(model, dir, view, from);
	char name[NAME_SIZE];

	if (link || !dir->dir->of[view].count ||
		name_rules[view].map(model->settings, mode, from, 0, name))
		return link;
	return dir_find(model, dir, view, name);
}

struct link *entry_join(const struct model *model, const struct iw_node *dir,
	const struct iw_node *node, const struct wanted *wanted)
{
	struct link *link;
	const char *name = NULL;
	int walked = 0;

	if (wanted->views & VIEW_BIT(IW_BOOT) || !node->names)
		return NULL;
	for (int i = 0; i < MERGED_ORDER_COUNT && !name; i++) {
		if (wanted->views & VIEW_BIT(merged_order[i]))
			name = wanted->name[merged_order[i]];
	}
	for (int i = 0; i < MERGED_ORDER_COUNT; i++) {
		enum iw_view view = merged_order[i];

		if (wanted->views & VIEW_BIT(view))
			continue;
		link = corresponding(model, dir, view, name, node->mode);
		if (fits(link, dir, node, wanted))
			return link;
	}
	for (link = node->links; link && walked < JOIN_WALK;
		link = link->next_of_node, walked++) {
		if (fits(link, dir, node, wanted))
			return link;
	}
	return NULL;
}

/* Bytes that the WANTED names take, equal ones once. */
static size_t text_size(const struct wanted *wanted)
{
	size_t size = 0;

	for (int v = 0; v < IW_CONTEXTS; v++) {
		bool is_new = wanted->views & VIEW_BIT(v);

		for (int other = 0; is_new && other < v; other++) {
			if (wanted->views & VIEW_BIT(other) &&
				!strcmp(wanted->name[v], wanted->name[other]))
				is_new = false;
		}
		if (is_new)
			size += strlen(wanted->name[v]) + 1;
	}
	return size;
}

static int prepare_one(const struct model *model, const struct wanted *wanted,
	enum iw_view view, struct entry *out)
{
	int err;

	if (!(wanted->views & VIEW_BIT(view)))
		return 0;
	err = naming_prepare(model, out->link, view, wanted->name[view],
		&out->of[out->count]);
	if (!err)
		out->count++;
	return err;
}

int entry_prepare(const struct model *model, struct iw_node *dir,
	struct iw_node *node, const struct wanted *wanted, struct entry *out)
{
	int err = 0;

	out->count = 0;
	if (!out->link)
		out->link = link_new(dir, node, text_size(wanted));
	if (!out->link)
		return -ENOMEM;
	for (int i = 0; !err && i < MERGED_ORDER_COUNT; i++)
		err = prepare_one(model, wanted, merged_order[i], out);
	if (!err)
		err = prepare_one(model, wanted, IW_BOOT, out);
	if (err)
		entry_forget(out);
	return err;
}

void entry_hide(struct entry *entry, unsigned which)
{
	for (int i = 0; i < entry->count; i++)
		entry->of[i].is_hidden = which >> entry->of[i].view & 1;
}

void entry_give(struct model *model, const struct entry *entry)
{
	for (int i = 0; i < entry->count; i++)
		naming_give(model, &entry->of[i]);
}

void entry_forget(const struct entry *entry)
{
	for (int i = 0; i < entry->count; i++)
		naming_forget(&entry->of[i]);
	link_release(entry->link);
}
