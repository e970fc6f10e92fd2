/*
 * The journal: what was done since the last sync, on disc beside IMAGE, so
 * that it survives the daemon's death (each sealed frame) and, once flushed, a
 * power cut.
 *
 *	file   := header frame*
 *	frame  := size crc record*		sealed as one: all of it or
 *nothing record := kind size bytes
 *
 * It is a shared mapping: sealing a frame costs no system call. Knows frames
 * and bytes; what a record means is the model's (model/record.h).
 */
#ifndef ISOWEAVE_STORE_JOURNAL_H
#define ISOWEAVE_STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

struct journal;

/* Opens a frame with room for SIZE bytes of records, so that putting them
 * cannot fail. -ENOSPC, -EIO. Frames nest: only the outermost counts. */
int journal_begin(struct journal *journal, size_t size);
/* Adds a record to the open frame. */
void journal_put(
	struct journal *journal, uint8_t kind, const void *bytes, size_t size);
/* Seals the frame. */
void journal_end(struct journal *journal);

/* Calls EACH for every record of every sealed frame, in order, until it is not
 * 0; returns that. A torn last frame is not an error: it never happened. */
typedef int journal_each(
	void *user, uint8_t kind, const uint8_t *bytes, size_t size);
int journal_replay(struct journal *journal, journal_each *each, void *user);

/* Returns when all sealed frames are on the disc. */
int journal_flush(struct journal *journal);

#endif
