/*
 * The sectors that the model's files have.
 */
#ifndef ISOWEAVE_IMAGE_USAGE_H
#define ISOWEAVE_IMAGE_USAGE_H

#include "model/model.h"
#include "store/extents.h"

/* Zeroed: none yet. */
struct usage {
	struct extent *extent; /* in no order */
	size_t count, room;
};

/* Adds every extent of every file, once an inode. -ENOMEM. */
int usage_collect(const struct model *model, struct usage *usage);
int usage_add(struct usage *usage, struct extent what);
struct extents usage_extents(const struct usage *usage);
void usage_free(struct usage *usage);

#endif
