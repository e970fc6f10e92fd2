#include "model/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/dir.h"
#include "model/link.h"
#include "model/record.h"
#include "model/tell.h"
#include "store/inner.h"

int model_init(struct model *model, const struct settings *settings,
	struct store *store, const struct diag *diag)
{
	*model = (struct model){
		.settings = settings,
		.store = store,
		.diag = diag,
	};
	model->root = node_new(model, S_IFDIR | 0755);
	return model->root ? 0 : -ENOMEM;
}

struct timespec node_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts;
}

struct iw_node *node_new(struct model *model, mode_t mode)
{
	struct iw_node *node = node_new_at(model, mode, model->last_ino + 1);

	if (node)
		node->atime = node->mtime = node->ctime = node->btime =
			node_now();
	return node;
}

struct iw_node *node_new_at(struct model *model, mode_t mode, uint64_t ino)
{
	struct iw_node *node = calloc(1, sizeof(*node));

	if (!node)
		return NULL;
	node->ino = ino;
	node->mode = mode;
	if (S_ISDIR(mode)) {
		node->dir = dir_new();
		if (!node->dir) {
			free(node);
			return NULL;
		}
	}
	if (model->last_ino < ino)
		model->last_ino = ino;
	model->nodes++;
	return node;
}

int node_set_target(struct iw_node *node, const char *target)
{
	char *copy = strdup(target);

	if (!copy)
		return -ENOMEM;
	free(node->target);
	node->target = copy;
	return 0;
}

static void orphan_add(struct model *model, struct iw_node *node)
{
	node->is_orphan = true;
	node->orphan.next = model->orphans;
	node->orphan.previous = NULL;
	if (model->orphans)
		model->orphans->orphan.previous = node;
	model->orphans = node;
}

static void orphan_remove(struct model *model, struct iw_node *node)
{
	struct iw_node *next = node->orphan.next,
		       *previous = node->orphan.previous;

	if (next)
		next->orphan.previous = previous;
	if (previous)
		previous->orphan.next = next;
	else
		model->orphans = next;
	node->is_orphan = false;
}

/* Frees the memory of NODE, which no link and no list refers to. */
static void end(struct model *model, struct iw_node *node)
{
	if (S_ISREG(node->mode)) {
		content_have(&node->content, (struct extent){ 0, 0 });
	} else if (S_ISDIR(node->mode)) {
		dir_free(node->dir);
	} else if (S_ISLNK(node->mode)) {
		free(node->target);
	}
	carried_forget(model, node);
	model->nodes--;
	free(node);
}

static void free_data(struct model *model, struct iw_node *node)
{
	model->data_sectors -= sectors_of(node->content.size);
	if (model->store)
		content_free(model->store, &node->content);
	node->content.size = 0;
}

void node_release(struct model *model, struct iw_node *node)
{
	if (node->names || node == model->root)
		return;
	/* A reference alone keeps no data: nobody can open it any more, and
	 * when references go depends on the owner's caches. */
	if (S_ISREG(node->mode) && !node->opens)
		free_data(model, node);
	if (node->refs || node->opens) {
		if (!node->is_orphan)
			orphan_add(model, node);
		return;
	}
	if (node->is_orphan)
		orphan_remove(model, node);
	end(model, node);
}

/* Puts the directories below DIR that are in no list yet in front of LIST. */
static void list_dirs(const struct dir *dir, struct iw_node **list)
{
	for (size_t i = 0; i < dir->link_count; i++) {
		struct link *link = dir->links[i];

		if (!link || !S_ISDIR(link->node->mode) ||
			link->node->is_orphan)
			continue;
		link->node->is_orphan = true;
		link->node->orphan.next = *list;
		*list = link->node;
	}
}

/* Frees the links in DIR, and the files that lose their last one. */
static void tear_links(struct model *model, const struct dir *dir)
{
	for (size_t i = 0; i < dir->link_count; i++) {
		struct link *link = dir->links[i];
		struct iw_node *node;

		if (!link)
			continue;
		node = link->node;
		link_tear(link);
		if (!node->links && !S_ISDIR(node->mode))
			end(model, node);
	}
}

static void end_all(struct model *model, struct iw_node *list)
{
	while (list) {
		struct iw_node *node = list;

		list = node->orphan.next;
		end(model, node);
	}
}

/*
 * Two contexts can have two directories each in the other, so none of them
 * loses its last link first: all are listed, then emptied, then ended.
 */
void model_free(struct model *model)
{
	struct iw_node *found = model->root, *dirs = NULL;

	if (!found)
		return;
	found->is_orphan = true;
	found->orphan.next = NULL;
	while (found) {
		struct iw_node *node = found;

		found = node->orphan.next;
		node->orphan.next = dirs;
		dirs = node;
		list_dirs(node->dir, &found);
	}
	for (struct iw_node *node = dirs; node; node = node->orphan.next)
		tear_links(model, node->dir);
	end_all(model, dirs);
	end_all(model, model->orphans);
	carried_free(&model->carried);
	model->orphans = NULL;
	model->root = NULL;
}

void node_ref(struct iw_node *node, enum iw_view view)
{
	node->refs++;
	if (S_ISDIR(node->mode))
		node->dir->known[view]++;
}

void node_unref(struct model *model, struct iw_node *node, enum iw_view view,
	uint64_t count)
{
	node->refs -= count;
	if (S_ISDIR(node->mode))
		node->dir->known[view] -= count;
	node_release(model, node);
}

void node_open(struct iw_node *node)
{
	node->opens++;
}

void node_close(struct model *model, struct iw_node *node)
{
	node->opens--;
	node_release(model, node);
}

void node_touch(struct model *model, struct iw_node *node, enum touch what)
{
	node->ctime = node_now();
	if (what == TOUCH_DATA)
		node->mtime = node->ctime;
	model->changes++;
	record_attributes(model, node);
	tell_attributes(model, node);
}

size_t model_content_room(const struct iw_node *node)
{
	return record_content_room(node) + RECORD_ATTRIBUTES_ROOM +
	       RECORD_REPLACED_ROOM;
}

void model_content_changed(
	struct model *model, struct iw_node *node, uint64_t old_size)
{
	model->data_sectors += sectors_of(node->content.size);
	model->data_sectors -= sectors_of(old_size);
	model->changes++;
	record_content(model, node);
}

void model_content_replaced(
	struct model *model, struct iw_node *node, uint64_t old_size)
{
	model_content_changed(model, node, old_size);
	if (!node->carried)
		return;
	record_replaced(model, node);
	carried_replace_data(model, node);
}
