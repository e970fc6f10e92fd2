/* Operations on directories as a whole. */
#ifndef ISOWEAVE_FUSE_OP_DIR_H
#define ISOWEAVE_FUSE_OP_DIR_H

#include "mount.h"

void op_opendir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_readdirplus(fuse_req_t req, fuse_ino_t id, size_t size, off_t after,
	struct fuse_file_info *fi);
void op_fsyncdir(fuse_req_t req, fuse_ino_t id, int data_only,
	struct fuse_file_info *fi);

/* The reply to a readdirplus, being filled. */
struct listing {
	fuse_req_t req;
	struct mount *mount;
	enum iw_view view;
	double keep_name; /* seconds */
	char *buffer;
	size_t size, used; /* bytes */
};

/* Adds NAME for ENTRY; entry->ino 0 leaves it to the kernel to look it up.
 * Returns false if there is no room for it. COOKIE continues after it. */
bool listing_add(struct listing *listing, const char *name,
	const struct fuse_entry_param *entry, uint64_t cookie);

#endif
