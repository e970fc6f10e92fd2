/*
 * Arena: many small pieces of memory that end together. A plan of an image is
 * made of them, so that nothing of it is freed piece by piece.
 */
#ifndef ISOWEAVE_UTIL_ARENA_H
#define ISOWEAVE_UTIL_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Zeroed: an empty arena. */
struct arena {
	struct arena_chunk *chunk; /* the newest */
	size_t used, room;	   /* bytes of its */
};

/* SIZE zeroed bytes, aligned for any type, until arena_free; NULL: no memory.
 */
void *arena_alloc(struct arena *arena, size_t size);
/* Likewise, but of bytes: not aligned. */
void *arena_bytes(struct arena *arena, size_t size);
void arena_free(struct arena *arena);

#endif
