/*
 * Taking up what an earlier process left in the journal of an image: a commit
 * that was half-way is undone or finished, and the model and the store become
 * what they were.
 */
#ifndef ISOWEAVE_OPEN_TAKEUP_H
#define ISOWEAVE_OPEN_TAKEUP_H

#include "image/image.h"

/*
 * Takes up IMAGE's journal; model and store are new. -ENODATA: the journal says
 * nothing yet, nothing was done. LOSSES_REFUSED: it is not of the session that
 * is asked for, and is left as it is. -EUCLEAN, -ESTALE (the file that it
 * speaks of is not there), -EIO, -ENOMEM, with its sentence said.
 */
int takeup_journal(struct iw_image *image);

#endif
