/* The replies that several operations share. */
#ifndef ISOWEAVE_FUSE_REPLY_H
#define ISOWEAVE_FUSE_REPLY_H

#include "mount.h"

/* Tells the kernel what changed and replies with ERROR, 0 or -errno. */
void reply_done(fuse_req_t req, int error);
/* Seconds for which the kernel may keep a name found in DIR's VIEW. Where other
 * spellings find it too, none is kept: removing one would leave the others. */
double reply_keep_name(
	struct mount *mount, struct iw_node *dir, enum iw_view view);
/* Fills OUT for NODE, seen in VIEW, but for entry_timeout; -errno of
 * iw_getattr. */
int reply_fill(struct mount *mount, struct iw_node *node, enum iw_view view,
	struct fuse_entry_param *out);
/* Replies with NODE, found or made at PLACE; its reference passes to the
 * kernel. */
void reply_node(
	fuse_req_t req, struct iw_node *node, const struct iw_place *place);
/* Replies with the attributes of NODE, seen in VIEW. */
void reply_attr(fuse_req_t req, struct iw_node *node, enum iw_view view);

#endif
