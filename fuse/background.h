/*
 * Going into the background.
 *
 *	parent: waits ────────────── exits 0, or as the child did
 *	child:  opens, mounts ─ ready ─ serves, on its own
 *
 * The fork comes first, so that threads and locks are made in the process that
 * keeps them; the parent's exit status still tells whether the mount stands.
 */
#ifndef ISOWEAVE_FUSE_BACKGROUND_H
#define ISOWEAVE_FUSE_BACKGROUND_H

/* Returns, in the child only, what background_ready wants; -errno. */
int background_fork(void);
/* Leaves the terminal and lets the parent of background_fork exit. */
int background_ready(int parent);

#endif
