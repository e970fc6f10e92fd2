#include "op_name.h"

#include <errno.h>
#include <stdio.h>

#include "reply.h"
#include "top.h"

void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct mount *mount = mount_of(req);
	struct iw_place place;
	struct iw_node *node;
	int error;

	if (nodeid_own(parent)) {
		top_lookup(req, parent, name);
		return;
	}
	place = op_place(parent, name);
	error = iw_lookup(mount->image, &place, &node);
	if (error)
		fuse_reply_err(req, -error);
	else
		reply_node(req, node, &place);
}

static void forget(struct mount *mount, fuse_ino_t id, uint64_t count)
{
	if (!nodeid_own(id))
		iw_unref(mount->image, nodeid_node(id), nodeid_view(id), count);
}

void op_forget(fuse_req_t req, fuse_ino_t id, uint64_t count)
{
	forget(mount_of(req), id, count);
	fuse_reply_none(req);
}

void op_forget_multi(
	fuse_req_t req, size_t count, struct fuse_forget_data *forgets)
{
	struct mount *mount = mount_of(req);

	for (size_t i = 0; i < count; i++)
		forget(mount, forgets[i].ino, forgets[i].nlookup);
	fuse_reply_none(req);
}

static void make(
	fuse_req_t req, fuse_ino_t parent, const char *name, struct iw_new what)
{
	struct mount *mount = mount_of(req);
	struct iw_place place = op_place(parent, name);
	struct iw_node *node;
	int error;

	notice_locked(parent, 0);
	what.uid = fuse_req_ctx(req)->uid;
	what.gid = fuse_req_ctx(req)->gid;
	error = nodeid_own(parent)
			? -EPERM
			: iw_make(mount->image, &place, &what, &node);
	if (error)
		reply_done(req, error);
	else
		reply_node(req, node, &place);
}

void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	dev_t rdev)
{
	make(req, parent, name, (struct iw_new){ .mode = mode, .rdev = rdev });
}

void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode)
{
	make(req, parent, name, (struct iw_new){ .mode = S_IFDIR | mode });
}

void op_symlink(
	fuse_req_t req, const char *target, fuse_ino_t parent, const char *name)
{
	make(req, parent, name,
		(struct iw_new){ .mode = S_IFLNK | 0777, .target = target });
}

void op_link(fuse_req_t req, fuse_ino_t id, fuse_ino_t parent, const char *name)
{
	struct mount *mount = mount_of(req);
	struct iw_place place = op_place(parent, name);
	struct iw_node *node = nodeid_node(id);
	int error = -EPERM;

	notice_locked(parent, 0);
	if (!nodeid_own(id) && !nodeid_own(parent))
		error = iw_link(mount->image, node, &place);
	if (error) {
		reply_done(req, error);
		return;
	}
	iw_ref(mount->image, node, place.view);
	reply_node(req, node, &place);
}

void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct iw_place place = op_place(parent, name);

	notice_locked(parent, 0);
	reply_done(req, nodeid_own(parent)
				? -EPERM
				: iw_unlink(mount_of(req)->image, &place));
}

void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct iw_place place = op_place(parent, name);

	notice_locked(parent, 0);
	reply_done(req, nodeid_own(parent)
				? -EPERM
				: iw_rmdir(mount_of(req)->image, &place));
}

/*
 * The kernel moves the name that it knows together with the inode number
 * behind it, but a directory has another number in the other view: the moved
 * names are dropped as soon as the system call lets go of their directories.
 */
static void forget_moved(fuse_ino_t parent, const char *name,
	fuse_ino_t to_parent, const char *to_name, unsigned flags)
{
	notice_name(to_parent, to_name);
	if (flags & RENAME_EXCHANGE)
		notice_name(parent, name);
}

void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name,
	fuse_ino_t to_parent, const char *to_name, unsigned flags)
{
	struct iw_place from = op_place(parent, name);
	struct iw_place to = op_place(to_parent, to_name);
	int error = -EPERM;

	notice_locked(parent, to_parent);
	if (!nodeid_own(parent) && !nodeid_own(to_parent))
		error = iw_rename(mount_of(req)->image, &from, &to, flags);
	if (error == 0 && from.view != to.view)
		forget_moved(parent, name, to_parent, to_name, flags);
	reply_done(req, error);
}
