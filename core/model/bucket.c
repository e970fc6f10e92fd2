#include "model/bucket.h"

#include <errno.h>
#include <stdlib.h>

#define SMALLEST 4u /* buckets */

uint32_t bucket_hash(const char *key)
{
	uint32_t h = 2166136261u;

	for (; *key; key++)
		h = (h ^ (uint8_t)*key) * 16777619u;
	/* The low bits choose the bucket: let all bits reach them. */
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	return h ^ h >> 13;
}

static void place(
	struct bucket_list *list, struct link *link, enum iw_view view)
{
	uint32_t mask = list->size - 1;
	uint32_t i = link->hash[view] & mask;

	while (list->bucket[i])
		i = (i + 1) & mask;
	list->bucket[i] = link;
}

static int resize(struct bucket_list *list, enum iw_view view, uint32_t size)
{
	struct bucket_list larger = *list;

	larger.bucket = calloc(size, sizeof(*larger.bucket));
	if (!larger.bucket)
		return -ENOMEM;
	larger.size = size;
	for (uint32_t i = 0; i < list->size; i++) {
		if (list->bucket[i])
			place(&larger, list->bucket[i], view);
	}
	free(list->bucket);
	*list = larger;
	return 0;
}

int bucket_reserve(struct bucket_list *list, enum iw_view view)
{
	uint64_t wanted = (uint64_t)list->count + list->pending + 1;
	uint64_t size = list->size ? list->size : SMALLEST;
	int err;

	while (wanted * 4 > size * 3)
		size *= 2;
	if (size > UINT32_MAX)
		return -ENOMEM;
	if (size != list->size) {
		err = resize(list, view, (uint32_t)size);
		if (err)
			return err;
	}
	list->pending++;
	return 0;
}

void bucket_unreserve(struct bucket_list *list)
{
	list->pending--;
	if (list->count || list->pending)
		return;
	free(list->bucket);
	list->bucket = NULL;
	list->size = 0;
}

void bucket_insert(
	struct bucket_list *list, struct link *link, enum iw_view view)
{
	list->pending--;
	list->count++;
	place(list, link, view);
}

/* Whether the entry whose own bucket is HOME, found at AT, may move to HOLE:
 * it must not come to lie in front of its own bucket. */
static bool may_move(uint32_t home, uint32_t at, uint32_t hole, uint32_t mask)
{
	return ((at - home) & mask) >= ((at - hole) & mask);
}

void bucket_remove(
	struct bucket_list *list, const struct link *link, enum iw_view view)
{
	uint32_t mask = list->size - 1;
	uint32_t hole = link->hash[view] & mask;

	while (list->bucket[hole] != link)
		hole = (hole + 1) & mask;
	for (uint32_t at = (hole + 1) & mask; list->bucket[at];
		at = (at + 1) & mask) {
		uint32_t home = list->bucket[at]->hash[view] & mask;

		if (!may_move(home, at, hole, mask))
			continue;
		list->bucket[hole] = list->bucket[at];
		hole = at;
	}
	list->bucket[hole] = NULL;
	list->count--;
	if (list->count || list->pending)
		return;
	free(list->bucket);
	list->bucket = NULL;
	list->size = 0;
}

struct link *bucket_next(const struct bucket_list *list, enum iw_view view,
	uint32_t hash, uint32_t *at)
{
	uint32_t mask = list->size - 1;

	if (!list->size)
		return NULL;
	for (;;) {
		struct link *link = list->bucket[*at & mask];

		if (!link)
			return NULL;
		++*at;
		if (link->hash[view] == hash)
			return link;
	}
}
