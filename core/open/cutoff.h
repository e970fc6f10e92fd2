/*
 * A sync into IMAGE that was cut off while it overwrote the head: what was
 * there before is in the journal. Who may write puts it back (takeup.c); who
 * only looks reads it from here.
 */
#ifndef ISOWEAVE_OPEN_CUTOFF_H
#define ISOWEAVE_OPEN_CUTOFF_H

#include "image/image.h"
#include "load/medium.h"

struct cutoff {
	struct medium_patch *patches;
	size_t count;
	uint64_t size; /* bytes of the image before; 0: not known */
};

/*
 * Finds what the file FD, the image itself, had before a sync that was cut
 * off; nothing, if none was. -ENOMEM, -EIO.
 */
int cutoff_find(const struct iw_image *image, int fd, struct cutoff *out);
void cutoff_free(struct cutoff *cutoff);

#endif
