#include "image/walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/turn.h"

struct walk {
	walk_each *each;
	void *user;
	struct iw_node **stack; /* folders to do, the last first */
	size_t count, room;
};

static int push(struct walk *walk, struct iw_node *dir)
{
	if (walk->count == walk->room) {
		size_t room = walk->room * 2 + 64;
		struct iw_node **grown =
			reallocarray(walk->stack, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		walk->stack = grown;
		walk->room = room;
	}
	walk->stack[walk->count++] = dir;
	return 0;
}

static int visit(struct walk *walk, struct iw_node *node)
{
	if (S_ISDIR(node->mode))
		return push(walk, node);
	if (S_ISREG(node->mode))
		return walk->each(walk->user, node);
	return 0;
}

static int visit_orphans(struct walk *walk, const struct model *model)
{
	int error = 0;

	for (struct iw_node *node = model->orphans; node && !error;
		node = node->orphan.next) {
		if (S_ISREG(node->mode))
			error = walk->each(walk->user, node);
	}
	return error;
}

/* One of its links stands for each node. */
static int walk_dir(struct walk *walk, const struct dir *dir)
{
	int error = 0;

	for (size_t i = 0; i < dir->link_count && !error; i++) {
		struct link *link = dir->links[i];

		if (link && link->node->links == link)
			error = visit(walk, link->node);
	}
	return error;
}

int walk_files(const struct model *model, walk_each *each, void *user)
{
	struct walk walk = { .each = each, .user = user };
	int error = push(&walk, model->root);

	while (!error && walk.count)
		error = walk_dir(&walk, walk.stack[--walk.count]->dir);
	if (!error)
		error = visit_orphans(&walk, model);
	free(walk.stack);
	return error;
}

/* The name that a link is sorted by, and then the context it is of. */
static const char *first_name(const struct link *link, int *rank)
{
	static const enum iw_view order[] = {
		IW_ROCKRIDGE,
		IW_UDF,
		IW_JOLIET,
		IW_ISO,
		IW_BOOT,
	};

	for (*rank = 0; *rank < IW_CONTEXTS; ++*rank) {
		if (link->name[order[*rank]])
			return link->name[order[*rank]];
	}
	return "";
}

static int compare_links(const void *a, const void *b)
{
	int x, y;
	const char *left = first_name(*(struct link *const *)a, &x);
	const char *right = first_name(*(struct link *const *)b, &y);
	int order = strcmp(left, right);

	return order ? order : x - y;
}

/* Files at once, folders in reverse onto the stack. */
static int visit_sorted(struct walk *walk, struct link **links, size_t count)
{
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		if (!S_ISDIR(links[i]->node->mode))
			error = visit(walk, links[i]->node);
	}
	for (size_t i = count; i-- && !error;) {
		struct iw_node *node = links[i]->node;

		if (S_ISDIR(node->mode) && node->links == links[i])
			error = push(walk, node);
	}
	return error;
}

static int walk_dir_by_name(struct walk *walk, const struct dir *dir)
{
	struct link **links;
	size_t count = 0;
	int error;

	if (!dir->link_count)
		return 0;
	links = reallocarray(NULL, dir->link_count, sizeof(*links));
	if (!links)
		return -ENOMEM;
	for (size_t i = 0; i < dir->link_count; i++) {
		if (dir->links[i])
			links[count++] = dir->links[i];
	}
	qsort(links, count, sizeof(*links), compare_links);
	error = visit_sorted(walk, links, count);
	free(links);
	return error;
}

int walk_by_name(const struct model *model, walk_each *each, void *user)
{
	struct walk walk = { .each = each, .user = user };
	int error = push(&walk, model->root);

	while (!error && walk.count)
		error = walk_dir_by_name(&walk, walk.stack[--walk.count]->dir);
	if (!error)
		error = visit_orphans(&walk, model);
	free(walk.stack);
	return error;
}

int walk_pieced(const struct iw_image *image, walk_each *each, void *user)
{
	struct content *c;
	int error = 0;

	for (size_t left = store_pieced_count(image->store); left && !error;
		left--) {
		c = store_pieced(image->store);
		if (!c)
			break;
		error = each(user, node_of_content(c));
	}
	return error;
}
