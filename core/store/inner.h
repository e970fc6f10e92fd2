/*
 * The inside of a store; of no interest outside of this folder.
 *
 *	base                                    tail
 *	 ▼                                       ▼
 *	 │ used │ room │ used │ waiting │ used   │ nothing yet, reads as zeros
 *
 * A reference point is a generation S that something refers to: the last
 * commit, or an open snapshot. It sees what was written in generations before
 * S and not given back before S. So sectors written in generation B and given
 * back in G are free when no reference point is in (B, G].
 */
#ifndef ISOWEAVE_STORE_INNER_H
#define ISOWEAVE_STORE_INNER_H

#include <pthread.h>

#include "store/content.h"
#include "store/datafile.h"
#include "store/extents.h"
#include "store/room.h"
#include "store/turn.h"

/* Contents of at least so many sectors start on a 4096-byte boundary, which
 * file systems that share or move blocks ask for. */
#define ALIGN_FROM 32u
#define ALIGN_TO 2u

#define GATES 64u

/* Given back, but referred to. */
struct waiting {
	struct extent what;
	uint32_t born, given;
	bool is_kept; /* the next commit has it too */
};

struct store {
	const struct diag *diag;
	struct datafile *file;
	struct room room;
	uint64_t base;	   /* no room is below */
	uint64_t held;	   /* nothing becomes room below */
	uint64_t tail;	   /* behind the last used */
	uint64_t shift;	   /* of plans: address of the image's sector 0 */
	uint64_t capacity; /* sectors */
	uint32_t generation;
	uint32_t committed; /* the last commit's reference point; 0: none */
	bool replaying;	    /* extents are noted, room is unknown */
	uint32_t *pins;	    /* the snapshots' reference points, ascending */
	size_t pin_count, pin_room;
	struct waiting *waiting;
	size_t waiting_count, waiting_room;
	struct extent *shared; /* sharing.h: united; NULL: nothing is */
	size_t shared_count;
	struct extent_list doubtful; /* of it, given back by somebody */
	struct pieces *pieced;	     /* contents in several extents */
	pthread_rwlock_t gate[GATES];
};

/* The address below which nothing becomes room. */
static inline uint64_t store_floor(const struct store *store)
{
	return store->held > store->base ? store->held : store->base;
}

/* Whether what was written in generation BORN may not change. */
bool store_frozen(const struct store *store, uint32_t born);
/* Cuts off WHAT either what somebody gives back who alone has it, which is
 * returned, or what is shared, which is noted. */
struct extent sharing_cut(struct store *store, struct extent *what);
/* Whether a snapshot refers to W. */
bool store_is_pinned_within(const struct store *store, const struct waiting *w);
/* Makes room of what waited and is no longer referred to. */
void store_release(struct store *store);

/* Keeps the first SECTORS sectors of C; the caller has closed its gate. */
void content_cut(struct store *store, struct content *c, uint64_t sectors);
/* Adds an extent behind the others. -ENOMEM. */
int content_append(struct store *store, struct content *c, struct extent what);
uint64_t content_sectors(const struct content *c);

#endif
