#include "mount.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "background.h"
#include "loop.h"
#include "options.h"
#include "utab.h"

/*
 * The three that end the loop wait until it asks for them, in every thread; the
 * two that a write can raise become its errors.
 */
static void set_signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static void log_sentence(void *owner, int severity, const char *sentence)
{
	const struct mount *mount = owner;

	logbook_write(mount->log, severity, sentence);
}

static int fail(struct mount *mount, int error, const char *what)
{
	logbook_say(mount->log, LOG_ERR, "%s: %s", what, strerror(-error));
	return error;
}

/* What every mount gets, after what the user asked for. */
static int add_mount_options(const struct mount *mount, struct options *options)
{
	char *list = NULL;
	char *arg = NULL;
	int error = -ENOMEM;

	if (asprintf(&arg, "fsname=%s", options->source) > 0 &&
		fuse_opt_add_opt(&list, "subtype=isoweave") == 0 &&
		(!options->checks ||
			fuse_opt_add_opt(&list, "default_permissions") == 0) &&
		fuse_opt_add_opt_escaped(&list, arg) == 0 &&
		(!iw_is_read_only(mount->image) ||
			fuse_opt_add_opt(&list, "ro") == 0) &&
		fuse_opt_add_arg(&options->rest, "-o") == 0 &&
		fuse_opt_add_arg(&options->rest, list) == 0)
		error = 0;
	free(arg);
	free(list);
	return error;
}

static int open_image(struct mount *mount, struct options *options)
{
	const struct iw_events events = {
		.owner = mount,
		.log = log_sentence,
		.name_gone = notice_name_gone,
		.attr_changed = notice_attr_changed,
	};
	struct iw_settings *settings = options->settings;
	int error;

	options->settings = NULL;
	error = iw_open(options->image, settings, &events, &mount->image);
	return error ? fail(mount, error, options->image) : 0;
}

/* Writes what is left to write; the message tells how it went. */
static int close_image(struct mount *mount, const struct options *options)
{
	int error;

	handle_close_all(&mount->handles);
	error = iw_close(mount->image);
	if (error)
		logbook_say(mount->log, LOG_ERR, "%s: not written: %s",
			options->source, strerror(-error));
	else
		logbook_say(mount->log, LOG_INFO, "%s: closed, all is written",
			options->source);
	return error;
}

/* Serves the mount until its end. */
static int serve(struct mount *mount, const struct options *options, int parent)
{
	int ended;

	mount->notices = notice_start(mount->session);
	if (!mount->notices)
		return fail(mount, -ENOMEM, "notices");
	utab_add(options->source, options->mountpoint);
	if (parent >= 0) {
		ended = background_ready(parent);
		if (ended)
			return fail(mount, ended, "background");
		logbook_background(mount->log);
	}
	ended = loop_run(mount->session, options->threads, mount->notices);
	notice_free(mount->notices);
	if (ended > 0)
		logbook_say(
			mount->log, LOG_INFO, "ended by %s", strsignal(ended));
	return ended < 0 ? fail(mount, ended, "serving requests") : 0;
}

/* libfuse says why it could not. */
static int mount_image(struct mount *mount, struct options *options)
{
	int error = add_mount_options(mount, options);

	if (error)
		return fail(mount, error, "options");
	mount->session = fuse_session_new(
		&options->rest, &mount_ops, sizeof(mount_ops), mount);
	if (!mount->session)
		return -EINVAL;
	if (fuse_session_mount(mount->session, options->mountpoint) == 0)
		return 0;
	fuse_session_destroy(mount->session);
	return -EIO;
}

/* The image is complete before the mount goes away, as far as that is ours to
 * decide. */
static int mount_and_serve(
	struct mount *mount, struct options *options, int parent)
{
	int error, closed;

	error = open_image(mount, options);
	if (error)
		return error;
	error = mount_image(mount, options);
	if (error) {
		iw_abandon(mount->image);
		return error;
	}
	error = serve(mount, options, parent);
	closed = close_image(mount, options);
	fuse_session_unmount(mount->session);
	fuse_session_destroy(mount->session);
	return error ? error : closed;
}

static int run(struct options *options)
{
	static struct logbook log = LOGBOOK_INIT;
	struct mount mount = {
		.log = &log,
		.handles = HANDLES_INIT,
		.checks = options->checks,
	};
	int parent = -1;

	log.debug = options->debug;
	clock_gettime(CLOCK_REALTIME, &mount.since);
	if (!options->foreground) {
		parent = background_fork();
		if (parent < 0)
			return fail(&mount, parent, "fork");
	}
	set_signals();
	return mount_and_serve(&mount, options, parent);
}

int main(int argc, char **argv)
{
	struct options options;
	int error = options_read(argc, argv, &options);

	if (error == 0 && options.task == OPTIONS_HELP)
		options_help();
	else if (error == 0 && options.task == OPTIONS_VERSION)
		puts("isoweave " ISOWEAVE_VERSION);
	else if (error == 0)
		error = run(&options);
	options_free(&options);
	return error ? EXIT_FAILURE : EXIT_SUCCESS;
}
