/* Operations on names. */
#ifndef ISOWEAVE_FUSE_OP_NAME_H
#define ISOWEAVE_FUSE_OP_NAME_H

#include "mount.h"

void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_forget(fuse_req_t req, fuse_ino_t id, uint64_t count);
void op_forget_multi(
	fuse_req_t req, size_t count, struct fuse_forget_data *forgets);
void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	dev_t rdev);
void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode);
void op_symlink(fuse_req_t req, const char *target, fuse_ino_t parent,
	const char *name);
void op_link(
	fuse_req_t req, fuse_ino_t id, fuse_ino_t parent, const char *name);
void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name,
	fuse_ino_t to_parent, const char *to_name, unsigned flags);

/* NAME in the directory PARENT, which is not one of the mount's own. */
static inline struct iw_place op_place(fuse_ino_t parent, const char *name)
{
	return (struct iw_place){
		.dir = nodeid_node(parent),
		.view = nodeid_view(parent),
		.name = name,
	};
}

#endif
