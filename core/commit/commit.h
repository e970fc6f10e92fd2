/*
 * One commit on its way into the file (sync.c): by renaming a file to IMAGE
 * (replace.c), or into IMAGE itself (inplace.c).
 */
#ifndef ISOWEAVE_COMMIT_COMMIT_H
#define ISOWEAVE_COMMIT_COMMIT_H

#include "image/mark.h"
#include "commit/plan.h"
#include "store/datafile.h"

struct commit {
	struct iw_image *image;
	struct plan plan;
	struct datafile *file; /* that is written; one owner */
	bool by_rename;	       /* of FILE to IMAGE; else FILE is IMAGE */
	bool is_done; /* IMAGE is the new one, whatever fails afterwards */
};

/* The commit into IMAGE, which already is the store's file. */
int commit_in_place(struct commit *commit);
/* The commit into a file beside IMAGE, which then is renamed to it. */
int commit_by_rename(struct commit *commit);

/* Takes the sectors of the new metadata, where a commit has been before; gives
 * them back. -ENOSPC, -EIO, with the sentence. */
int commit_take(struct commit *commit);
void commit_give(struct commit *commit);
/*
 * Puts the PENDING record, with SIZE bytes in the same frame for what the
 * caller adds before journal_end(); and keeps room for what ends the commit,
 * with as much again. -ENOSPC, -EIO.
 */
int commit_begin(struct commit *commit, size_t size);
/* Flushes the journal, with the sentence. */
int commit_flush(struct commit *commit);
/* Puts the COMMIT record. */
int commit_end(struct commit *commit);
/* Makes the plan what IMAGE is, in memory. */
void commit_settle(struct commit *commit);
/* Says that writing STEP failed. */
int commit_fail(const struct commit *commit, int error, const char *step);

/* Undoes a commit that failed half-way, if one could not be undone when it
 * did. -EIO, -ENOSPC, with the sentence. */
int commit_restore(struct iw_image *image);
/* Whether the last commit has all that IMAGE has: a sync would do nothing. */
bool commit_is_current(const struct iw_image *image);

#endif
