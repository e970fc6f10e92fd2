/*
 * What a commit overwrites in place, so that it can be undone: the new bytes
 * and the old, the old also in the journal before the new are written.
 */
#ifndef ISOWEAVE_COMMIT_UNDO_H
#define ISOWEAVE_COMMIT_UNDO_H

#include "store/journal.h"

struct undo;

struct undo *undo_new(void); /* NULL: no memory */
void undo_free(struct undo *undo);
/* Notes that SIZE BYTES, which it copies, go to AT of the file. -ENOMEM. */
int undo_add(struct undo *undo, uint64_t at, const void *bytes, size_t size);
/* Reads from FD what is there now. -EIO, -ENOMEM. */
int undo_save(struct undo *undo, int fd);
/* Room for undo_record() in a frame. */
size_t undo_room(const struct undo *undo);
void undo_record(const struct undo *undo, struct journal *journal);
/* Writes the new bytes, or the old, and waits until they are on the disc. */
int undo_write(const struct undo *undo, int fd);
int undo_restore(const struct undo *undo, int fd);

#endif
