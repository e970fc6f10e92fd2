#include "op_dir.h"

#include <errno.h>
#include <linux/fuse.h>
#include <string.h>

#include "loop.h"
#include "reply.h"
#include "top.h"

void op_opendir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	(void)id;
	if (!mount_of(req)->keep_opendir) {
		/* Never again: a listing needs no state of ours. */
		fuse_reply_err(req, ENOSYS);
		return;
	}
	fi->cache_readdir = 1;
	fi->keep_cache = 1;
	fuse_reply_open(req, fi);
}

bool listing_add(struct listing *listing, const char *name,
	const struct fuse_entry_param *entry, uint64_t cookie)
{
	size_t room = listing->size - listing->used;
	size_t size = fuse_add_direntry_plus(listing->req,
		listing->buffer + listing->used, room, name, entry, cookie);

	if (size > room)
		return false;
	listing->used += size;
	return true;
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool list_node(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	struct listing *listing = user;
	struct fuse_entry_param entry = { .attr_timeout = MOUNT_KEEP };

	iw_node_stat(listing->mount->image, node, listing->view, &entry.attr);
	/* The kernel takes no reference for the two that it knows. */
	if (is_dots(name))
		return listing_add(listing, name, &entry, cookie);
	entry.ino = nodeid_of(node, listing->view, entry.attr.st_mode);
	entry.generation = entry.attr.st_ino;
	entry.entry_timeout = listing->keep_name;
	if (!listing_add(listing, name, &entry, cookie))
		return false;
	iw_node_ref(node, listing->view);
	return true;
}

/* Takes back the references of a listing that the kernel did not take. */
static void unref_listed(const struct listing *listing)
{
	const struct fuse_direntplus *at;
	size_t offset = 0;

	while (offset < listing->used) {
		at = (const void *)(listing->buffer + offset);
		offset += FUSE_DIRENTPLUS_SIZE(at);
		if (!nodeid_own(at->entry_out.nodeid))
			iw_unref(listing->mount->image,
				nodeid_node(at->entry_out.nodeid),
				listing->view, 1);
	}
}

static int list_nodes(
	struct listing *listing, struct iw_node *dir, uint64_t after)
{
	struct mount *mount = listing->mount;
	const struct iw_listing from = { dir, listing->view, after };

	listing->keep_name = reply_keep_name(mount, dir, listing->view);
	return iw_readdir(mount->image, &from, list_node, listing);
}

void op_readdirplus(fuse_req_t req, fuse_ino_t id, size_t size, off_t after,
	struct fuse_file_info *fi)
{
	struct listing listing = {
		.req = req,
		.mount = mount_of(req),
		.view = nodeid_view(id),
		.buffer = loop_buffer(size),
		.size = size,
	};
	int error = 0;

	(void)fi;
	if (!listing.buffer)
		error = -ENOMEM;
	else if (nodeid_own(id))
		top_list(&listing, id, after);
	else
		error = list_nodes(&listing, nodeid_node(id), after);
	if (error)
		fuse_reply_err(req, -error);
	else if (fuse_reply_buf(req, listing.buffer, listing.used) != 0)
		unref_listed(&listing);
}

void op_fsyncdir(
	fuse_req_t req, fuse_ino_t id, int data_only, struct fuse_file_info *fi)
{
	(void)id;
	(void)data_only;
	(void)fi;
	loop_may_wait();
	reply_done(req, iw_sync(mount_of(req)->image));
}
