/*
 * The image file as the place where data stays.
 *
 *	fresh:   [ gap, sparse          ][ data zone, grows at its tail  ...
 *	synced:  [ metadata ][ data zone ][ later metadata ][ later data ...
 *	         0          front
 *
 * Bytes are written once, to whole 2048-byte sectors of the file. A place in
 * it is a store address: a sector number that stays the same when the gap in
 * front of the data closes; store_lba() makes it the sector of the file.
 *
 * Generations: what the last commit, or an open snapshot, refers to is never
 * overwritten or reused before the next commit is complete. store_give() of
 * such sectors waits; a content whose generation is older than the store's
 * is copied before it changes.
 *
 * Knows sectors, extents and files; no names, no format.
 */
#ifndef ISOWEAVE_STORE_STORE_H
#define ISOWEAVE_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/diag.h"

#define SECTOR_SIZE 2048u

struct store;

/* COUNT sectors from the store address START. */
struct extent {
	uint64_t start;
	uint64_t count;
};

static inline uint64_t sectors_of(uint64_t bytes)
{
	return bytes / SECTOR_SIZE + (bytes % SECTOR_SIZE != 0);
}

/* The sector of the image file at which a store address lies now. */
uint64_t store_lba(const struct store *store, uint64_t start);

#endif
