/*
 * Arranging the data, within the file where it is, before a plan: so that
 * every content is one extent, and nothing but metadata is where the head will
 * be; and, while no commit refers to it yet, without large holes.
 */
#ifndef ISOWEAVE_COMMIT_ARRANGE_H
#define ISOWEAVE_COMMIT_ARRANGE_H

#include "commit/apart.h"
#include "layout/layout.h"

/*
 * With the lock held. HEAD is how many sectors the head will have. -ENOSPC,
 * -ENOMEM, -EIO: some may have moved, and all is as good as before. -EBUSY,
 * with its sentence said: a snapshot shows what the head would overwrite.
 */
int arrange_data(struct iw_image *image, uint64_t head);

/*
 * Moves data that must follow the body (layout_follow) and lies before BODY,
 * the first room for that, behind all other data. BODY stays room. What has
 * moved ordinarily stays: where it was, later bodies find room before it.
 * Errors as above, without -EBUSY.
 */
int arrange_behind(struct iw_image *image, const struct layout *layout,
	struct extent body);

/* The same for partitions that have to lie behind all of the volume, BODY
 * being its last part; they stay in their order. */
int arrange_apart(
	struct iw_image *image, const struct apart *apart, struct extent body);

#endif
