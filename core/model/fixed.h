/*
 * boot/'s own names: its files and folders stay what and where they are, and
 * what may stand in a folder is its matter.
 *
 * Only a loader's link_name() is not asked here, and a model without them.
 */
#ifndef ISOWEAVE_MODEL_FIXED_H
#define ISOWEAVE_MODEL_FIXED_H

#include "model/model.h"

#define FIXED_PARTITIONS 128 /* numbers in boot/partitions: GPT's */

/* The number that NAME of boot/partitions begins with, `2' of `2-efi.img', and
 * in *REST what follows it; 0: it is no such name. */
int fixed_partition(const char *name, const char **rest);

/*
 * Whether a thing of MODE's type, NODE if it exists already or NULL, may get
 * the name PLACE. -EPERM, -EINVAL, with its sentence said.
 */
int fixed_check_give(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct iw_node *node);
/* Whether LINK may lose the name PLACE. -EPERM. */
int fixed_check_drop(const struct model *model, const struct iw_place *place,
	const struct link *link);

#endif
