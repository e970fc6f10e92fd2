/*
 * The bytes of one file, in the store.
 *
 * Ordinarily one extent; while a file is being written it can come out in
 * pieces, which content_join() makes one before a commit. No bytes, no extent.
 */
#ifndef ISOWEAVE_STORE_CONTENT_H
#define ISOWEAVE_STORE_CONTENT_H

#include "store/store.h"

struct content {
	uint64_t size;	     /* bytes */
	uint32_t generation; /* of the store, when last changed */
	uint32_t count;	     /* extents */
	union {
		struct extent one;   /* count <= 1 */
		struct extent *many; /* owned */
	} at;
};

static inline const struct extent *content_extents(const struct content *c)
{
	return c->count > 1 ? c->at.many : &c->at.one;
}

/* The sector of the image at which a joined content begins; 0 if empty. */
static inline uint64_t content_lba(
	const struct store *store, const struct content *c)
{
	return c->count ? store_lba(store, content_extents(c)->start) : 0;
}

#endif
