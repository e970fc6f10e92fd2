/*
 * Arranging the data, within the file where it is, before a plan: so that
 * every content is one extent, and nothing but metadata is where the head will
 * be; and, while no commit refers to it yet, without large holes.
 */
#ifndef ISOWEAVE_IMAGE_ARRANGE_H
#define ISOWEAVE_IMAGE_ARRANGE_H

#include "image/image.h"

/*
 * With the lock held. HEAD is how many sectors the head will have. -ENOSPC,
 * -ENOMEM, -EIO: some may have moved, and all is as good as before. -EBUSY,
 * with its sentence said: a snapshot shows what the head would overwrite.
 */
int arrange_data(struct iw_image *image, uint64_t head);

#endif
