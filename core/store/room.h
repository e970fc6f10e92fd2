/*
 * Room: the free sectors between used ones, in order of address.
 *
 * A treap over extents, each node knowing the largest extent under it: taking,
 * putting and finding the first that fits cost a logarithm. What is dirty may
 * hold old bytes, and is to be zeroed before it is used or left in an image.
 */
#ifndef ISOWEAVE_STORE_ROOM_H
#define ISOWEAVE_STORE_ROOM_H

#include "store/store.h"

struct hollow;

struct room {
	struct hollow *top;
	uint64_t sectors; /* free in all */
	uint32_t seed;	  /* of the treap's heap order */
};

void room_clear(struct room *room);
/* Adds WHAT, none of which is free, and joins it with its neighbours. -ENOMEM:
 * it was not added. */
int room_put(struct room *room, struct extent what, bool dirty);
/* Finds COUNT free sectors that start at a multiple of ALIGN: the first, or
 * one of the first that has room for any start. */
bool room_find(
	const struct room *room, uint64_t count, uint64_t align, uint64_t *at);
/* Takes WHAT if all of it is free; DIRTY says whether to zero it. -ENOENT: it
 * is not; -ENOMEM. */
int room_take(struct room *room, struct extent what, bool *dirty);
/* The extent that ends at END, if there is one. */
bool room_before(const struct room *room, uint64_t end, struct extent *out);
/* The first extent that starts at or after FROM, if there is one. */
bool room_next(const struct room *room, uint64_t from, struct extent *out,
	bool *dirty);

#endif
