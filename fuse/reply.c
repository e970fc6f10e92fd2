#include "reply.h"

void reply_done(fuse_req_t req, int error)
{
	notice_send(mount_of(req)->notices);
	fuse_reply_err(req, -error);
}

double reply_keep_name(
	struct mount *mount, struct iw_node *dir, enum iw_view view)
{
	return iw_names_as_given(mount->image, dir, view) ? MOUNT_KEEP : 0;
}

int reply_fill(struct mount *mount, struct iw_node *node, enum iw_view view,
	struct fuse_entry_param *out)
{
	int error;

	*out = (struct fuse_entry_param){ .attr_timeout = MOUNT_KEEP };
	error = iw_getattr(mount->image, node, view, &out->attr);
	if (error)
		return error;
	out->ino = nodeid_of(node, view, out->attr.st_mode);
	out->generation = out->attr.st_ino;
	return 0;
}

void reply_node(
	fuse_req_t req, struct iw_node *node, const struct iw_place *place)
{
	struct mount *mount = mount_of(req);
	struct fuse_entry_param entry;
	int error = reply_fill(mount, node, place->view, &entry);

	entry.entry_timeout = reply_keep_name(mount, place->dir, place->view);

	notice_send(mount->notices);
	if (error)
		fuse_reply_err(req, -error);
	else
		error = fuse_reply_entry(req, &entry);
	/* The kernel never heard of it. */
	if (error)
		iw_unref(mount->image, node, place->view, 1);
}

void reply_attr(fuse_req_t req, struct iw_node *node, enum iw_view view)
{
	struct mount *mount = mount_of(req);
	struct stat attr;
	int error = iw_getattr(mount->image, node, view, &attr);

	notice_send(mount->notices);
	if (error)
		fuse_reply_err(req, -error);
	else
		fuse_reply_attr(req, &attr, MOUNT_KEEP);
}
