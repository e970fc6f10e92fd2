/*
 * The sectors that the model's files have.
 */
#ifndef ISOWEAVE_IMAGE_USAGE_H
#define ISOWEAVE_IMAGE_USAGE_H

#include "model/model.h"
#include "store/extents.h"

/* Adds every extent of every file to OUT, once an inode. -ENOMEM. */
int usage_collect(const struct model *model, struct extent_list *out);

#endif
