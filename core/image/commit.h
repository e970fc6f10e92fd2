/*
 * One commit on its way into the file (sync.c): by renaming a file to IMAGE
 * (replace.c), or into IMAGE itself (inplace.c).
 */
#ifndef ISOWEAVE_IMAGE_COMMIT_H
#define ISOWEAVE_IMAGE_COMMIT_H

#include "image/mark.h"
#include "image/plan.h"
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

/* Puts down what could not be undone when a commit failed. */
int image_restore(struct iw_image *image);
#endif
