#define FUSE_USE_VERSION 314
#include "options.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isoweave.h>

enum action {
	FLAG, /* the field at .at becomes true */
	TASK_HELP,
	TASK_VERSION,
	DEBUG,	   /* for us and for libfuse */
	READ_ONLY, /* the setting, and the mount */
	THREADS,   /* max_threads=N */
	FSNAME,	   /* instead of IMAGE's path */
	SHARE,	   /* lets others in: for us and for libfuse */
	KEEP,	   /* for libfuse */
	DROP,	   /* of mount(8) and fstab(5), without meaning here */
};

/* Keys of fuse_opt: rows from 0 on, and the image's settings from here on. */
enum { SETTING = 1000, MATCHES_MAX = 200 };

struct option_row {
	const char *template; /* fuse_opt's: what it matches */
	enum action action;
	size_t at;
	const char *help; /* NULL: not shown */
};

#define FIELD(name) .action = FLAG, .at = offsetof(struct options, name)

static const struct option_row rows[] = {
	{ "-h", TASK_HELP, .help = "print this" },
	{ "--help", TASK_HELP },
	{ "-V", TASK_VERSION, .help = "print the version" },
	{ "--version", TASK_VERSION },
	{ "-f", FIELD(foreground), .help = "stay in the foreground" },
	{ "-d", DEBUG, .help = "show every request; implies -f" },
	{ "debug", DEBUG },
	{ "-s", FIELD(single), .help = "serve with one thread" },
	{ "-r", READ_ONLY },
	{ "max_threads=", THREADS, .help = "serve with up to N threads (10)" },
	{ "allow_other", SHARE, .help = "let all users in" },
	{ "allow_root", SHARE, .help = "let root in" },
	{ "default_permissions", FIELD(checks),
		.help = "heed modes and owners, in your own mount too" },
	{ "auto_unmount", KEEP, .help = "unmount if the daemon dies" },
	{ "fsname=", FSNAME, .help = "name of the source, instead of IMAGE" },
	/* A mount by root gets nosuid and nodev, as by any user. */
	{ "suid", DROP },
	{ "dev", DROP },
	{ "subtype=", DROP },
	/* No meaning for this file system, or for another program. */
	{ "clone_fd", DROP },
	{ "max_idle_threads=", DROP },
	{ "auto", DROP },
	{ "noauto", DROP },
	{ "defaults", DROP },
	{ "nofail", DROP },
	{ "_netdev", DROP },
	{ "user", DROP },
	{ "user=", DROP },
	{ "nouser", DROP },
	{ "users", DROP },
	{ "nousers", DROP },
	{ "owner", DROP },
	{ "group", DROP },
	{ "comment=", DROP },
	{ "uhelper=", DROP },
	{ "relatime", DROP },
	{ "norelatime", DROP },
	{ "diratime", DROP },
	{ "nodiratime", DROP },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

static int fail(int error, const char *what, const char *why)
{
	fprintf(stderr, "isoweave: %s: %s\n", what, why);
	return error;
}

/* ARG is NAME, or NAME=VALUE. */
static int set_setting(
	struct options *options, const char *name, const char *arg)
{
	const char *value = strchr(arg, '=');
	const char *why;
	int error = iw_settings_set(
		options->settings, name, value ? value + 1 : NULL, &why);

	if (error)
		fprintf(stderr, "isoweave: %s\n", why);
	return error;
}

static int set_threads(struct options *options, const char *number)
{
	char *end;
	unsigned long count = strtoul(number, &end, 10);

	if (*end || count < 1 || count > 1000)
		return fail(-EINVAL, number, "max_threads is 1 to 1000");
	options->threads = (unsigned)count;
	return 0;
}

static int set_text(char **out, const char *text)
{
	free(*out);
	*out = strdup(text);
	return *out ? 0 : fail(-ENOMEM, text, strerror(ENOMEM));
}

static int set_mountpoint(struct options *options, const char *path)
{
	struct stat st;

	/* A mount that the caller made; libfuse knows what to do with it. */
	if (strncmp(path, "/dev/fd/", 8) == 0)
		return set_text(&options->mountpoint, path);
	options->mountpoint = realpath(path, NULL);
	if (!options->mountpoint)
		return fail(-errno, path, strerror(errno));
	if (stat(options->mountpoint, &st) != 0)
		return fail(-errno, path, strerror(errno));
	return S_ISDIR(st.st_mode) ? 0
				   : fail(-ENOTDIR, path, strerror(ENOTDIR));
}

static int set_place(struct options *options, const char *path)
{
	if (!options->image)
		return set_text(&options->image, path);
	if (!options->mountpoint)
		return set_mountpoint(options, path);
	return fail(-EINVAL, path, "one IMAGE and one MOUNTPOINT are wanted");
}

/* Returns what fuse_opt wants: 1 to keep ARG for libfuse, 0 to drop it, -1. */
static int take_row(
	struct options *options, const struct option_row *row, const char *arg)
{
	const char *value = strchr(arg, '=');

	switch (row->action) {
	case FLAG:
		*(bool *)((char *)options + row->at) = true;
		return 0;
	case TASK_HELP:
		options->task = OPTIONS_HELP;
		return 0;
	case TASK_VERSION:
		options->task = OPTIONS_VERSION;
		return 0;
	case DEBUG:
		options->debug = options->foreground = true;
		return 1;
	case SHARE:
		options->checks = true;
		return 1;
	case READ_ONLY:
		return set_setting(options, "ro", "ro") ? -1 : 1;
	case THREADS:
		return set_threads(options, value + 1) ? -1 : 0;
	case FSNAME:
		return set_text(&options->source, value + 1) ? -1 : 0;
	case KEEP:
		return 1;
	case DROP:
		break;
	}
	return 0;
}

static int take(void *user, const char *arg, int key, struct fuse_args *rest)
{
	struct options *options = user;
	const char *name;

	(void)rest;
	if (key == FUSE_OPT_KEY_NONOPT)
		return set_place(options, arg) ? -1 : 0;
	/* For other programs that read fstab; mount(8). */
	if (key == FUSE_OPT_KEY_OPT)
		return strncasecmp(arg, "x-", 2) != 0;
	if (key < SETTING)
		return take_row(options, &rows[key], arg);
	name = iw_setting_name((size_t)key - SETTING);
	if (set_setting(options, name, arg) != 0)
		return -1;
	return strcmp(name, "ro") == 0;
}

struct matches {
	struct fuse_opt opt[MATCHES_MAX];
	size_t count;
	char text[MATCHES_MAX][32]; /* "NAME=" of the settings */
};

static void match(struct matches *matches, const char *template, int key)
{
	assert(matches->count < MATCHES_MAX - 1);
	matches->opt[matches->count++] =
		(struct fuse_opt){ template, -1U, key };
}

/* All that is matched: our rows, and each setting with a value and without. */
static void make_matches(struct matches *out)
{
	const char *name;
	char *text;

	for (size_t i = 0; i < ROWS; i++)
		match(out, rows[i].template, (int)i);
	for (size_t i = 0; (name = iw_setting_name(i)); i++) {
		match(out, name, SETTING + (int)i);
		text = out->text[out->count];
		snprintf(text, sizeof(*out->text), "%s=", name);
		match(out, text, SETTING + (int)i);
	}
}

static int parse(struct options *options)
{
	struct matches *matches = calloc(1, sizeof(*matches));
	int error;

	if (!matches)
		return fail(-ENOMEM, "options", strerror(ENOMEM));
	make_matches(matches);
	error = fuse_opt_parse(&options->rest, options, matches->opt, take);
	free(matches);
	return error ? -EINVAL : 0;
}

/* IMAGE's absolute path; it itself perhaps does not exist yet. */
static int find_source(struct options *options)
{
	const char *image = options->image;
	const char *slash = strrchr(image, '/');
	const char *name = slash ? slash + 1 : image;
	char *folder, *path;
	int error = 0;

	options->source = realpath(image, NULL);
	if (options->source)
		return 0;
	folder = strndup(slash ? image : ".", slash ? name - image : 1);
	path = folder ? realpath(folder, NULL) : NULL;
	if (!path || asprintf(&options->source, "%s/%s", path[1] ? path : "",
			     name) < 0) {
		error = fail(-errno, image, strerror(errno));
		options->source = NULL;
	}
	free(folder);
	free(path);
	return error;
}

int options_read(int argc, char **argv, struct options *out)
{
	int error;

	*out = (struct options){
		.checks = geteuid() == 0,
		.threads = 10,
		.settings = iw_settings_new(),
		.rest = FUSE_ARGS_INIT(argc, argv),
	};
	if (!out->settings)
		return fail(-ENOMEM, "options", strerror(ENOMEM));
	error = parse(out);
	if (error || out->task != OPTIONS_MOUNT)
		return error;
	if (out->single)
		out->threads = 1;
	if (!out->mountpoint)
		return fail(-EINVAL, out->image ? "MOUNTPOINT" : "IMAGE",
			"missing; isoweave -h tells what can be given");
	return out->source ? 0 : find_source(out);
}

void options_free(struct options *options)
{
	free(options->image);
	free(options->mountpoint);
	free(options->source);
	iw_settings_free(options->settings);
	fuse_opt_free_args(&options->rest);
}

static void print_row(const struct option_row *row)
{
	const char *dash = row->template[0] == '-' ? "" : "-o ";

	if (row->help)
		printf("    %s%-*s%s\n", dash, 23 - (int)strlen(dash),
			row->template, row->help);
}

void options_help(void)
{
	const char *name;

	puts("usage: isoweave [options] IMAGE MOUNTPOINT\n\n"
	     "Mounts an ISO image under construction. sync MOUNTPOINT, or\n"
	     "unmounting, writes the image to IMAGE.\n\nOptions:");
	for (size_t i = 0; i < ROWS; i++)
		print_row(&rows[i]);
	puts("\nOf the image, also in MOUNTPOINT/settings:");
	for (size_t i = 0; (name = iw_setting_name(i)); i++)
		printf("    -o %-20s%s\n", name, iw_setting_help(i));
	puts("\nisoweave(8) tells more.");
}
