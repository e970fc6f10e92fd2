/*
 * The names below a directory that moves from one view to another: all of them
 * are given in the new contexts, then dropped in the old ones.
 */
#ifndef ISOWEAVE_MODEL_TRANSPLANT_H
#define ISOWEAVE_MODEL_TRANSPLANT_H

#include "model/model.h"

struct transplant {
	/* Contexts that the top's names go from, and come to. */
	unsigned leaves, views;
	/* By transplant_add. */
	struct transplanted {
		struct link *link;
		unsigned leaves; /* names that go, reached from the top */
		unsigned added;
	} * of;
	size_t count, room;
};

/*
 * Names what is below TOP in the contexts that it leaves where it comes to, as
 * entry_names() finds names for a place in TO. Not recorded yet. On failure
 * nothing is changed.
 */
int transplant_add(struct model *model, struct iw_node *top, enum iw_view to,
	struct transplant *transplant);
void transplant_undo(struct model *model, struct transplant *transplant);
/* Bytes of records that transplant_finish makes. */
size_t transplant_room(const struct transplant *transplant);
/* Records what was given and drops what goes. */
void transplant_finish(struct model *model, struct transplant *transplant);

#endif
