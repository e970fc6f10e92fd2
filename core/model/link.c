#include "model/link.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/bucket.h"
#include "model/dir.h"
#include "model/meeting.h"
#include "model/merged.h"
#include "model/record.h"
#include "model/tell.h"
#include "name/name.h"

/* Bytes of names that a link has within: what its counter holds. */
#define TEXT_MAX 8191u
/* A directory's size has 32 bits (ECMA-119 9.1.4), and a sector holds at least
 * eight records; some are left for files that need several. */
#define NAMES_MAX ((UINT64_C(1) << 24) - (1u << 16))
#define RECORD_VIEWS (VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE))

unsigned link_views(const struct link *link)
{
	unsigned which = 0;

	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (link->name[v])
			which |= VIEW_BIT(v);
	}
	return which;
}

struct link *link_new_at(
	struct iw_node *dir, struct iw_node *node, size_t room, uint64_t cookie)
{
	struct link *link;

	if (room > TEXT_MAX)
		room = 0;
	link = calloc(1, sizeof(*link) + room);
	if (!link)
		return NULL;
	link->dir = dir;
	link->node = node;
	link->cookie = cookie;
	link->text_room = room & TEXT_MAX;
	if (dir_append(dir->dir, link)) {
		free(link);
		return NULL;
	}
	link->next_of_node = node->links;
	if (node->links)
		node->links->previous_of_node = link;
	node->links = link;
	return link;
}

struct link *link_new(struct iw_node *dir, struct iw_node *node, size_t room)
{
	return link_new_at(dir, node, room, dir->dir->last_cookie + 1);
}

static void unchain(const struct link *link)
{
	if (link->next_of_node)
		link->next_of_node->previous_of_node = link->previous_of_node;
	if (link->previous_of_node)
		link->previous_of_node->next_of_node = link->next_of_node;
	else
		link->node->links = link->next_of_node;
}

void link_release(struct link *link)
{
	if (link_views(link))
		return;
	if (S_ISDIR(link->node->mode))
		meeting_forget(link->dir->dir);
	dir_remove(link->dir->dir, link);
	unchain(link);
	free(link);
}

/* A text that says NAME, in LINK's own room if it fits. NULL: no memory. */
static char *text_take(struct link *link, const char *name)
{
	size_t size = strlen(name) + 1;
	char *text = link->text, *end = link->text + link->text_used;

	for (; text < end; text += strlen(text) + 1) {
		if (!strcmp(text, name))
			return text;
	}
	if (size > (size_t)(link->text_room - link->text_used))
		return strdup(name);
	link->text_used += size & TEXT_MAX;
	return memcpy(text, name, size);
}

static void text_free(const struct link *link, char *text)
{
	if (text < link->text || text >= link->text + link->text_room)
		free(text);
}

/* TEXT, or the equal one that another context has already. */
static char *text_share(const struct link *link, char *text)
{
	for (int v = 0; v < IW_CONTEXTS; v++) {
		char *other = link->name[v];

		if (!other || other == text || strcmp(other, text) != 0)
			continue;
		text_free(link, text);
		return other;
	}
	return text;
}

static bool is_shared(const struct link *link, const char *text)
{
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (link->name[v] == text)
			return true;
	}
	return false;
}

void link_tear(struct link *link)
{
	for (int v = 0; v < IW_CONTEXTS; v++) {
		char *text = link->name[v];

		link->name[v] = NULL;
		if (text && !is_shared(link, text))
			text_free(link, text);
	}
	unchain(link);
	free(link);
}

int naming_prepare(const struct model *model, struct link *link,
	enum iw_view view, const char *name, struct naming *out)
{
	char key[NAME_SIZE];
	int err;

	*out = (struct naming){ .link = link, .view = view };
	name_rules[view].key(model->settings, name, key);
	out->hash = bucket_hash(key);
	err = bucket_reserve(&link->dir->dir->of[view], view);
	if (err)
		return err;
	out->text = text_take(link, name);
	if (out->text)
		return 0;
	bucket_unreserve(&link->dir->dir->of[view]);
	return -ENOMEM;
}

void naming_forget(const struct naming *naming)
{
	text_free(naming->link, naming->text);
	bucket_unreserve(&naming->link->dir->dir->of[naming->view]);
}

/* Counts a name of LINK in VIEW: BY is 1 or -1. */
static void count(
	struct model *model, const struct link *link, enum iw_view view, int by)
{
	struct iw_node *node = link->node;
	unsigned others = link_views(link) & ~VIEW_BIT(view);

