/*
 * The daemon: one mounted image.
 *
 *	options ─▶ main ─▶ background ─▶ loop ─▶ op_*  ─▶ libisoweave
 *	                                  ▲       │ events
 *	                        kernel ◀──┴─── notice
 *
 *	op_name.c   names        op_attr.c   attributes
 *	op_data.c   open files   op_dir.c    listings
 *	top.c       what the mount itself adds: its root, settings/, image.iso
 *
 * An operation is one call into the library and one reply. It knows no context
 * and no format: what a view can hold is the library's to say.
 */
#ifndef ISOWEAVE_FUSE_MOUNT_H
#define ISOWEAVE_FUSE_MOUNT_H

#define FUSE_USE_VERSION 314
#include <fuse_lowlevel.h>
#include <time.h>

#include "handle.h"
#include "logbook.h"
#include "nodeid.h"
#include "notice.h"

/* Seconds for which the kernel may keep names and attributes: all changes come
 * through it, or are told to it by notice.c. */
#define MOUNT_KEEP 1e9

struct mount {
	struct iw_image *image;
	struct fuse_session *session;
	struct notices *notices;
	struct logbook *log;
	struct handles handles;
	struct timespec since;
	bool checks;	   /* the kernel heeds owners and modes */
	bool keep_opendir; /* the kernel needs no OPENDIR */
};

static inline struct mount *mount_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

/* The operations' table. */
extern const struct fuse_lowlevel_ops mount_ops;

#endif
