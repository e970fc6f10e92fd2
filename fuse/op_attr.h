/* Operations on attributes. */
#ifndef ISOWEAVE_FUSE_OP_ATTR_H
#define ISOWEAVE_FUSE_OP_ATTR_H

#include "mount.h"

void op_getattr(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_setattr(fuse_req_t req, fuse_ino_t id, struct stat *attr, int what,
	struct fuse_file_info *fi);
void op_access(fuse_req_t req, fuse_ino_t id, int mask);
void op_readlink(fuse_req_t req, fuse_ino_t id);
void op_statfs(fuse_req_t req, fuse_ino_t id);

#endif
