#include "op_data.h"

#include <errno.h>
#include <fcntl.h>

#include "loop.h"
#include "op_name.h"
#include "reply.h"
#include "top.h"

enum {
	LONG_IO = 128 << 10,  /* bytes that are worth another reader */
	COPY_STEP = 1 << 20,  /* bytes copied at once */
	COPY_MOST = 64 << 20, /* bytes copied for one request */
};

static struct handle *handle_of(const struct fuse_file_info *fi)
{
	return (struct handle *)(uintptr_t)fi->fh;
}

/*
 * The kernel clears the set-ID bits for all ways of changing a file but two:
 * writing past its page cache, and opening with O_TRUNC. It would tell us to,
 * but libfuse does not pass that on.
 */
static void clear_set_id(fuse_req_t req, struct iw_node *node)
{
	struct mount *mount = mount_of(req);
	struct stat attr;

	if (fuse_req_ctx(req)->uid == 0 ||
		iw_getattr(mount->image, node, 0, &attr) != 0)
		return;
	if (!(attr.st_mode & (S_ISUID | S_ISGID)))
		return;
	/* Without group execution, S_ISGID means mandatory locking. */
	attr.st_mode &= attr.st_mode & S_IXGRP ? ~(mode_t)(S_ISUID | S_ISGID)
					       : ~(mode_t)S_ISUID;
	if (iw_setattr(mount->image, node, &attr, IW_SET_MODE) == 0)
		notice_attr(nodeid_of(node, 0, attr.st_mode));
}

/* Opens NODE into a new handle and fills FI with how the kernel is to use it.
 */
static int open_node(
	fuse_req_t req, struct iw_node *node, struct fuse_file_info *fi)
{
	struct mount *mount = mount_of(req);
	struct handle *handle = handle_new(&mount->handles);
	int error;

	if (!handle)
		return -ENOMEM;
	/* The kernel finds the end of the file for O_APPEND itself; what it
	 * writes back from a mapping has its own place. */
	error = iw_open_file(mount->image, node,
		fi->flags & (O_ACCMODE | O_TRUNC), &handle->file);
	if (error) {
		handle_close(&mount->handles, handle);
		return error;
	}
	if (fi->flags & O_TRUNC)
		clear_set_id(req, node);
	handle->direct = (fi->flags & O_ACCMODE) == O_WRONLY ||
			 iw_file_is_generated(handle->file);
	fi->fh = (uintptr_t)handle;
	fi->direct_io = handle->direct;
	fi->keep_cache = !iw_file_is_generated(handle->file);
	/* Who only read has nothing to be told at the close. */
	fi->noflush = (fi->flags & O_ACCMODE) == O_RDONLY;
	return 0;
}

static void close_handle(fuse_req_t req, struct fuse_file_info *fi)
{
	handle_close(&mount_of(req)->handles, handle_of(fi));
}

void op_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	int error;

	if (nodeid_own(id))
		error = top_open(req, id, fi);
	else
		error = open_node(req, nodeid_node(id), fi);
	notice_send(mount_of(req)->notices);
	if (error)
		fuse_reply_err(req, -error);
	else if (fuse_reply_open(req, fi) != 0)
		close_handle(req, fi);
}

/* The name may have come through another view since the kernel looked. */
static int make_or_find(struct mount *mount, const struct iw_place *place,
	const struct iw_new *what, int flags, struct iw_node **out)
{
	int error = iw_make(mount->image, place, what, out);

	if (error == -EEXIST && !(flags & O_EXCL))
		error = iw_lookup(mount->image, place, out);
	return error;
}

void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	struct fuse_file_info *fi)
{
	struct mount *mount = mount_of(req);
	struct iw_place place = op_place(parent, name);
	struct iw_new what = {
		.mode = S_IFREG | mode,
		.uid = fuse_req_ctx(req)->uid,
		.gid = fuse_req_ctx(req)->gid,
	};
	struct fuse_entry_param entry;
	struct iw_node *node;
	int error = -EPERM;

	notice_locked(parent, 0);
	if (!nodeid_own(parent))
		error = make_or_find(mount, &place, &what, fi->flags, &node);
	if (error) {
		reply_done(req, error);
		return;
	}
	error = open_node(req, node, fi);
	if (error == 0)
		error = reply_fill(mount, node, place.view, &entry);
	entry.entry_timeout = reply_keep_name(mount, place.dir, place.view);
	notice_send(mount->notices);
	if (error)
		fuse_reply_err(req, -error);
	else if (fuse_reply_create(req, &entry, fi) == 0)
		return;
	else
		close_handle(req, fi);
	iw_unref(mount->image, node, place.view, 1);
}

void op_flush(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	struct iw_file *file = handle_of(fi)->file;

	(void)id;
	fuse_reply_err(req, file ? -iw_flush(file) : 0);
}

void op_release(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	(void)id;
	reply_done(req, handle_close(&mount_of(req)->handles, handle_of(fi)));
}

