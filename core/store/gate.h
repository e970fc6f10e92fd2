/*
 * Gates: data on its way in or out holds its content's gate open, without the
 * image's lock; what moves, cuts or frees a content closes its gate first.
 *
 * A gate serves many contents. Order: the image's lock, then one gate. A
 * thread that is inside must not ask for the lock before it leaves.
 */
#ifndef ISOWEAVE_STORE_GATE_H
#define ISOWEAVE_STORE_GATE_H

#include "store/content.h"

/* Goes in, with the lock held, which may then be let go. */
void gate_enter(struct store *store, const struct content *c);
void gate_leave(struct store *store, const struct content *c);

/* Waits until nobody is inside and keeps everybody out; with the lock held. */
void gate_close(struct store *store, const struct content *c);
void gate_open(struct store *store, const struct content *c);

/* The same for all gates at once, and for snapshots, whose gate is NULL's. */
void gate_close_all(struct store *store);
void gate_open_all(struct store *store);

#endif
