/*
 * Where the directories of two contexts meet: `mkdir iso/SUB' and `mkdir
 * rockridge/sub' make one, because SUB is what sub maps to.
 */
#ifndef ISOWEAVE_MODEL_MEETING_H
#define ISOWEAVE_MODEL_MEETING_H

#include "model/model.h"

/*
 * Which directories' names map to a given one, in one context: a hash, built
 * when it is first asked. It may hold what is no longer so; the asker looks.
 */
struct meeting {
	struct meeting_index {
		struct meeting_slot {
			struct link *link;
			uint32_t hash; /* of what its name maps to */
		} * slot;
		size_t size; /* slots, a power of two; 0: not built */
		size_t count;
	} of[IW_BOOT];
};

/*
 * The link in DIR of a directory that has no name in the context VIEW, and
 * that NAME there corresponds to: the name maps to one of its names, or one of
 * its names maps to this one. NULL: none.
 */
struct link *meeting_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);

/* LINK, of a directory, has another name now. */
void meeting_note(const struct model *model, struct link *link);
/* A link of DIR ends, or DIR itself: what was built is given up. */
void meeting_forget(struct dir *dir);

#endif
