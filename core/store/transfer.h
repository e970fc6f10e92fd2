/*
 * Data on its way in and out of a content.
 *
 * With the image's lock held, a content is prepared for a write, and its bytes
 * are mapped to spans of the file; the lock is let go, inside the content's
 * gate (gate.h), while they are transferred.
 */
#ifndef ISOWEAVE_STORE_TRANSFER_H
#define ISOWEAVE_STORE_TRANSFER_H

#include "store/content.h"

/*
 * Makes [AT, AT + SIZE) of C writable, and C at least so long: sectors are
 * taken, a content that the last commit refers to is copied. -ENOSPC, -EFBIG,
 * -ENOMEM, -EIO: C is as it was.
 */
int content_prepare(
	struct store *store, struct content *c, uint64_t at, uint64_t size);

/* SIZE bytes of the store from the address AT, in bytes. */
struct span {
	uint64_t at;
	uint64_t size;
};
#define SPANS 8

/* Fills OUT with where the bytes [AT, AT + SIZE) of C lie, as far as there are
 * sectors and SPANS suffice; returns how many spans. */
unsigned content_map(const struct content *c, uint64_t at, uint64_t size,
	struct span out[SPANS]);

/* lseek(2)'s SEEK_DATA and SEEK_HOLE by WHENCE, or -ENXIO. */
int64_t content_seek(
	struct store *store, const struct content *c, uint64_t at, int whence);
/* Makes [AT, AT + SIZE) zeros, as far as C goes; C was prepared for that. */
int content_zero(
	struct store *store, struct content *c, uint64_t at, uint64_t size);

#endif
