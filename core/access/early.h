/*
 * Writes that are acknowledged before their bytes are where they stay.
 *
 *	caller   write ......... next write ......... next write
 *	              \           /       \           /
 *	early     room |taken    |     room |taken   |
 *	data           └─ pwrite ─┘         └─ pwrite ─┘
 *
 * The bytes go to the file while the caller prepares the next ones, which for a
 * large file is a third of the time. When a write is acknowledged, the content
 * has its room and its size, the blocks are the file's, and the writer is
 * inside the content's gate: a commit, a snapshot, cutting or moving it wait
 * for the bytes. Who reads or writes the same file waits too: there is one such
 * write a file. Only the disk's failure is still possible; it is told at the
 * next write or fsync of the file, and at the next sync.
 *
 * A process that is killed loses what it has acknowledged and not yet written.
 * So closing a file waits, too (iw_flush): what was written and closed is not
 * lost. Small files have no gain from it, and are not written so.
 */
#ifndef ISOWEAVE_ACCESS_EARLY_H
#define ISOWEAVE_ACCESS_EARLY_H

#include "access/file.h"

#define EARLY_FROM (16u << 20) /* bytes that the file has before */

/* Waits, with the lock, which it lets go meanwhile, for an acknowledged write
 * of NODE to be done. */
void early_await(struct iw_image *image, const struct iw_node *node);
/* What became of the last one; told once. */
int early_failure(struct iw_file *file);
/* The same for the image. */
int early_failed(struct iw_image *image);

/*
 * With the lock: acknowledges WHAT, for which the content has room, and writes
 * it, without the lock. Returns false if that is not to be: nothing was done.
 */
bool early_write(struct iw_file *file, const struct iw_write *what);

#endif
