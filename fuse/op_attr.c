#include "op_attr.h"

#include <errno.h>
#include <unistd.h>

#include "reply.h"
#include "top.h"

void op_getattr(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	(void)fi;
	if (nodeid_own(id))
		top_getattr(req, id);
	else
		reply_attr(req, nodeid_node(id), nodeid_view(id));
}

/* The kernel's bits and the library's. */
static const struct {
	int from;
	unsigned to;
} attr_bits[] = {
	{ FUSE_SET_ATTR_MODE, IW_SET_MODE },
	{ FUSE_SET_ATTR_UID, IW_SET_UID },
	{ FUSE_SET_ATTR_GID, IW_SET_GID },
	{ FUSE_SET_ATTR_SIZE, IW_SET_SIZE },
	{ FUSE_SET_ATTR_ATIME, IW_SET_ATIME },
	{ FUSE_SET_ATTR_MTIME, IW_SET_MTIME },
	{ FUSE_SET_ATTR_CTIME, IW_SET_CTIME },
};

/*
 * Where all may be done, the kernel still wants an owner to set a list of
 * access, which cp and sed try behind the times and the owner; refused, they
 * fail, where ENOTSUP lets them set the mode. So it takes who makes a change
 * for the owner until it asks again.
 */
static void reply_change(
	fuse_req_t req, struct iw_node *node, enum iw_view view)
{
	struct mount *mount = mount_of(req);
	const uid_t user = fuse_req_ctx(req)->uid;
	struct stat attr;

	if (mount->checks || iw_getattr(mount->image, node, view, &attr) ||
		attr.st_uid == user) {
		reply_attr(req, node, view);
		return;
	}
	notice_send(mount->notices);
	attr.st_uid = user;
	fuse_reply_attr(req, &attr, 0);
}

void op_setattr(fuse_req_t req, fuse_ino_t id, struct stat *attr, int what,
	struct fuse_file_info *fi)
{
	struct iw_node *node = nodeid_node(id);
	unsigned set = 0;
	int error;

	(void)fi;
	if (nodeid_own(id)) {
		top_setattr(req, id, what);
		return;
	}
	for (size_t i = 0; i < sizeof(attr_bits) / sizeof(*attr_bits); i++) {
		if (what & attr_bits[i].from)
			set |= attr_bits[i].to;
	}
	if (what & FUSE_SET_ATTR_ATIME_NOW)
		clock_gettime(CLOCK_REALTIME, &attr->st_atim);
	if (what & FUSE_SET_ATTR_MTIME_NOW)
		clock_gettime(CLOCK_REALTIME, &attr->st_mtim);
	error = iw_setattr(mount_of(req)->image, node, attr, set);
	if (error)
		reply_done(req, error);
	else
		reply_change(req, node, nodeid_view(id));
}

/*
 * Asked where the kernel checks nothing itself: all may be done then, but what
 * root cannot do either.
 */
void op_access(fuse_req_t req, fuse_ino_t id, int mask)
{
	struct mount *mount = mount_of(req);
	struct stat attr;
	int error = 0;

	if (nodeid_own(id))
		top_attr(mount, id, &attr);
	else
		error = iw_getattr(
			mount->image, nodeid_node(id), nodeid_view(id), &attr);
	if (!error && (mask & X_OK) && S_ISREG(attr.st_mode) &&
		!(attr.st_mode & 0111))
		error = -EACCES;
	if (!error && (mask & W_OK) && nodeid_own(id) && !(attr.st_mode & 0222))
		error = -EACCES;
	fuse_reply_err(req, -error);
}

void op_readlink(fuse_req_t req, fuse_ino_t id)
{
	const char *target;
	int error = -EINVAL;

	if (!nodeid_own(id))
		error = iw_readlink(
			mount_of(req)->image, nodeid_node(id), &target);
	if (error)
		fuse_reply_err(req, -error);
	else
		fuse_reply_readlink(req, target);
}

void op_statfs(fuse_req_t req, fuse_ino_t id)
{
	struct statvfs out;
	int error;

	(void)id;
	error = iw_statfs(mount_of(req)->image, &out);
	if (error)
		fuse_reply_err(req, -error);
	else
		fuse_reply_statfs(req, &out);
}
