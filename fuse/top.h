/*
 * What the mount adds to the image: its root, which lists the views, image.iso,
 * and settings/ with a file for each setting and the log.
 *
 *	MOUNTPOINT/  all/ iso/ ...   the library's root, in a view
 *	             settings/       volid ... , log
 *	             image.iso
 *
 * Their numbers are below NODEID_OWN; making, removing or changing them is
 * EPERM.
 */
#ifndef ISOWEAVE_FUSE_TOP_H
#define ISOWEAVE_FUSE_TOP_H

#include "mount.h"

struct listing;

void top_lookup(fuse_req_t req, fuse_ino_t parent, const char *name);
/* The attributes of ID, which is one of nodeid_own(). */
void top_attr(struct mount *mount, fuse_ino_t id, struct stat *out);
void top_getattr(fuse_req_t req, fuse_ino_t id);
void top_setattr(fuse_req_t req, fuse_ino_t id, int what);
/* Adds the names of the directory ID after AFTER until they or the room end. */
void top_list(struct listing *listing, fuse_ino_t id, uint64_t after);

/* Fills FI; 0 or -errno. */
int top_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
/* Replies with the text that the file was opened with. */
void top_read(
	fuse_req_t req, const struct handle *handle, size_t size, off_t at);
/* One write is one value, wherever it is written to, as in sysfs. */
ssize_t top_write(fuse_req_t req, fuse_ino_t id, const char *data, size_t size);

#endif
