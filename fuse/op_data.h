/* Operations on open files; those on the mount's own files go on to top.c. */
#ifndef ISOWEAVE_FUSE_OP_DATA_H
#define ISOWEAVE_FUSE_OP_DATA_H

#include "mount.h"

void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	struct fuse_file_info *fi);
void op_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_flush(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_release(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_read(fuse_req_t req, fuse_ino_t id, size_t size, off_t at,
	struct fuse_file_info *fi);
void op_write(fuse_req_t req, fuse_ino_t id, const char *data, size_t size,
	off_t at, struct fuse_file_info *fi);
void op_fsync(fuse_req_t req, fuse_ino_t id, int data_only,
	struct fuse_file_info *fi);
void op_fallocate(fuse_req_t req, fuse_ino_t id, int mode, off_t at, off_t size,
	struct fuse_file_info *fi);
void op_lseek(fuse_req_t req, fuse_ino_t id, off_t at, int whence,
	struct fuse_file_info *fi);
void op_copy_file_range(fuse_req_t req, fuse_ino_t id, off_t at,
	struct fuse_file_info *fi, fuse_ino_t to_id, off_t to_at,
	struct fuse_file_info *to_fi, size_t size, int flags);

#endif
