/* The command line. */
#ifndef ISOWEAVE_FUSE_OPTIONS_H
#define ISOWEAVE_FUSE_OPTIONS_H

#include <fuse_opt.h>
#include <stdbool.h>

struct iw_settings;

enum options_task {
	OPTIONS_MOUNT,
	OPTIONS_HELP,
	OPTIONS_VERSION,
};

struct options {
	enum options_task task;
	char *image;  /* as given */
	char *source; /* what the mount shows as its source: IMAGE, absolute */
	char *mountpoint; /* absolute */
	bool foreground;
	bool debug;
	bool single; /* one thread */
	/* The kernel heeds modes and owners. Not where nobody can enter but
	 * the user who mounts: he is to his image as root. */
	bool checks;
	unsigned threads;
	struct iw_settings *settings;
	struct fuse_args rest; /* for libfuse */
};

/* Reads the command line into OUT. -EINVAL, -ENOMEM, -ENOENT: said on
 * stderr. To be ended by options_free in every case. */
int options_read(int argc, char **argv, struct options *out);
void options_free(struct options *options);

/* Prints what can be given, on stdout. */
void options_help(void);

#endif
