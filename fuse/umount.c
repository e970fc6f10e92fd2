/*
 * umount.fuse.isoweave: what umount(8) runs for a mount of isoweave, so that it
 * returns when the image is complete, and with its outcome.
 *
 *	umount MNT ─▶ umount.fuse.isoweave MNT ─▶ sync ─▶ unmount ─▶ wait
 *
 * The sync comes first: if it fails, the mount stays and nothing is lost. What
 * changed between it and the unmounting, the daemon writes at its end, which is
 * waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <isoweave.h>

/* Exit status of umount(8). */
enum { USAGE = 1, SYSTEM = 2, FAILED = 32 };

struct request {
	char *mountpoint; /* absolute */
	char *image;	  /* the mount's source */
	bool lazy;
	bool force;
};

static int fail(int status, const char *what, int error)
{
	fprintf(stderr, "umount.fuse.isoweave: %s: %s\n", what,
		strerror(error));
	return status;
}

static int usage(void)
{
	fprintf(stderr, "usage: umount.fuse.isoweave [-flnrv] MOUNTPOINT\n");
	return USAGE;
}

/* The last mount on the place counts. */
static int find_mount(struct request *request)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *entry;

	if (!mounts)
		return fail(SYSTEM, "/proc/self/mounts", errno);
	while ((entry = getmntent(mounts))) {
		if (strcmp(entry->mnt_dir, request->mountpoint) != 0)
			continue;
		free(request->image);
		request->image = NULL;
		if (strcmp(entry->mnt_type, "fuse.isoweave") == 0)
			request->image = strdup(entry->mnt_fsname);
	}
	endmntent(mounts);
	if (request->image)
		return 0;
	fprintf(stderr, "umount.fuse.isoweave: %s: not a mount of isoweave\n",
		request->mountpoint);
	return FAILED;
}

static int sync_mount(const struct request *request)
{
	int fd = open(request->mountpoint, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return fail(FAILED, request->mountpoint, errno);
	error = fsync(fd) ? errno : 0;
	close(fd);
	if (!error)
		return 0;
	fprintf(stderr,
		"umount.fuse.isoweave: %s: not written, so still mounted: %s; "
		"umount -l ends it all the same\n",
		request->image, strerror(error));
	return FAILED;
}

/* As an ordinary user; fusermount3 says what went wrong. */
static int run_fusermount(const struct request *request)
{
	const char *how = request->lazy ? "-uz" : "-u";
	pid_t child = fork();
	int status;

	if (child < 0)
		return fail(SYSTEM, "fork", errno);
	if (child == 0) {
		execlp("fusermount3", "fusermount3", how, "--",
			request->mountpoint, (char *)NULL);
		_exit(fail(SYSTEM, "fusermount3", errno));
	}
	if (waitpid(child, &status, 0) != child)
		return fail(SYSTEM, "fusermount3", errno);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : FAILED;
}

static int unmount(const struct request *request)
{
	int flags = UMOUNT_NOFOLLOW;

	if (geteuid() != 0)
		return run_fusermount(request);
	if (request->lazy)
		flags |= MNT_DETACH;
	if (request->force)
		flags |= MNT_FORCE;
	if (umount2(request->mountpoint, flags) == 0)
		return 0;
	return fail(FAILED, request->mountpoint, errno);
}

static int run(struct request *request)
{
	int status = find_mount(request);
	int error;

	/* Neither of the two may wait for a daemon that is in trouble. */
	if (status == 0 && !request->lazy && !request->force)
		status = sync_mount(request);
	if (status == 0)
		status = unmount(request);
	if (status || request->lazy)
		return status;
	error = iw_await_close(request->image);
	return error ? fail(FAILED, request->image, -error) : 0;
}

int main(int argc, char **argv)
{
	struct request request = { 0 };
	int option, status;

	/* -N and -t bring an argument; umount(8) has acted on the one and told
	 * us the other already. */
	while ((option = getopt(argc, argv, "flnrvN:t:")) != -1) {
		if (option == '?')
			return usage();
		request.lazy |= option == 'l';
		request.force |= option == 'f';
	}
	if (optind + 1 != argc)
		return usage();
	request.mountpoint = realpath(argv[optind], NULL);
	if (!request.mountpoint)
		return fail(FAILED, argv[optind], errno);
	status = run(&request);
	free(request.mountpoint);
	free(request.image);
	return status;
}
