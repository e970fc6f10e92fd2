/*
 * One entry's move to another place: the names it stands for go, names at the
 * new place come. Prepared first, so that all of it happens or nothing; two
 * moves prepared together make an exchange.
 */
#ifndef ISOWEAVE_MODEL_MOVING_H
#define ISOWEAVE_MODEL_MOVING_H

#include "model/entry.h"
#include "model/transplant.h"

struct move {
	/* Set by the caller. */
	const struct iw_place *from, *to;
	struct link *link;
	struct link *replaced;	   /* goes away from TO; or NULL */
	const struct move *beside; /* planned before, happens too; or NULL */
	/* By move_plan. */
	unsigned leaves; /* names of LINK that go */
	struct wanted wanted;
	/* By move_prepare. */
	struct entry entry;
	struct transplant subtree; /* of a directory that changes views */
};

/*
 * Finds what MOVE does. -EINVAL: into itself; -EXDEV; -EPERM; -EMLINK; or what
 * the names' check says. Nothing is changed.
 */
int move_plan(struct model *model, struct move *move);
/* Takes the memory that it needs, and names the subtree, still unrecorded.
 * Ended by move_undo, or by move_drop and then move_give. */
int move_prepare(struct model *model, struct move *move);
void move_undo(struct model *model, struct move *move);
/* Bytes of records. */
size_t move_room(const struct move *move);
void move_drop(struct model *model, struct move *move);
void move_give(struct model *model, struct move *move);

#endif
