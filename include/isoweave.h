/*
 * isoweave: an ISO image under construction.
 *
 *	image ── root ─┬─ iso          each view is a tree of names;
 *	               ├─ rockridge    all views name the same inodes,
 *	               ├─ joliet       and `all' shows them together
 *	               ├─ udf
 *	               └─ boot
 *
 * An inode (struct iw_node) is one piece of data, or a directory, a symlink
 * or a special file. A name is one entry of one view's directory. This library
 * holds the names and the inodes, keeps the data in the image file itself, and
 * writes the complete image on request. It knows nothing of FUSE.
 *
 * All functions may be called from any thread. Those that can fail return 0
 * (or a size) or a negative errno; the sentence that explains it goes to
 * iw_events.log. A result is stored only on success.
 *
 * The first image that is opened for change installs a handler of SIGBUS, which
 * a disc that fails under a mapped file would raise; what is not the library's
 * it leaves to the action of before.
 */
#ifndef ISOWEAVE_H
#define ISOWEAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>

struct iw_image;
struct iw_node;
struct iw_file;
struct iw_snapshot;

/* The contexts in which an image names its data, and `all' over them. */
enum iw_view {
	IW_ISO,
	IW_ROCKRIDGE,
	IW_JOLIET,
	IW_UDF,
	IW_BOOT,
	IW_CONTEXTS,
	IW_ALL = IW_CONTEXTS,
	IW_VIEWS,
};

/*
 * What the library tells its owner. Each may be NULL. They are called with the
 * library's lock held, in the thread that made the change: store what you need
 * and return; call nothing of the library.
 */
struct iw_events {
	void *owner;
	/* SEVERITY is one of syslog(3)'s LOG_ levels; SENTENCE has no \n. */
	void (*log)(void *owner, int severity, const char *sentence);
	/*
	 * A name that the owner may have cached is gone or means another
	 * inode now: DIR's directory in VIEW, which the owner holds references
	 * to (iw_ref), lost NAME by an operation made through another view.
	 */
	void (*name_gone)(void *owner, struct iw_node *dir, enum iw_view view,
		const char *name);
	/*
	 * The attributes of NODE, seen in VIEW, changed by another view; or
	 * its link count by more than the one name that was made or removed.
	 * VIEW is IW_ISO for what is no directory. Of a directory this is told
	 * once, until its attributes are asked for again.
	 */
	void (*attr_changed)(
		void *owner, struct iw_node *node, enum iw_view view);
};

/* ---- The image ---- */

/*
 * Makes the settings that an image is opened with; the caller owns them
 * until iw_open takes them or iw_settings_free ends them. NULL: no memory.
 */
struct iw_settings *iw_settings_new(void);
void iw_settings_free(struct iw_settings *settings);
/*
 * Sets NAME (an option of the manual: "volid", "iso-level", "ro" ...) to VALUE
 * (NULL for an option given without one). -ENOENT: no such option. -EINVAL: not
 * a value for it; *WHY then points to the sentence, valid until the next call
 * in this thread.
 */
int iw_settings_set(struct iw_settings *settings, const char *name,
	const char *value, const char **why);
/* The I-th option's name and one-line help; NULL past the last. */
const char *iw_setting_name(size_t i);
const char *iw_setting_help(size_t i);

/*
 * Opens IMAGE, a path; takes SETTINGS and a copy of EVENTS. If IMAGE does not
 * exist or is empty, a new image begins, built under a hidden name in the same
 * folder until the first iw_sync. What an earlier process left behind
 * unfinished for this IMAGE is taken up again.
 *
 * An image that cannot be changed without loss (see the setting "losses") is
 * opened as with the setting "ro".
 *
 * -EBUSY: another process has IMAGE open for change. -EUCLEAN: not an image,
 * or no base for a new one without loss.
 */
int iw_open(const char *path, struct iw_settings *settings,
	const struct iw_events *events, struct iw_image **out);
/* Whether IMAGE was opened only to be looked at. */
bool iw_is_read_only(const struct iw_image *image);
/*
 * Writes the complete image to where it belongs and waits until it is on the
 * disk. On failure the IMAGE of the last sync is as it was, nothing is lost,
 * and it can be tried again.
 */
int iw_sync(struct iw_image *image);
/*
 * Syncs if anything changed since the last one, then frees everything. On
 * failure what was written stays on disc beside IMAGE, the log says where, and
 * the memory is freed all the same. All files and snapshots must be closed.
 */
int iw_close(struct iw_image *image);
/* Frees everything and writes nothing, as if IMAGE had not been opened: for an
 * owner that did nothing with it yet. */
void iw_abandon(struct iw_image *image);
/*
 * Waits until no process has IMAGE, a path, open for change any more. -EIO: the
 * last one ended without writing all of it.
 */
int iw_await_close(const char *path);

