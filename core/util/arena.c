#include "util/arena.h"

#include <stdint.h>
#include <stdlib.h>

#define CHUNK ((size_t)256 * 1024)

struct arena_chunk {
	struct arena_chunk *older;
	max_align_t bytes[];
};

static struct arena_chunk *chunk_new(size_t room)
{
	struct arena_chunk *chunk;

	if (room > SIZE_MAX - sizeof(*chunk))
		return NULL;
	return calloc(1, sizeof(*chunk) + room);
}

/* A piece so large that it gets a chunk of its own, below the newest. */
static void *large_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = chunk_new(size);
	struct arena_chunk **below;

	if (!chunk)
		return NULL;
	below = arena->chunk ? &arena->chunk->older : &arena->chunk;
	chunk->older = *below;
	*below = chunk;
	return chunk->bytes;
}

static int grow(struct arena *arena)
{
	struct arena_chunk *chunk = chunk_new(CHUNK);

	if (!chunk)
		return -1;
	chunk->older = arena->chunk;
	arena->chunk = chunk;
	arena->used = 0;
	arena->room = CHUNK;
	return 0;
}

void *arena_bytes(struct arena *arena, size_t size)
{
	uint8_t *out;

	if (size > CHUNK / 4)
		return large_alloc(arena, size);
	if (!arena->chunk || size > arena->room - arena->used) {
		if (grow(arena) < 0)
			return NULL;
	}
	out = (uint8_t *)arena->chunk->bytes + arena->used;
	arena->used += size;
	return out;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t before = -arena->used % _Alignof(max_align_t);

	if (arena->room - arena->used < before)
		before = arena->room - arena->used;
	arena->used += before;
	return arena_bytes(arena, size);
}

void arena_free(struct arena *arena)
{
	while (arena->chunk) {
		struct arena_chunk *older = arena->chunk->older;

		free(arena->chunk);
		arena->chunk = older;
	}
	*arena = (struct arena){ 0 };
}
