/*
 * Turning a store from one commit to the next: what sync, snapshots and the
 * taking up of an earlier process's work need, and nobody else.
 */
#ifndef ISOWEAVE_STORE_TURN_H
#define ISOWEAVE_STORE_TURN_H

#include <stddef.h>

#include "store/content.h"
#include "store/datafile.h"
#include "store/store.h"

/* Zeroes what is free and may hold old bytes, and draws in the tail. */
int store_tidy(struct store *store);
/* Where store_take() would take COUNT sectors now. */
uint64_t store_find(const struct store *store, uint64_t count);
/* The first COUNT sectors that are free, aligned or not. */
uint64_t store_find_first(const struct store *store, uint64_t count);
/* Takes COUNT sectors, all zeros, wherever they fit; aligned if many.
 * -ENOSPC, -EFBIG, -ENOMEM, -EIO. */
int store_take(struct store *store, uint64_t count, uint64_t *start);
/* The same behind everything that is in use. */
int store_take_last(struct store *store, uint64_t count, uint64_t *start);
/* Takes WHAT. -ENOENT: not all of it is free; else as store_take(). */
int store_take_at(struct store *store, struct extent what);
/* Makes all from the tail up to END room; so that it becomes one between
 * others, if anything follows. -ENOMEM. */
int store_leave(struct store *store, uint64_t end);
/* Makes WHAT room, which is zeros, and in use by nobody. -ENOMEM. */
int store_open(struct store *store, struct extent what);
/* From now on no room is below BASE, which is above that of before. */
void store_raise(struct store *store, uint64_t base);
/* What is below the address END now never becomes room. */
void store_hold_below(struct store *store, uint64_t end);
/* The first content in several extents, or NULL. */
struct content *store_pieced(const struct store *store);
/* How many there are. */
size_t store_pieced_count(const struct store *store);

/* The addresses between which the data lies. */
uint64_t store_base(const struct store *store);
uint64_t store_tail(const struct store *store);
/* Sectors between them that are free or wait to be. */
uint64_t store_unused(const struct store *store);
uint64_t store_capacity(const struct store *store);
/* Plans place address SHIFT at the image's sector 0. */
void store_plan_shift(struct store *store, uint64_t shift);

/*
 * Makes the file of a fresh image begin at address SHIFT, by taking out of or
 * putting into its gap. -EOPNOTSUPP: the file system cannot, nothing changed.
 */
int store_close_gap(struct store *store, uint64_t shift);
/* The size that the file has when store_close_gap() is done. */
uint64_t store_size_after(const struct store *store, uint64_t shift);

/* All up to the address END is in use. */
void store_reach(struct store *store, uint64_t end);
/* Everything that is written now is the last commit; there is no room below
 * BASE. Releases what waited for that. */
void store_committed(struct store *store, uint64_t base);
bool store_has_commit(const struct store *store);
uint32_t store_generation(const struct store *store);
/* Puts FILE in the place of the store's, which loses its owner. */
void store_put_file(struct store *store, struct datafile *file);
struct datafile *store_file(const struct store *store);
/* The same, where FILE has all data at new addresses from BASE to TAIL, which
 * are all in use. */
void store_put_zone(struct store *store, struct datafile *file, uint64_t base,
	uint64_t tail);

/* Holds all that is written now, until store_unpin(*OUT). -ENOMEM. */
int store_pin(struct store *store, uint32_t *out);
void store_unpin(struct store *store, uint32_t pin);
bool store_is_pinned(const struct store *store);

/*
 * What a snapshot shows is not zeroed while it is open, so the image has it
 * still; and so that a commit is what was shown before, also if that snapshot
 * closes first. Of what waits, the next commit keeps what snapshots hold now.
 */
void store_keep_held(struct store *store);
/* The newest snapshot holds all that waits. */
void store_hold_waiting(struct store *store);
/* Whether the last commit has what nobody refers to any more: another would
 * make room of it. */
bool store_has_remains(const struct store *store);
/* As store_give(), of what no snapshot refers to, only the last commit; and of
 * what the next commit keeps. */
void store_give_last(struct store *store, struct extent what, uint32_t born);
void store_give_kept(struct store *store, struct extent what, uint32_t born);

/* Calls EACH for what reads as zeros in the image of a commit made now. */
typedef int store_each(void *user, struct extent what);
int store_each_hollow(const struct store *store, store_each *each, void *user);

/* While a journal is replayed, extents are only noted (rebuild.c). */
void store_replay(struct store *store);
/* Ends it: those of USED (COUNT of them) are in use, and
 * what the last commit refers to; all else from BASE is free,
 * but what is held. -ENOMEM. */
int store_rebuild(struct store *store, uint64_t base, const struct extent *used,
	size_t count);

#endif
