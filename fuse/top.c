#include "top.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"
#include "op_dir.h"
#include "reply.h"

/* The numbers, which are the inode numbers too, far from the library's. */
enum {
	ROOT = FUSE_ROOT_ID,
	SETTINGS,
	IMAGE,
	LOG,
	SETTING, /* the first */
};

#define INODE_BASE ((ino_t)1 << 62)

/* A name at the top or in settings/. */
struct entry {
	const char *name;
	fuse_ino_t id; /* 0: the library's root in VIEW */
	enum iw_view view;
};

/*
 * The I-th entry of the directory ID; its name is NULL where there is none.
 * Returns false past the last.
 */
static bool entry_at(
	struct mount *mount, fuse_ino_t id, uint64_t i, struct entry *out)
{
	*out = (struct entry){ 0 };
	if (id == SETTINGS && i == 0) {
		*out = (struct entry){ .name = "log", .id = LOG };
		return true;
	}
	if (id == SETTINGS) {
		out->name = iw_setting_name(i - 1);
		out->id = SETTING + i - 1;
		return out->name;
	}
	if (i < IW_VIEWS) {
		out->view = (enum iw_view)i;
		if (iw_view_enabled(mount->image, out->view))
			out->name = iw_view_name(out->view);
		return true;
	}
	if (i == IW_VIEWS)
		*out = (struct entry){ .name = "settings", .id = SETTINGS };
	if (i == IW_VIEWS + 1)
		*out = (struct entry){ .name = "image.iso", .id = IMAGE };
	return out->name;
}

static uint64_t image_size(struct mount *mount)
{
	struct handles *handles = &mount->handles;
	uint64_t size = 0;

	pthread_mutex_lock(&handles->lock);
	if (handles->snapshots)
		size = handles->snapshot_size;
	pthread_mutex_unlock(&handles->lock);
	return size ? size : iw_image_size(mount->image);
}

static size_t setting_size(struct mount *mount, size_t i)
{
	char value[IW_SETTING_MAX];
	ssize_t size = iw_setting_get(mount->image, i, value, sizeof(value));

	return size > 0 ? (size_t)size : 0;
}

/* As of any directory: 2, and one for each in it. */
static nlink_t root_links(struct mount *mount)
{
	nlink_t links = 3;

	for (int view = 0; view < IW_VIEWS; view++)
		links += iw_view_enabled(mount->image, view);
	return links;
}

void top_attr(struct mount *mount, fuse_ino_t id, struct stat *out)
{
	*out = (struct stat){
		.st_ino = INODE_BASE + id,
		.st_mode = S_IFREG | 0444,
		.st_nlink = 1,
		.st_uid = getuid(),
		.st_gid = getgid(),
		.st_atim = mount->since,
		.st_mtim = mount->since,
		.st_ctim = mount->since,
		.st_blksize = 1 << 20,
	};
	if (id == ROOT || id == SETTINGS) {
		out->st_mode = S_IFDIR | 0755;
		out->st_nlink = id == ROOT ? root_links(mount) : 2;
	} else if (id == IMAGE) {
		/* It shows what the modes of the files in it may hide. */
		out->st_mode = S_IFREG | 0400;
		out->st_size = image_size(mount);
		out->st_blocks = out->st_size / 512;
	} else if (id == LOG) {
		out->st_mode = S_IFREG | 0400;
		out->st_size = (off_t)logbook_length(mount->log);
	} else {
		if (iw_setting_writable(id - SETTING))
			out->st_mode |= S_IWUSR;
		out->st_size = setting_size(mount, id - SETTING);
	}
}

/* The sizes of files change by themselves; the directories are asked for at
 * every step of a path. */
static double keep_attr(fuse_ino_t id)
{
	return id == ROOT || id == SETTINGS ? MOUNT_KEEP : 0;
}

static struct fuse_entry_param entry_param(struct mount *mount, fuse_ino_t id)
{
	struct fuse_entry_param param = {
		.ino = id,
		.entry_timeout = MOUNT_KEEP,
		.attr_timeout = keep_attr(id),
	};

	top_attr(mount, id, &param.attr);
	return param;
}

/* To be looked up by who enters: of the names in a view that nobody entered the
 * library need not speak. */
static struct fuse_entry_param view_param(
	struct mount *mount, enum iw_view view)
{
	struct fuse_entry_param param = { .attr.st_mode = S_IFDIR };

	/* Only the type and the inode number are used; they cannot fail. */
	iw_getattr(mount->image, iw_root(mount->image), view, &param.attr);
	return param;
}

/* The name of a view's folder can be kept, whatever those in it can. */
static void reply_view(fuse_req_t req, enum iw_view view)
{
	struct mount *mount = mount_of(req);
	struct iw_node *root = iw_root(mount->image);
	struct fuse_entry_param param;
	int error;

	iw_ref(mount->image, root, view);
	error = reply_fill(mount, root, view, &param);
	param.entry_timeout = MOUNT_KEEP;
	if (error)
		fuse_reply_err(req, -error);
	else
		error = fuse_reply_entry(req, &param);
	if (error)
		iw_unref(mount->image, root, view, 1);
}

