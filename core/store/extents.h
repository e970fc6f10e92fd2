/*
 * Sets of sectors, as arrays of extents. United: in order of address, none
 * touching or overlapping another.
 */
#ifndef ISOWEAVE_STORE_EXTENTS_H
#define ISOWEAVE_STORE_EXTENTS_H

#include <stddef.h>

#include "store/store.h"

static inline uint64_t extent_end(struct extent e)
{
	return e.start + e.count;
}

/* Unites the COUNT extents E in place; returns how many are left. */
size_t extents_unite(struct extent *e, size_t count);
/* Leaves in E, united, what is in more than one of the COUNT extents; returns
 * how many that are. */
size_t extents_doubled(struct extent *e, size_t count);

/* One that grows, in no order. Zeroed: none yet. */
struct extent_list {
	struct extent *e; /* malloc(3)'s */
	size_t count, room;
};

/* -ENOMEM: LIST is as it was. */
int extents_add(struct extent_list *list, struct extent what);
void extents_free(struct extent_list *list);

/* A united set. */
struct extents {
	const struct extent *e;
	size_t count;
};

/* What is in LIST, as long as it does not grow; united only if it is. */
static inline struct extents extents_in(const struct extent_list *list)
{
	return (struct extents){ list->e, list->count };
}

/* Puts what is in FROM and not in LESS to OUT, which has room for as many as
 * both have; returns how many, united. */
size_t extents_subtract(
	struct extents from, struct extents less, struct extent *out);
/* The first extent of SET that ends behind AT, or COUNT. */
size_t extents_find(struct extents set, uint64_t at);

#endif
