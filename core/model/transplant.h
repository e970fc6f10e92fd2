/*
 * The names below a directory that moves from one view to another: all of them
 * are given in the new contexts, then dropped in the old ones.
 */
#ifndef ISOWEAVE_MODEL_TRANSPLANT_H
#define ISOWEAVE_MODEL_TRANSPLANT_H

#include "model/model.h"

struct transplant {
	struct transplanted {
		struct link *link;
		unsigned leaves; /* names that go, reached from the top */
		unsigned added;
	} * of;
	size_t count, room;
	/* Contexts that the top is in then; those it comes to, and leaves. */
	unsigned views, gained, lost;
};

/*
 * TOP, which has names in the contexts LEAVES, comes to have its names in
 * VIEWS: what is below it in LEAVES gets names there, as entry_names() finds
 * them for a place in TO. Not recorded yet. On failure nothing is changed.
 */
int transplant_add(struct model *model, struct iw_node *top, enum iw_view to,
	unsigned leaves, unsigned views, struct transplant *out);
void transplant_undo(struct model *model, struct transplant *transplant);
/* Bytes of records that transplant_finish makes. */
size_t transplant_room(const struct transplant *transplant);
/* Records what was given and drops what goes. */
void transplant_finish(struct model *model, struct transplant *transplant);

#endif
