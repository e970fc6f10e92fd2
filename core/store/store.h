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
 * such sectors waits; a content whose generation is older than that is copied
 * before it changes.
 *
 * Knows sectors, extents and files; no names, no format. The caller holds the
 * image's lock.
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

/* An empty store without a file; DIAG outlives it. NULL: no memory. */
struct store *store_new(const struct diag *diag);
/* Closes its file and frees it; no I/O and no snapshot is left. */
void store_free(struct store *store);
/* Sectors that an image may have in all; 0: as many as the format can. */
void store_limit(struct store *store, uint64_t capacity);

/* Begins a fresh image in the empty file FD, which the store then owns.
 * -ENOMEM: FD is the caller's still. */
int store_begin(struct store *store, int fd);
/*
 * Takes an existing image of SIZE bytes, in FD, as the last commit: all its
 * sectors are in use, addresses are sectors of the file. A loader then
 * content_set()s the files, and gives back with store_give() what its own
 * metadata took. FD is the store's.
 */
int store_adopt(struct store *store, int fd, uint64_t size);
/* The descriptor of the file, still the store's. */
int store_fd(const struct store *store);

/* Gives back sectors that hold what was written in generation BORN. */
void store_give(struct store *store, struct extent what, uint32_t born);

#endif