static void read_into(
	fuse_req_t req, const struct handle *handle, size_t size, off_t at)
{
	char *buffer = loop_buffer(size);
	ssize_t length = -ENOMEM;

	if (buffer && handle->file)
		length = iw_read(handle->file, buffer, size, at);
	else if (buffer)
		length = iw_snapshot_read(handle->snapshot, buffer, size, at);
	if (length < 0)
		fuse_reply_err(req, (int)-length);
	else
		fuse_reply_buf(req, buffer, length);
}

void op_read(fuse_req_t req, fuse_ino_t id, size_t size, off_t at,
	struct fuse_file_info *fi)
{
	const struct handle *handle = handle_of(fi);

	(void)id;
	if (size >= LONG_IO)
		loop_may_wait();
	if (handle->file || handle->snapshot)
		read_into(req, handle, size, at);
	else
		top_read(req, handle, size, at);
}

/* The reply to a write, which may go out before the bytes have arrived. */
struct write_reply {
	fuse_req_t req;
	size_t size;
	bool sent;
};

static void reply_write(void *user)
{
	struct write_reply *reply = user;

	fuse_reply_write(reply->req, reply->size);
	reply->sent = true;
}

static void write_file(fuse_req_t req, struct handle *handle, fuse_ino_t id,
	struct iw_write *what)
{
	struct write_reply reply = { .req = req, .size = what->size };
	ssize_t length;

	if (handle->direct)
		clear_set_id(req, nodeid_node(id));
	notice_send(mount_of(req)->notices);
	if (handle->direct && what->size >= LONG_IO)
		what->taken = reply_write;
	what->user = &reply;
	length = iw_write_early(handle->file, what);
	if (reply.sent)
		return;
	if (length < 0)
		fuse_reply_err(req, (int)-length);
	else
		fuse_reply_write(req, length);
}

static void write_setting(
	fuse_req_t req, fuse_ino_t id, const char *data, size_t size)
{
	ssize_t length = top_write(req, id, data, size);

	notice_send(mount_of(req)->notices);
	if (length < 0)
		fuse_reply_err(req, (int)-length);
	else
		fuse_reply_write(req, length);
}

void op_write(fuse_req_t req, fuse_ino_t id, const char *data, size_t size,
	off_t at, struct fuse_file_info *fi)
{
	struct iw_write what = { .data = data, .size = size, .at = at };

	if (size >= LONG_IO)
		loop_may_wait();
	if (nodeid_own(id))
		write_setting(req, id, data, size);
	else
		write_file(req, handle_of(fi), id, &what);
}

void op_fsync(
	fuse_req_t req, fuse_ino_t id, int data_only, struct fuse_file_info *fi)
{
	const struct handle *handle = handle_of(fi);

	(void)id;
	(void)data_only;
	loop_may_wait();
	reply_done(req, handle->file ? iw_fsync(handle->file) : 0);
}

void op_fallocate(fuse_req_t req, fuse_ino_t id, int mode, off_t at, off_t size,
	struct fuse_file_info *fi)
{
	const struct handle *handle = handle_of(fi);
	int error = -EOPNOTSUPP;

	(void)id;
	loop_may_wait();
	if (handle->file)
		error = iw_allocate(handle->file, mode, at, size);
	reply_done(req, error);
}

void op_lseek(fuse_req_t req, fuse_ino_t id, off_t at, int whence,
	struct fuse_file_info *fi)
{
	const struct handle *handle = handle_of(fi);
	int64_t found = -EINVAL;

	(void)id;
	if (handle->file)
		found = iw_seek(handle->file, at, whence);
	if (found < 0)
		fuse_reply_err(req, (int)-found);
	else
		fuse_reply_lseek(req, found);
}

/* Returns the bytes copied, fewer than SIZE at the end of FROM, or -errno if
 * there were none. */
static ssize_t copy(const struct handle *from, off_t at,
	const struct handle *to, off_t to_at, size_t size)
{
	char *buffer = loop_buffer(COPY_STEP);
	size_t done = 0, step;
	ssize_t length = -ENOMEM;

	while (buffer && done < size) {
		step = size - done < COPY_STEP ? size - done : COPY_STEP;
		length = iw_read(from->file, buffer, step, at + done);
		if (length > 0)
			length = iw_write(
				to->file, buffer, length, to_at + done);
		if (length <= 0)
			break;
		done += length;
	}
	return done || size == 0 ? (ssize_t)done : length;
}

void op_copy_file_range(fuse_req_t req, fuse_ino_t id, off_t at,
	struct fuse_file_info *fi, fuse_ino_t to_id, off_t to_at,
	struct fuse_file_info *to_fi, size_t size, int flags)
{
	const struct handle *from = handle_of(fi);
	const struct handle *to = handle_of(to_fi);
	ssize_t length = -EXDEV;

	(void)id;
	(void)to_id;
	(void)flags;
	loop_may_wait();
	/* EXDEV makes the caller copy by itself. */
	if (from->file && to->file)
		length = copy(from, at, to, to_at,
			size < COPY_MOST ? size : COPY_MOST);
	notice_send(mount_of(req)->notices);
	if (length < 0)
		fuse_reply_err(req, (int)-length);
	else
		fuse_reply_write(req, length);
}
