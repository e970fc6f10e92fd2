#include "model/inomap.h"

#include <errno.h>
#include <stdlib.h>

#define SMALLEST 64u

static size_t home(const struct inomap *map, uint64_t ino)
{
	return (size_t)(ino * 0x9e3779b97f4a7c15u >> 20) & (map->size - 1);
}

static void place(const struct inomap *map, struct iw_node *node)
{
	size_t i = home(map, node->ino);

	while (map->bucket[i])
		i = (i + 1) & (map->size - 1);
	map->bucket[i] = node;
}

static int grow(struct inomap *map)
{
	size_t room = map->room ? map->room * 2 : SMALLEST;
	struct iw_node **node = realloc(map->node, room * sizeof(*node));
	struct iw_node **bucket;

	if (!node)
		return -ENOMEM;
	map->node = node;
	bucket = calloc(room * 2, sizeof(*bucket));
	if (!bucket)
		return -ENOMEM;
	free(map->bucket);
	map->bucket = bucket;
	map->size = room * 2;
	map->room = room;
	for (size_t i = 0; i < map->count; i++)
		place(map, map->node[i]);
	return 0;
}

int inomap_add(struct inomap *map, struct iw_node *node)
{
	int err = map->count == map->room ? grow(map) : 0;

	if (err)
		return err;
	map->node[map->count++] = node;
	place(map, node);
	return 0;
}

struct iw_node *inomap_find(const struct inomap *map, uint64_t ino)
{
	for (size_t i = home(map, ino); map->bucket[i];
		i = (i + 1) & (map->size - 1)) {
		if (map->bucket[i]->ino == ino)
			return map->bucket[i];
	}
	return NULL;
}

static int add_links(struct inomap *map, const struct dir *dir)
{
	int err = 0;

	for (size_t i = 0; !err && i < dir->link_count; i++) {
		const struct link *link = dir->links[i];

		if (link && !inomap_find(map, link->node->ino))
			err = inomap_add(map, link->node);
	}
	return err;
}

int inomap_fill(struct inomap *map, const struct model *model)
{
	int err;

	*map = (struct inomap){ .count = 0 };
	err = inomap_add(map, model->root);
	for (size_t i = 0; !err && i < map->count; i++) {
		if (S_ISDIR(map->node[i]->mode))
			err = add_links(map, map->node[i]->dir);
	}
	return err;
}

void inomap_free(struct inomap *map)
{
	free(map->bucket);
	free(map->node);
	*map = (struct inomap){ .count = 0 };
}
