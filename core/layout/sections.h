/* The inside of a layout; of no interest outside of this folder. */
#ifndef ISOWEAVE_LAYOUT_SECTIONS_H
#define ISOWEAVE_LAYOUT_SECTIONS_H

#include <stdbool.h>

#include "layout/layout.h"
#include "util/arena.h"

enum { SECTOR = 2048 };

struct entry {
	struct section section;
	size_t order; /* of adding */
};

struct owner;
struct follower;

struct layout {
	struct arena arena;
	struct entry **entries; /* once placed: by place */
	size_t count, room;
	struct section *blank;
	struct owner *owners; /* a few */
	struct follower *followers, *last_follower;
	uint64_t (*round)(uint64_t sectors); /* or NULL */
	uint64_t end;
};

static inline uint64_t section_sectors(const struct section *section)
{
	return section->size / SECTOR + (section->size % SECTOR != 0);
}

/* Whether it has a place of its own before the body. */
static inline bool section_in_head(const struct section *section)
{
	return section->zone <= ZONE_FIXED;
}

#endif
