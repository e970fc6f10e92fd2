/*
 * Where IMAGE lives: its folder, its name, and the files beside it.
 *
 *	NAME                    the image
 *	.NAME.isoweave          the journal, whose flock is the lock
 *	.NAME.isoweave-data     a fresh image before its first sync
 *	.NAME.isoweave-new      a file that will replace one of the others
 *
 * Everything is reached from the folder as it was opened, so that renaming it
 * is harmless, and a symbolic link that IMAGE was is followed once.
 */
#ifndef ISOWEAVE_IMAGE_HOME_H
#define ISOWEAVE_IMAGE_HOME_H

#include <stdbool.h>
#include <sys/stat.h>

#include "util/diag.h"

struct home {
	const struct diag *diag;
	int dir;    /* the folder */
	char *name; /* of IMAGE in it */
	char *journal, *data, *fresh;
	bool exists; /* IMAGE did when last looked at, as WAS */
	struct stat was;
	mode_t mode;  /* of an IMAGE that is made */
	bool durable; /* the journal's and data file's names are on disc */
};

/* Finds PATH's folder. -errno with its sentence said. */
int home_open(struct home *home, const char *path, const struct diag *diag);
void home_close(struct home *home);
/* Opens the journal, making it, as the only process: -EBUSY. Returns its
 * descriptor. */
int home_lock(const struct home *home);
/* Waits until no process holds that lock. -EIO: the last one left its journal,
 * having work that is not in IMAGE. */
int home_await(const struct home *home);
/* Opens IMAGE or another of the files for change, or makes a new empty one in
 * place of what is there; returns its descriptor, not following a link. */
int home_open_file(const struct home *home, const char *name);
int home_make(const struct home *home, const char *name);
/* Removes one of the files; it is no error if it isn't there. */
void home_remove(const struct home *home, const char *name);

/*
 * Whether IMAGE is still as it was when last looked at: 0. -ENOENT: it was
 * there and is gone. -EEXIST: something else is there, and is not to be
 * overwritten; its sentence is said.
 */
int home_check(const struct home *home);
/*
 * Renames FRESH, the file FD, to IMAGE, after home_check(); then FRESH is what
 * IMAGE was. It gets the mode, and if it can the owner, of the file it
 * replaces.
 */
int home_publish(struct home *home, const char *fresh, int fd);
/* Makes the names in the folder survive a power cut. */
int home_flush(const struct home *home);

#endif
