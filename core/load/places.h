/*
 * Places: what was found at which sectors. Two names that lead to the same
 * place are names of one inode, whatever context they come from; a directory
 * that is met at its place twice is a loop, or a shared one, and refused.
 */
#ifndef ISOWEAVE_LOAD_PLACES_H
#define ISOWEAVE_LOAD_PLACES_H

#include <stddef.h>
#include <stdint.h>

struct place {
	uint64_t start, size; /* sector; bytes */
	void *found;	      /* NULL: a free slot */
};

/* Zeroed: nothing found yet. */
struct places {
	struct place *slot;
	size_t room, count; /* room: a power of two */
};

/* What was put at (START, SIZE), or NULL. */
void *places_get(const struct places *places, uint64_t start, uint64_t size);
/* Puts FOUND, not NULL, there, where nothing is yet. -ENOMEM. */
int places_put(
	struct places *places, uint64_t start, uint64_t size, void *found);
void places_free(struct places *places);

#endif
