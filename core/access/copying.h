/*
 * Large contents that move to other sectors without the image's lock.
 *
 *	lock    find room     ─┐                    ┌─ take over, record
 *	no lock                └─ copy the bytes ───┘
 *
 * What the last commit refers to is copied before it is written again, and
 * what came out in pieces before a commit; of a large file that takes as long
 * as writing it did. Meanwhile everything else goes on, reading this file too;
 * who wants to change it waits, and so does who plans a commit: a plan finds
 * no copy that is half done, and none begins while one is waited for.
 */
#ifndef ISOWEAVE_ACCESS_COPYING_H
#define ISOWEAVE_ACCESS_COPYING_H

#include "image/image.h"

/* All with the lock, which they let go while they wait or copy. */

/* Waits until NODE is not being copied: before every change of its content. */
void copying_await(struct iw_image *image, const struct iw_node *node);
/* Waits until nothing is. */
void copying_await_all(struct iw_image *image);

/*
 * Makes NODE's content its own, if the last commit refers to it and it is
 * large, with sectors for ROOM bytes at least and those of its bytes that are
 * below CUT; else does nothing but copying_await(). NODE is open or referred
 * to. -ENOSPC, -EFBIG, -ENOMEM, -EIO: it is as it was.
 */
int copying_thaw(struct iw_image *image, struct iw_node *node, uint64_t room,
	uint64_t cut);
/* Joins the large contents that are in pieces now. Errors as above. */
int copying_join(struct iw_image *image);

#endif
