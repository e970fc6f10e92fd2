/*
 * Sectors that are in more than one content: the files of an existing image
 * may overlap. Who gives such sectors back does not know of the others, so
 * they are only noted, and those that really nobody has any more are found
 * before the next commit. What is shared is always frozen: nobody writes it.
 */
#ifndef ISOWEAVE_STORE_SHARING_H
#define ISOWEAVE_STORE_SHARING_H

#include "store/content.h"
#include "store/extents.h"

/* From now on, what is in several of USED is shared: the extents of all
 * contents, in any order. -ENOMEM. */
int store_share(struct store *store, struct extents used);
/* Whether a sector of C is. */
bool store_is_shared(const struct store *store, const struct content *c);
/* Whether something shared was given back. */
bool store_has_doubts(const struct store *store);
/* Gives back, of that, what is in none of USED; as above. -ENOMEM: it stays
 * noted. */
int store_settle(struct store *store, struct extents used);
/* Nothing is shared any more. */
void store_unshare(struct store *store);

#endif