/* Fills OUT with the sizes of the image as it stands; f_bsize is 2048. */
int iw_statfs(struct iw_image *image, struct statvfs *out);

/*
 * The I-th option's present value, as a line with its \n, into OUT of SIZE
 * bytes; returns its length. -ENOENT past the last, -ERANGE if SIZE is too
 * small (IW_SETTING_MAX never is).
 */
#define IW_SETTING_MAX 65536
ssize_t iw_setting_get(
	struct iw_image *image, size_t i, char *out, size_t size);
/* Like iw_settings_set on the open image; a trailing \n is dropped. */
int iw_setting_set(
	struct iw_image *image, size_t i, const char *value, size_t length);
/* Whether the I-th can change on an open image. */
bool iw_setting_writable(size_t i);

/* ---- Inodes and names ---- */

/* A name in a directory, seen through a view. NAME is in the mount's charset,
 * NUL-terminated, without '/'. */
struct iw_place {
	struct iw_node *dir;
	enum iw_view view;
	const char *name;
};

/* What iw_make makes. MODE has the type bits; UID and GID are the caller's
 * (a set-group-ID parent overrides GID). */
struct iw_new {
	mode_t mode;
	uid_t uid;
	gid_t gid;
	dev_t rdev;
	const char *target; /* of a symlink, else NULL */
};

/* The directory at the top of every view; needs no reference. */
struct iw_node *iw_root(struct iw_image *image);
/* The folder that shows VIEW: "all", "iso" ... */
const char *iw_view_name(enum iw_view view);
/* Whether VIEW's context is in use, so that its folder is to be shown. */
bool iw_view_enabled(struct iw_image *image, enum iw_view view);

/*
 * References. A node lives while it has a name, a reference or an open file;
 * its data while it has a name or an open file. References to a directory are
 * counted for each view, so that iw_events speaks only of what the owner knows.
 * Those functions below that return a node return it with one reference, for
 * PLACE's view.
 */
void iw_ref(struct iw_image *image, struct iw_node *node, enum iw_view view);
void iw_unref(struct iw_image *image, struct iw_node *node, enum iw_view view,
	uint64_t count);

/*
 * -ENOENT: no such name. -ESTALE: the directory itself no longer has a name
 * in that view.
 */
int iw_lookup(struct iw_image *image, const struct iw_place *place,
	struct iw_node **out);
/*
 * Whether what is made in DIR's VIEW is listed by the very name that was given,
 * and found by no other. Not so in iso/, where any case finds it; nor in all/
 * without rockridge. A name that found something may be remembered then.
 */
bool iw_names_as_given(
	struct iw_image *image, struct iw_node *dir, enum iw_view view);
/*
 * Changes of names. Beside what each says: -ENOENT, -ENOTDIR and -ESTALE as
 * iw_lookup; -EILSEQ: the name is not in the mount's charset; -EPERM for what
 * boot/ always has; -EROFS; -ENOSPC and -EIO of the journal; -ENOMEM. Nothing
 * has changed then.
 */
/* Makes an inode and its name; in all/, a name in each context that can hold
 * it. -EEXIST; -EINVAL, -ENAMETOOLONG, -EPERM: no context can hold such a name,
 * or such a thing (isoweave(8)). */
int iw_make(struct iw_image *image, const struct iw_place *place,
	const struct iw_new *what, struct iw_node **out);
/* Adds a name to NODE, errors as iw_make. -EPERM for a directory, too; -EMLINK
 * at the medium's limit. */
int iw_link(struct iw_image *image, struct iw_node *node,
	const struct iw_place *place);
/* Removes a name, and in all/ those that it stands for. -EISDIR. */
int iw_unlink(struct iw_image *image, const struct iw_place *place);
/* The same of an empty directory. -ENOTEMPTY. */
int iw_rmdir(struct iw_image *image, const struct iw_place *place);
/* FLAGS: 0, RENAME_NOREPLACE or RENAME_EXCHANGE of renameat2(2), with its
 * errors; those of iw_make; -EXDEV for a directory that the other view cannot
 * take as a whole. */
int iw_rename(struct iw_image *image, const struct iw_place *from,
	const struct iw_place *to, unsigned flags);

/* st_nlink of a directory depends on the view. st_blksize is what suits
 * writing. */
int iw_getattr(struct iw_image *image, struct iw_node *node, enum iw_view view,
	struct stat *out);

enum {
	IW_SET_MODE = 1 << 0,
	IW_SET_UID = 1 << 1,
	IW_SET_GID = 1 << 2,
	IW_SET_SIZE = 1 << 3,
	IW_SET_ATIME = 1 << 4,
	IW_SET_MTIME = 1 << 5,
	IW_SET_CTIME = 1 << 6,
};
/* Sets those attributes of FROM that the IW_SET_ bits WHAT name (st_mode
 * without type bits); the change time becomes now unless set. The caller's
 * right to do so was checked before. */
