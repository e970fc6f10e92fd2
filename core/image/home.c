#include "image/home.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/sysio.h"
#include "util/crc.h"

#define LINKS_MAX 40
/* With ".", ".isoweave-data" and a checksum it stays below NAME_MAX. */
#define NAME_KEPT 200

/* What PATH leads to if its last component is a symbolic link; NULL: no
 * memory, or a loop (errno). The caller's. */
static char *follow(const char *path)
{
	char *at = strdup(path), target[PATH_MAX], *next;

	for (int links = 0; at && links < LINKS_MAX; links++) {
		ssize_t size = readlink(at, target, sizeof(target) - 1);
		const char *slash = strrchr(at, '/');
		int result;

		if (size < 0)
			return at;
		target[size] = '\0';
		if (*target == '/' || !slash)
			result = asprintf(&next, "%s", target);
		else
			result = asprintf(&next, "%.*s/%s", (int)(slash - at),
				at, target);
		free(at);
		at = result < 0 ? NULL : next;
	}
	if (at)
		errno = ELOOP;
	else
		errno = ENOMEM;
	free(at);
	return NULL;
}

static char *name_beside(const char *name, const char *suffix)
{
	char *out;
	size_t size = strlen(name);
	int result;

	if (size <= NAME_KEPT)
		result = asprintf(&out, ".%s.isoweave%s", name, suffix);
	else
		result = asprintf(&out, ".%.*s%08x.isoweave%s", NAME_KEPT, name,
			(unsigned)crc32_of(0, name, size), suffix);
	return result < 0 ? NULL : out;
}

/* Cuts PATH into the folder, which is opened, and the name in it. */
static int open_folder(struct home *home, char *path)
{
	char *slash = strrchr(path, '/');
	const char *folder = ".";

	home->name = strdup(slash ? slash + 1 : path);
	if (!home->name)
		return -ENOMEM;
	if (slash == path)
		folder = "/";
	else if (slash)
		folder = path;
	if (slash && slash != path)
		*slash = '\0';
	if (!*home->name || !strcmp(home->name, ".") ||
		!strcmp(home->name, ".."))
		return diag_fail(
			home->diag, -EISDIR, "%s: a folder, no image", path);
	home->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (home->dir < 0)
		return diag_fail(home->diag, -errno,
			"folder of the image, %s: %s", folder, strerror(errno));
	return 0;
}

static int look(struct home *home)
{
	home->exists = !fstatat(
		home->dir, home->name, &home->was, AT_SYMLINK_NOFOLLOW);
	if (!home->exists && errno != ENOENT)
		return diag_fail(home->diag, -errno, "%s: %s", home->name,
			strerror(errno));
	if (home->exists && S_ISDIR(home->was.st_mode))
		return diag_fail(home->diag, -EISDIR, "%s: a folder, no image",
			home->name);
	if (home->exists && !S_ISREG(home->was.st_mode) &&
		!S_ISBLK(home->was.st_mode))
		return diag_fail(home->diag, -EINVAL,
			"%s: neither a file nor a block device", home->name);
	return 0;
}

int home_open(struct home *home, const char *path, const struct diag *diag)
{
	mode_t mask = umask(077);
	char *real = follow(path);
	int error;

	umask(mask);
	*home = (struct home){ .diag = diag, .dir = -1, .mode = 0666 & ~mask };
	if (!real)
		return diag_fail(diag, -errno, "%s: %s", path, strerror(errno));
	error = open_folder(home, real);
	free(real);
	if (error)
		goto out;
	home->journal = name_beside(home->name, "");
	home->data = name_beside(home->name, "-data");
	home->fresh = name_beside(home->name, "-new");
	error = -ENOMEM;
	if (home->journal && home->data && home->fresh)
		error = look(home);
out:
	if (error)
		home_close(home);
	return error;
}

void home_close(struct home *home)
{
	if (home->dir >= 0)
		close(home->dir);
	free(home->name);
	free(home->journal);
	free(home->data);
	free(home->fresh);
	*home = (struct home){ .dir = -1 };
}

