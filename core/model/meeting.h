/*
 * Where the directories of two contexts meet: `mkdir iso/SUB' and `mkdir
 * rockridge/sub' make one, because SUB is what sub maps to.
 */
#ifndef ISOWEAVE_MODEL_MEETING_H
#define ISOWEAVE_MODEL_MEETING_H

#include "model/model.h"

/*
 * The link in DIR of a directory that has no name in the context VIEW, and
 * that NAME there corresponds to: the name maps to one of its names, or one of
 * its names maps to this one. NULL: none.
 */
struct link *meeting_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);

#endif
