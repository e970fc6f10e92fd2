/*
 * The zeros that writers leave before a partition which has to stay behind all
 * of the volume: where an edit fits in there, the partition need not move.
 *
 *	 volume, files            zeros             partition
 *	┌────────────────────┬─────────────────────┬───────────┬──
 *	│                    │ apart │    room     │           │
 *	└────────────────────┴─────────────────────┴───────────┴──
 */
#ifndef ISOWEAVE_OPEN_PADDING_H
#define ISOWEAVE_OPEN_PADDING_H

#include "image/image.h"

/* Makes room of them in the existing IMAGE, which was just loaded, and lets its
 * sectors become room from now on; unless somebody goes on to read what it
 * had. -ENOMEM, -EIO. */
int padding_free(struct iw_image *image);

#endif
