/*
 * The image's own records in the journal: which file has the data, and how far
 * a commit came.
 *
 *	FILE ECHO SETTING*        the data is in this file, at this shift;
 *	                          and every setting
 *	SHIFT ... FILE            the gap is being closed
 *	PENDING UNDO* ... COMMIT  a commit; or ABORT instead of COMMIT
 *
 * Records of the model between PENDING and COMMIT belong to the commit, and
 * are nothing if it did not come to that.
 */
#ifndef ISOWEAVE_IMAGE_MARK_H
#define ISOWEAVE_IMAGE_MARK_H

#include "image/image.h"
#include "util/bytes.h"

enum mark {
	MARK_FILE = JOURNAL_IMAGE,
	MARK_SHIFT,
	MARK_PENDING,
	MARK_UNDO,
	MARK_COMMIT,
	MARK_ABORT,
	MARK_SETTING, /* image/tuning.h */
	MARK_ECHO,
};

struct mark_extent {
	le64 start;
	le64 count;
};

/* By what a file is known again. */
struct mark_id {
	le64 ino;
	le64 seconds; /* of birth: numbers are used again; 0: not known */
	le64 nanoseconds;
};

/* The state that a journal begins with. */
struct mark_file {
	struct mark_id id;
	le64 shift;
	le64 base; /* no data is below */
	le64 held; /* no room is below */
	le64 end;  /* address behind the volume, if there is a commit */
	struct mark_extent meta[2]; /* likewise */
	le32 is_image; /* it is IMAGE, committed, not a file beside it */
};

/* The image's echo (load/intake.h). */
struct mark_echo {
	le64 session;
	le64 room;
	le64 tag[ECHO_TAGS];
	le32 tags;
	le32 is_blank;
};

struct mark_shift {
	le64 shift;
	le64 size; /* of the file when it is done */
};

struct mark_pending {
	struct mark_id id; /* of what will be IMAGE */
	le64 shift;	   /* of that */
	le64 base;	   /* no data is below */
	le64 held;	   /* no room is below */
	le64 end;	   /* address behind the volume */
	struct mark_extent meta[2];
	le32 by_rename;	 /* it is done when IMAGE is the file ID */
	le32 is_ordered; /* it has no echo */
};

/* Followed by the bytes that a commit overwrites. */
struct mark_undo {
	le64 at; /* in the file, bytes */
};

/* What an ECHO record of SIZE bytes says. -EUCLEAN: it is none. */
int mark_get_echo(const uint8_t *bytes, size_t size, struct echo *out);
/* Puts the FILE record of the store as it is. -ENOSPC, -EIO. */
int mark_put_file(const struct iw_image *image, struct journal *journal);
/*
 * Begins the journal anew, in a new file: with the model as it is, which is as
 * it was committed. -errno with its sentence said; then the old one goes on.
 */
int mark_restart(struct iw_image *image);
/* Of the open file FD; or of NAME in the folder FD, all 0 if it isn't there. */
struct mark_id mark_id_of(int fd);
struct mark_id mark_id_at(int fd, const char *name);
bool mark_same(const struct mark_id *a, const struct mark_id *b);

/* Writes the model and boot/ to JOURNAL, as records that make them out of what
 * an empty image has. -ENOSPC, -EIO, -ENOMEM. */
int mark_checkpoint(const struct iw_image *image, struct journal *journal);

#endif