	model->names[view] += (uint64_t)by;
	node->names += (uint32_t)by;
	if (view == IW_UDF)
		node->udf_names += (uint16_t)by;
	if (!S_ISDIR(node->mode))
		return;
	model->dirs[view] += (uint64_t)by;
	link->dir->dir->of[view].dirs += (uint32_t)by;
	if (VIEW_BIT(view) & RECORD_VIEWS && !(others & RECORD_VIEWS))
		model->record_dirs += (uint64_t)by;
}

/* Takes NODE's primary name into or out of the count of what all/ shows. */
static void count_shown(const struct iw_node *node, int by)
{
	const struct link *primary =
		S_ISDIR(node->mode) ? merged_primary(node) : NULL;

	if (primary)
		primary->dir->dir->shown_dirs += (uint32_t)by;
}

void naming_give(struct model *model, const struct naming *naming)
{
	struct link *link = naming->link;
	enum iw_view view = naming->view;
	struct watch watch;

	assert(!link->name[view] && !link->node->is_orphan);
	watch_begin(model, &watch, link, view, naming->text);
	count_shown(link->node, -1);
	link->name[view] = text_share(link, naming->text);
	link->hash[view] = naming->hash;
	if (naming->is_hidden)
		link->hidden |= VIEW_BIT(view);
	bucket_insert(&link->dir->dir->of[view], link, view);
	count(model, link, view, 1);
	count_shown(link->node, 1);
	model->changes++;
	record_name(model, link, view);
	if (S_ISDIR(link->node->mode))
		meeting_note(model, link);
	watch_end(model, &watch);
}

void link_drop(struct model *model, struct link *link, enum iw_view view)
{
	char *text = link->name[view];
	struct watch watch;

	watch_begin(model, &watch, link, view, text);
	tell_gone(model, link->dir, view, text);
	record_drop(model, link, view);
	count_shown(link->node, -1);
	count(model, link, view, -1);
	bucket_remove(&link->dir->dir->of[view], link, view);
	link->name[view] = NULL;
	link->hidden &= ~VIEW_BIT(view);
	count_shown(link->node, 1);
	model->changes++;
	if (S_ISDIR(link->node->mode))
		meeting_note(model, link);
	watch_end(model, &watch);
	if (!is_shared(link, text))
		text_free(link, text);
}

void link_drop_all(struct model *model, struct link *link, unsigned which)
{
	for (int i = MERGED_ORDER_COUNT; i-- > 0;) {
		if (which & VIEW_BIT(merged_order[i]))
			link_drop(model, link, merged_order[i]);
	}
	if (which & VIEW_BIT(IW_BOOT))
		link_drop(model, link, IW_BOOT);
}

static bool is_full(const struct iw_node *dir, unsigned which)
{
	for (int v = 0; v < IW_BOOT; v++) {
		const struct bucket_list *list = &dir->dir->of[v];

		if (which & VIEW_BIT(v) && list->count >= NAMES_MAX)
			return true;
	}
	return false;
}

int link_allowed(const struct model *model, const struct iw_node *dir,
	const struct iw_node *node, unsigned which)
{
	if (which & VIEW_BIT(IW_UDF) && node->udf_names == UINT16_MAX)
		return diag_fail(model->diag, -EMLINK,
			"udf: inode %ju has 65535 names already, more can't "
			"be counted (ECMA-167 4/14.9.6)",
			(uintmax_t)node->ino);
	if (is_full(dir, which))
		return diag_fail(model->diag, -ENOSPC,
			"directory %ju has %u names already: in more than "
			"4 GiB no directory can be recorded (ECMA-119 9.1.4)",
			(uintmax_t)dir->ino, (unsigned)NAMES_MAX);
	if (!S_ISDIR(node->mode))
		return 0;
	if (which & VIEW_BIT(IW_UDF) &&
		dir->dir->of[IW_UDF].dirs >= UINT16_MAX - 1)
		return diag_fail(model->diag, -EMLINK,
			"udf: directory %ju has 65534 subdirectories already, "
			"more can't be counted (ECMA-167 4/14.9.6)",
			(uintmax_t)dir->ino);
	if (which & RECORD_VIEWS && model->record_dirs >= UINT16_MAX - 1)
		return diag_fail(model->diag, -EMLINK,
			"iso: there are 65535 directories already, more can't "
			"be numbered in a path table (ECMA-119 9.4.4)");
	if (which & VIEW_BIT(IW_JOLIET) &&
		model->dirs[IW_JOLIET] >= UINT16_MAX - 1)
		return diag_fail(model->diag, -EMLINK,
			"joliet: there are 65535 directories already, more "
			"can't be numbered in a path table (ECMA-119 9.4.4)");
	return 0;
}
