/*
 * The bytes of one file, in the store.
 *
 * Ordinarily one extent; while a file is being written it can come out in
 * pieces, which become one before a commit. No bytes, no extent.
 * The extents may cover more than the size: the rest is spare room.
 *
 * The caller holds the image's lock, which covers the extents; the sectors of
 * data on its way in or out are protected by gate.h.
 */
#ifndef ISOWEAVE_STORE_CONTENT_H
#define ISOWEAVE_STORE_CONTENT_H

#include "store/store.h"

struct datafile;

/* What a content in several extents has; the store lists all of them. */
struct pieces {
	struct pieces *next, **link;
	struct content *owner;
	uint32_t room; /* extents that fit */
	struct extent extent[];
};

struct content {
	uint64_t size;	     /* bytes */
	uint32_t generation; /* of the store, when last changed */
	uint32_t count;	     /* extents */
	union {
		struct extent one; /* count <= 1 */
		struct pieces *many;
	} at;
};

static inline const struct extent *content_extents(const struct content *c)
{
	return c->count > 1 ? c->at.many->extent : &c->at.one;
}

/* The sector of the image at which a joined content begins; 0 if empty. */
static inline uint64_t content_lba(
	const struct store *store, const struct content *c)
{
	return c->count ? store_lba(store, content_extents(c)->start) : 0;
}

/*
 * Gives C this size and these extents, as a journal or an existing image has
 * them: no sector is taken or written. What C had before is given up. -ENOMEM.
 */
int content_set(struct store *store, struct content *c, uint64_t size,
	const struct extent *extents, uint32_t count);
/* Makes WHAT the only extent of C, without giving up those before. */
void content_have(struct content *c, struct extent what);
/* Gives up all bytes: C is empty. Waits for I/O on it. Cannot fail. */
void content_free(struct store *store, struct content *c);
/* Cuts C, or makes it longer by zeros. -ENOSPC, -EFBIG, -ENOMEM, -EIO; C then
 * is as it was. */
int content_resize(struct store *store, struct content *c, uint64_t size);

/*
 * Moves C to SECTORS new sectors in one extent, with the first KEEP bytes of
 * its data, and makes it of this generation. -ENOSPC, -ENOMEM, -EIO: C is as
 * it was.
 */
int content_move(struct store *store, struct content *c, uint64_t sectors,
	uint64_t keep);
/* The same, to behind everything that is in use. */
int content_move_last(struct store *store, struct content *c, uint64_t sectors,
	uint64_t keep);
/*
 * content_move() in steps, so that the image's lock need not be held for the
 * long one: meanwhile C may be read, but must not change, nor must the place
 * of the store's file.
 */
struct content_copy {
	struct datafile *file; /* one owner */
	struct extent *from;   /* malloc(3)'s */
	uint32_t count;
	struct extent to;
	uint64_t keep; /* bytes */
};

/* Takes SECTORS sectors, having waited for I/O on C. -ENOSPC, -ENOMEM, -EIO. */
int content_copy_begin(struct store *store, struct content *c, uint64_t sectors,
	uint64_t keep, struct content_copy *out);
/* Copies; needs no lock. -ENOSPC, -ENOMEM, -EIO. */
int content_copy_run(const struct content_copy *copy);
/* Ends it: C is the copy, and of this generation; or as it was. */
void content_copy_take(
	struct store *store, struct content *c, struct content_copy *copy);
void content_copy_drop(struct store *store, struct content_copy *copy);
/* Whether a change of C would move it, because the last commit or a snapshot
 * refers to it. */
bool content_is_frozen(const struct store *store, const struct content *c);

/* Gives spare room back. Whether there was any. */
bool content_trim(struct store *store, struct content *c);

#endif
