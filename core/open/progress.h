/*
 * How far the commits of an image came: the records of image/mark.h, taken one
 * after another.
 */
#ifndef ISOWEAVE_OPEN_PROGRESS_H
#define ISOWEAVE_OPEN_PROGRESS_H

#include "image/mark.h"
#include "load/medium.h"

/* Zeroed: nothing was said yet. */
struct progress {
	bool has_file, is_pending;
	struct mark_file file;	/* as it is; not what is pending */
	struct mark_shift next; /* of a gap being closed; size 0: none */
	struct mark_pending pending;
	/* What stood in the file before the pending commit; owned. */
	struct medium_patch *undo;
	size_t undo_count;
};

/* Takes a record of KIND, one of the image's; what is no part of a commit is
 * passed over. -EUCLEAN: it is none; -ENOMEM. */
int progress_take(struct progress *progress, uint8_t kind, const uint8_t *bytes,
	size_t size);
/* What is pending is done. */
void progress_commit(struct progress *progress);
void progress_free(struct progress *progress);

#endif
