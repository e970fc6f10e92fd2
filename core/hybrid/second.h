/*
 * The volume that the first partition has for itself, where it is no longer
 * wanted: without descriptors nobody goes on to read what was there.
 */
#ifndef ISOWEAVE_HYBRID_SECOND_H
#define ISOWEAVE_HYBRID_SECOND_H

#include "layout/layout.h"
#include "store/store.h"

/* Plans zeros for the descriptors that the last commit of STORE has there.
 * -ENOMEM. */
int second_drop(struct layout *layout, const struct store *store);

#endif
