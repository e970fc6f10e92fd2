#include "model/dir.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/bucket.h"
#include "model/link.h"
#include "model/meeting.h"
#include "model/merged.h"
#include "name/name.h"

#define FIRST_COOKIE 3u /* behind those of "." and ".." */
#define SMALLEST 4u	/* links */

struct dir *dir_new(void)
{
	struct dir *dir = calloc(1, sizeof(*dir));

	if (dir)
		dir->last_cookie = FIRST_COOKIE - 1;
	return dir;
}

void dir_free(struct dir *dir)
{
	if (!dir)
		return;
	for (int v = 0; v < IW_CONTEXTS; v++)
		free(dir->of[v].bucket);
	meeting_forget(dir);
	free(dir->links);
	free(dir->cookies);
	free(dir);
}

struct link *dir_link(const struct iw_node *dir, enum iw_view view)
{
	if (view == IW_ALL)
		return merged_primary(dir);
	for (struct link *link = dir->links; link; link = link->next_of_node) {
		if (link->name[view])
			return link;
	}
	return NULL;
}

struct iw_node *dir_parent(struct iw_node *dir, enum iw_view view)
{
	struct link *link;

	if (dir_is_root(dir))
		return dir;
	link = dir_link(dir, view);
	return link ? link->dir : NULL;
}

bool dir_present(const struct iw_node *dir, enum iw_view view)
{
	return dir_is_root(dir) || dir_link(dir, view);
}

unsigned dir_views(const struct iw_node *dir)
{
	unsigned which = 0;

	if (dir_is_root(dir))
		return MERGED_VIEWS;
	for (struct link *link = dir->links; link; link = link->next_of_node)
		which |= link_views(link);
	return which & MERGED_VIEWS;
}

bool dir_contains(
	const struct iw_node *outer, struct iw_node *inner, enum iw_view view)
{
	while (inner && inner != outer) {
		if (dir_is_root(inner))
			return false;
		inner = dir_parent(inner, view);
	}
	return inner;
}

uint64_t dir_count(const struct iw_node *dir, enum iw_view view)
{
	const struct dir *d = dir->dir;

	if (view != IW_ALL)
		return d->of[view].count;
	return (uint64_t)d->of[IW_ISO].count + d->of[IW_ROCKRIDGE].count +
	       d->of[IW_JOLIET].count + d->of[IW_UDF].count;
}

struct link *dir_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	const struct bucket_list *list = &dir->dir->of[view];
	char key[NAME_SIZE], other[NAME_SIZE];
	uint32_t hash, at;
	struct link *link;

	if (!list->count)
		return NULL;
	name_rules[view].key(model->settings, name, key);
	if (!*key)
		return NULL;
	hash = at = bucket_hash(key);
	while ((link = bucket_next(list, view, hash, &at))) {
		name_rules[view].key(model->settings, link->name[view], other);
		if (!strcmp(key, other))
			return link;
	}
	return NULL;
}

static int set_room(struct dir *dir, size_t room)
{
	struct link **links = realloc(dir->links, room * sizeof(*links));
	uint64_t *cookies;

	if (!links)
		return -ENOMEM;
	dir->links = links;
	if (room < dir->link_room)
		dir->link_room = room;
	cookies = realloc(dir->cookies, room * sizeof(*cookies));
	if (!cookies)
		return -ENOMEM;
	dir->cookies = cookies;
	dir->link_room = room;
	return 0;
}

int dir_append(struct dir *dir, struct link *link)
{
	if (dir->link_count == dir->link_room) {
		size_t room = dir->link_room ? dir->link_room * 2 : SMALLEST;
		int err = set_room(dir, room);

		if (err)
			return err;
	}
	dir->links[dir->link_count] = link;
	dir->cookies[dir->link_count++] = link->cookie;
	dir->last_cookie = link->cookie;
	return 0;
}

static void compact(struct dir *dir)
{
	size_t kept = 0;

	for (size_t i = 0; i < dir->link_count; i++) {
		if (!dir->links[i])
			continue;
		dir->links[kept] = dir->links[i];
		dir->cookies[kept++] = dir->cookies[i];
	}
	dir->link_count = kept;
	dir->link_holes = 0;
	if (dir->link_room > 16 * SMALLEST && kept < dir->link_room / 4)
		set_room(dir, dir->link_room / 2);
}

size_t dir_position(const struct dir *dir, uint64_t cookie)
{
	size_t low = 0, high = dir->link_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dir->cookies[middle] <= cookie)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void dir_remove(struct dir *dir, const struct link *link)
{
	dir->links[dir_position(dir, link->cookie) - 1] = NULL;
	dir->link_holes++;
	if (dir->link_holes > dir->link_count / 2 + SMALLEST)
		compact(dir);
}

struct link *dir_at(const struct dir *dir, uint64_t cookie)
{
	size_t i = dir_position(dir, cookie);

	return i && dir->cookies[i - 1] == cookie ? dir->links[i - 1] : NULL;
}
