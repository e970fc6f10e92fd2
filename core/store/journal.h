/*
 * The journal: what was done since the last sync, on disc beside IMAGE, so
 * that it survives the daemon's death (each sealed frame) and, once flushed, a
 * power cut.
 *
 *	file   := header frame*
 *	frame  := size crc record*	sealed as one: all of it or nothing
 *	record := kind size bytes
 *
 * It is mapped: sealing a frame costs no system call. Knows frames
 * and bytes; what a record means is the model's (model/record.h), and the
 * image's from JOURNAL_IMAGE on (image/mark.h). The caller holds the image's
 * lock.
 */
#ifndef ISOWEAVE_STORE_JOURNAL_H
#define ISOWEAVE_STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

struct journal;

/* Kinds below are the model's, from here on the image's own. */
#define JOURNAL_IMAGE 0xe0

/* What a record takes in a frame beside its bytes. */
#define JOURNAL_RECORD 8

/* Begins a journal in FD, an empty file that it then owns (not on failure). */
int journal_new(int fd, struct journal **out);
/* Takes up the journal in FD. -EUCLEAN: not a journal, or of another version.
 */
int journal_load(int fd, struct journal **out);
void journal_free(struct journal *journal);
/* Makes all frames unhappened. */
void journal_empty(struct journal *journal);
/* Bytes of all frames. */
uint64_t journal_size(const struct journal *journal);
/* Puts the file of FROM in the place of TO's, and frees FROM. */
void journal_replace(struct journal *to, struct journal *from);

/*
 * Opens a frame with room for SIZE bytes of records (JOURNAL_RECORD and their
 * bytes each), so that putting them cannot fail. -ENOSPC, -EIO. Frames nest:
 * only the outermost counts. JOURNAL may be NULL, for none, in these three.
 */
int journal_begin(struct journal *journal, size_t size);
/* Adds a record to the open frame. */
void journal_put(
	struct journal *journal, uint8_t kind, const void *bytes, size_t size);
/* Seals the frame. What the disc then fails to take, the next begin or flush
 * tells; before that only the process's death loses it. */
void journal_end(struct journal *journal);

/* Calls EACH for every record of every sealed frame, in order, until it is not
 * 0; returns that. A torn last frame is not an error: it never happened. */
typedef int journal_each(
	void *user, uint8_t kind, const uint8_t *bytes, size_t size);
int journal_replay(struct journal *journal, journal_each *each, void *user);

/* The same for the journal in FD, which is only looked at: another process may
 * be writing it. -EUCLEAN as journal_load(). */
int journal_look(int fd, journal_each *each, void *user);

/* Returns when all sealed frames are on the disc. */
int journal_flush(struct journal *journal);
/* A second descriptor of the file, to flush it without the lock; or -errno. */
int journal_dup(struct journal *journal);

#endif