int iw_setattr(struct iw_image *image, struct iw_node *node,
	const struct stat *from, unsigned what);

/* The target of a symlink; valid while the node is and until the next call in
 * this thread. -EINVAL: not one. */
int iw_readlink(struct iw_image *image, struct iw_node *node, const char **out);

/* From where a directory is listed: DIR in VIEW, after the cookie AFTER, or
 * from the start, with "." and "..", if that is 0. */
struct iw_listing {
	struct iw_node *dir;
	enum iw_view view;
	uint64_t after;
};
/*
 * Calls FILL for each name until it returns false. NAME is in the mount's
 * charset and valid during the call. Cookies stay good while the directory
 * changes: a name present all along comes exactly once. FILL must not call the
 * library, except iw_node_stat and iw_node_ref below.
 *
 * -ENOTDIR: not a directory. -ESTALE: it has no name in that view any more.
 * -ENOMEM.
 */
typedef bool iw_fill(
	void *user, const char *name, struct iw_node *node, uint64_t cookie);
int iw_readdir(struct iw_image *image, const struct iw_listing *from,
	iw_fill *fill, void *user);
/* As iw_getattr and iw_ref, only to be called by an iw_fill. */
void iw_node_stat(struct iw_image *image, struct iw_node *node,
	enum iw_view view, struct stat *out);
void iw_node_ref(struct iw_node *node, enum iw_view view);

/* Every name of NODE over all contexts: calls FILL with "iso/A/B.TXT" and the
 * like until it returns false. -ENOMEM. */
int iw_names(struct iw_image *image, struct iw_node *node, iw_fill *fill,
	void *user);

/* ---- Data ---- */

/* Opens a regular file with the access mode, O_TRUNC and O_APPEND of FLAGS; the
 * data lives until iw_release, which ends FILE whatever it returns, names or
 * not. -EISDIR, -EROFS; -ESTALE: it has neither a name nor an open file. */
int iw_open_file(struct iw_image *image, struct iw_node *node, int flags,
	struct iw_file **out);
int iw_release(struct iw_file *file);
/* Whether FILE is one whose bytes are made when it is opened, like
 * boot/settings: nothing of it may be cached, and each write is taken as it
 * comes. */
bool iw_file_is_generated(const struct iw_file *file);
/* Bytes AT an offset; returns how many: fewer than SIZE only at the end of the
 * file. -EIO. */
ssize_t iw_read(struct iw_file *file, void *out, size_t size, uint64_t at);
/* -ENOSPC, -EFBIG, -EIO; with O_APPEND in the flags, AT is ignored. */
ssize_t iw_write(
	struct iw_file *file, const void *data, size_t size, uint64_t at);
/*
 * As iw_write, and calls TAKEN(USER), if that is not NULL, as soon as nothing
 * but a failure of the disk can still prevent it: who asked for the write can
 * be told then, while the bytes go their way. TAKEN must call nothing of the
 * library; it may not be called at all. What fails after it is returned by the
 * next write to FILE or iw_fsync of it, and by the next iw_sync.
 */
struct iw_write {
	const void *data;
	size_t size;
	uint64_t at;
	void (*taken)(void *user);
	void *user;
};
ssize_t iw_write_early(struct iw_file *file, const struct iw_write *what);
/* fallocate(2): MODE 0, KEEP_SIZE, PUNCH_HOLE|KEEP_SIZE or ZERO_RANGE, else
 * -EOPNOTSUPP. -EINVAL: no SIZE; errors as iw_write. */
int iw_allocate(struct iw_file *file, int mode, uint64_t at, uint64_t size);
/* lseek(2) with SEEK_DATA or SEEK_HOLE. -ENXIO past the end. */
int64_t iw_seek(struct iw_file *file, uint64_t at, int whence);
/* Waits until all that was written through FILE survives this process, and
 * returns what became of it: what close(2) is to tell. */
int iw_flush(struct iw_file *file);
/* Makes what was written and the names so far survive a power cut. -EIO,
 * -ENOSPC. */
int iw_fsync(struct iw_file *file);

/* ---- The image as a sync would write it now ---- */

/* The bytes stay as they are until iw_snapshot_close. -ENOSPC: more than the
 * medium has; -EBUSY: another snapshot shows what has to move; -EIO, -ENOMEM.
 */
int iw_snapshot_open(struct iw_image *image, struct iw_snapshot **out);
/* In bytes, whole sectors of 2048. */
uint64_t iw_snapshot_size(const struct iw_snapshot *snapshot);
/* As iw_read. */
ssize_t iw_snapshot_read(
	struct iw_snapshot *snapshot, void *out, size_t size, uint64_t at);
void iw_snapshot_close(struct iw_snapshot *snapshot);
/* Size in bytes that a snapshot would have now; cheap and approximate. */
uint64_t iw_image_size(struct iw_image *image);

#endif