void top_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct mount *mount = mount_of(req);
	struct fuse_entry_param param;
	struct entry entry;

	for (uint64_t i = 0; entry_at(mount, parent, i, &entry); i++) {
		if (!entry.name || strcmp(entry.name, name) != 0)
			continue;
		if (!entry.id) {
			reply_view(req, entry.view);
			return;
		}
		param = entry_param(mount, entry.id);
		fuse_reply_entry(req, &param);
		return;
	}
	fuse_reply_err(req, ENOENT);
}

void top_getattr(fuse_req_t req, fuse_ino_t id)
{
	struct stat attr;

	top_attr(mount_of(req), id, &attr);
	fuse_reply_attr(req, &attr, keep_attr(id));
}

void top_setattr(fuse_req_t req, fuse_ino_t id, int what)
{
	const int truncation = FUSE_SET_ATTR_SIZE | FUSE_SET_ATTR_MTIME |
			       FUSE_SET_ATTR_CTIME | FUSE_SET_ATTR_MTIME_NOW;

	/* A file to be overwritten is truncated first; here the value that
	 * follows does it. */
	if (id >= SETTING && !(what & ~truncation))
		top_getattr(req, id);
	else
		fuse_reply_err(req, EPERM);
}

static bool list_dots(struct listing *listing, fuse_ino_t id, uint64_t *after)
{
	static const char *const dots[] = { ".", ".." };
	struct fuse_entry_param param = entry_param(listing->mount, id);

	param.ino = 0;
	for (; *after < 2; ++*after) {
		if (!listing_add(listing, dots[*after], &param, *after + 1))
			return false;
	}
	return true;
}

/* Cookies: 1 and 2 are the dots, then the entries. */
void top_list(struct listing *listing, fuse_ino_t id, uint64_t after)
{
	struct fuse_entry_param param;
	struct entry entry;

	if (!list_dots(listing, id, &after))
		return;
	for (; entry_at(listing->mount, id, after - 2, &entry); after++) {
		if (!entry.name)
			continue;
		param = entry.id ? entry_param(listing->mount, entry.id)
				 : view_param(listing->mount, entry.view);
		if (!listing_add(listing, entry.name, &param, after + 1))
			return;
	}
}

static int open_image(struct mount *mount, struct handle *handle)
{
	struct handles *handles = &mount->handles;
	struct iw_snapshot *snapshot;
	int error;

	loop_may_wait();
	error = iw_snapshot_open(mount->image, &snapshot);
	if (error)
		return error;
	pthread_mutex_lock(&handles->lock);
	handle->snapshot = snapshot;
	handles->snapshots++;
	handles->snapshot_size = iw_snapshot_size(snapshot);
	pthread_mutex_unlock(&handles->lock);
	return 0;
}

/* What is read is what the file was when it was opened. */
static int open_text(struct mount *mount, fuse_ino_t id, struct handle *handle)
{
	size_t room = id == LOG ? LOGBOOK_SIZE : IW_SETTING_MAX;
	ssize_t length;

	handle->text = malloc(room);
	if (!handle->text)
		return -ENOMEM;
	if (id == LOG)
		length = (ssize_t)logbook_read(mount->log, handle->text);
	else
		length = iw_setting_get(
			mount->image, id - SETTING, handle->text, room);
	if (length < 0)
		return (int)length;
	handle->length = length;
	return 0;
}

int top_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	struct mount *mount = mount_of(req);
	struct handle *handle;
	int error = 0;

	if ((fi->flags & (O_ACCMODE | O_TRUNC)) != O_RDONLY &&
		(id < SETTING || !iw_setting_writable(id - SETTING)))
		return -EPERM;
	handle = handle_new(&mount->handles);
	if (!handle)
		return -ENOMEM;
	if (id == IMAGE)
		error = open_image(mount, handle);
	else
		error = open_text(mount, id, handle);
	if (error) {
		handle_close(&mount->handles, handle);
		return error;
	}
	/* Each opening has bytes of its own, which no cache may mix. */
	fi->direct_io = 1;
	fi->fh = (uintptr_t)handle;
	return 0;
}

void top_read(
	fuse_req_t req, const struct handle *handle, size_t size, off_t at)
{
	if ((size_t)at >= handle->length)
		size = 0;
	else if (size > handle->length - (size_t)at)
		size = handle->length - (size_t)at;
	fuse_reply_buf(req, size ? handle->text + at : NULL, size);
}

/* A setting may decide which views there are. */
static void notice_views(struct mount *mount)
{
	notice_attr(ROOT);
	for (int view = 0; view < IW_VIEWS; view++) {
		if (!iw_view_enabled(mount->image, view))
			notice_name(ROOT, iw_view_name(view));
	}
}

ssize_t top_write(fuse_req_t req, fuse_ino_t id, const char *data, size_t size)
{
	struct mount *mount = mount_of(req);
	int error = iw_setting_set(mount->image, id - SETTING, data, size);

	if (error)
		return error;
	notice_views(mount);
	return (ssize_t)size;
}