/* Whether NAME is still the file FD, not one that took its place. */
static bool is_current(const struct home *home, const char *name, int fd)
{
	struct stat here, there;

	return !fstat(fd, &here) &&
	       !fstatat(home->dir, name, &there, AT_SYMLINK_NOFOLLOW) &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

int home_lock(const struct home *home)
{
	for (;;) {
		int fd = sysio.openat(home->dir, home->journal,
			O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

		if (fd < 0)
			return diag_fail(home->diag, -errno,
				"%s, the journal beside the image: %s",
				home->journal, strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			close(fd);
			return diag_fail(home->diag, -EBUSY,
				"%s: another process has this image open "
				"for change",
				home->name);
		}
		/* The one before may have removed it just now. */
		if (is_current(home, home->journal, fd))
			return fd;
		close(fd);
	}
}

/* Waits for the lock on FD; 1 if another journal took its place meanwhile. */
static int await_lock(const struct home *home, int fd)
{
	struct stat st;

	while (flock(fd, LOCK_SH)) {
		if (errno != EINTR)
			return -errno;
	}
	if (is_current(home, home->journal, fd))
		return -EIO;
	if (fstatat(home->dir, home->journal, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -errno;
	return 1;
}

int home_await(const struct home *home)
{
	int result;

	do {
		int fd = openat(home->dir, home->journal,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

		if (fd < 0)
			return errno == ENOENT ? 0 : -errno;
		result = await_lock(home, fd);
		close(fd);
	} while (result == 1);
	return result;
}

int home_open_file(const struct home *home, const char *name)
{
	int fd = sysio.openat(home->dir, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return diag_fail(
			home->diag, -errno, "%s: %s", name, strerror(errno));
	return fd;
}

int home_make(const struct home *home, const char *name)
{
	int fd;

	home_remove(home, name);
	fd = sysio.openat(home->dir, name,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return diag_fail(home->diag, -errno, "%s, beside the image: %s",
			name, strerror(errno));
	return fd;
}

void home_remove(const struct home *home, const char *name)
{
	if (sysio.unlinkat(home->dir, name, 0) && errno != ENOENT)
		diag_say(home->diag, LOG_WARNING,
			"%s, beside the image, could not be removed: %s", name,
			strerror(errno));
}

int home_check(const struct home *home)
{
	struct stat now;
	const struct stat *was = &home->was;

	if (fstatat(home->dir, home->name, &now, AT_SYMLINK_NOFOLLOW)) {
		if (errno != ENOENT)
			return diag_fail(home->diag, -errno, "%s: %s",
				home->name, strerror(errno));
		return home->exists ? -ENOENT : 0;
	}
	if (home->exists && now.st_dev == was->st_dev &&
		now.st_ino == was->st_ino &&
		/* An empty one may have been filled by somebody. */
		(was->st_size ||
			(!now.st_size &&
				now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
				now.st_mtim.tv_nsec == was->st_mtim.tv_nsec)))
		return 0;
	return diag_fail(home->diag, -EEXIST,
		"%s: another file took the place of the image meanwhile; "
		"it is not overwritten, move it away and sync again",
		home->name);
}

static int rename_new(const struct home *home, const char *fresh)
{
	struct stat now;

	if (!sysio.renameat2(
		    home->dir, fresh, home->dir, home->name, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* A file system without this: what comes now between is lost. */
	if (!fstatat(home->dir, home->name, &now, AT_SYMLINK_NOFOLLOW))
		return -EEXIST;
	return sysio.renameat2(home->dir, fresh, home->dir, home->name, 0)
		       ? -errno
		       : 0;
}

int home_publish(struct home *home, const char *fresh, int fd)
{
	int error = home_check(home);
	bool gone = error == -ENOENT;

	if (error && !gone)
		return error;
	if (home->exists && (fchown(fd, home->was.st_uid, home->was.st_gid) ||
				    fchmod(fd, home->was.st_mode & 07777)))
		diag_say(home->diag, LOG_INFO,
			"%s: owner and mode could not be kept: %s", home->name,
			strerror(errno));
	if (!home->exists && fchmod(fd, home->mode))
		diag_say(home->diag, LOG_INFO, "%s: mode %03o: %s", home->name,
			(unsigned)home->mode, strerror(errno));
	error = 0;
	if (!home->exists || gone)
		error = rename_new(home, fresh);
	else if (sysio.renameat2(home->dir, fresh, home->dir, home->name, 0))
		error = -errno;
	if (error)
		return diag_fail(home->diag, error, "%s: %s", home->name,
			strerror(-error));
	home->exists = !fstat(fd, &home->was);
	return 0;
}

int home_flush(const struct home *home)
{
	return sysio.fsync(home->dir) ? -errno : 0;
}
