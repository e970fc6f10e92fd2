#include <isoweave.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "image/image.h"
#include "open/load.h"
#include "open/padding.h"
#include "image/mark.h"
#include "open/takeup.h"
#include "image/tuning.h"
#include "commit/undo.h"
#include "image/usage.h"
#include "load/losses.h"
#include "model/record.h"
#include "store/sharing.h"
#include "store/sysio.h"
#include "store/turn.h"
#include "util/charset.h"

static bool is_empty(const struct iw_image *image)
{
	return !image->home.exists ||
	       (S_ISREG(image->home.was.st_mode) && !image->home.was.st_size);
}

/* Loading copies what an image has in no sectors of its own behind its end,
 * where it is of no use without a sync. */
static void cut_behind(const struct iw_image *image)
{
	int fd = store_fd(image->store);
	struct stat st;

	if (image->settings.read_only)
		return;
	/* What cannot be cut off does no harm. */
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
		(uint64_t)st.st_size > image->size)
		(void)!sysio.ftruncate(fd, (off_t)image->size);
}

/* Files of an existing image may overlap. */
static int find_shared(struct iw_image *image)
{
	struct extent_list used = { 0 };
	int error = usage_collect(&image->model, &used);

	if (!error)
		error = store_share(image->store, extents_in(&used));
	extents_free(&used);
	return error;
}

/* The existing IMAGE becomes the store's file, and the model what is in it. */
static int load(struct iw_image *image, int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	int error = size < 0 ? -errno
			     : store_adopt(image->store, fd, (uint64_t)size);

	if (error) {
		close(fd);
		return diag_fail(&image->diag, error, "%s: %s",
			image->home.name, strerror(-error));
	}
	image->kept = store_tail(image->store);
	image->size = (uint64_t)size;
	/* What loading gives up again must not become room of the file. */
	store_hold_below(image->store, image->kept);
	error = load_image(image);
	if (!error)
		error = find_shared(image);
	if (!error)
		error = padding_free(image);
	if (!error)
		store_committed(image->store, store_base(image->store));
	else
		cut_behind(image);
	return error;
}

static int open_read_only(struct iw_image *image)
{
	int fd = openat(image->home.dir, image->home.name,
		O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return diag_fail(&image->diag, -errno, "%s: %s",
			image->home.name, strerror(errno));
	if (is_empty(image)) {
		close(fd);
		return diag_fail(&image->diag, -EUCLEAN,
			"%s is empty: nothing to look at", image->home.name);
	}
	return load(image, fd);
}

/* Who makes an image may write in it. */
static void own_root(struct iw_image *image)
{
	image->model.root->uid = geteuid();
	image->model.root->gid = getegid();
}

static int begin_fresh(struct iw_image *image)
{
	int fd = home_make(&image->home, image->home.data), error;

	if (fd < 0)
		return fd;
	error = store_begin(image->store, fd);
	if (error) {
		close(fd);
		return error;
	}
	if (image->settings.from)
		error = load_from(image);
	else
		own_root(image);
	return error ? error : record_checkpoint(&image->model, image->journal);
}

static int begin_existing(struct iw_image *image)
{
	int fd, error;

	if (image->settings.from)
		return diag_fail(&image->diag, -EEXIST,
			"%s is there already: 'from=' begins a new image",
			image->home.name);
	fd = home_open_file(&image->home, image->home.name);
	if (fd < 0)
		return fd;
	error = load(image, fd);
	if (!error)
		error = mark_checkpoint(image, image->journal);
	return error;
}

/* No journal says otherwise: IMAGE is what it is. */
static int begin(struct iw_image *image)
{
	int error =
		is_empty(image) ? begin_fresh(image) : begin_existing(image);

	return error ? error : mark_put_file(image, image->journal);
}

/* Removes what an earlier process could leave, and nothing refers to. */
static void remove_litter(const struct iw_image *image)
{
	home_remove(&image->home, image->home.fresh);
	if (store_has_commit(image->store))
		home_remove(&image->home, image->home.data);
}

static int open_journal(struct iw_image *image, bool *is_new)
{
	int fd = home_lock(&image->home), error;
	struct stat st;

	if (fd < 0)
		return fd;
	error = fstat(fd, &st) ? -errno : 0;
	*is_new = !st.st_size;
	if (!error && *is_new)
		error = journal_new(fd, &image->journal);
	else if (!error)
		error = journal_load(fd, &image->journal);
	if (!error)
		return 0;
	if (*is_new)
		home_remove(&image->home, image->home.journal);
	close(fd);
	return diag_fail(&image->diag, error, "%s, the journal: %s",
		image->home.journal, strerror(-error));
}

/* Nothing was there before, and nothing is worth keeping. */
static void remove_begun(const struct iw_image *image)
{
	if (!image->begun)
		return;
	if (is_empty(image))
		home_remove(&image->home, image->home.data);
	home_remove(&image->home, image->home.journal);
}

static int open_for_change(struct iw_image *image)
{
	bool is_new = true;
	int error = open_journal(image, &is_new);

	if (error)
		return error;
	error = is_new ? -ENODATA : takeup_journal(image);
	if (error == -ENODATA) {
		is_new = true;
		error = begin(image);
	}
	image->begun = is_new;
	if (!error) {
		image->model.journal = image->journal;
		remove_litter(image);
	} else {
		remove_begun(image);
	}
	return error;
}

static void image_free(struct iw_image *image)
{
	image->model.journal = NULL;
	boot_free(&image->boot);
	model_free(&image->model);
	undo_free(image->undo);
	journal_free(image->journal);
	store_free(image->store);
	home_close(&image->home);
	charset_close(image->charset);
	settings_clear(&image->settings);
	pthread_cond_destroy(&image->early.done);
	pthread_cond_destroy(&image->copying.done);
	pthread_mutex_destroy(&image->lock);
	free(image);
}

/* What needs no file yet. */
static struct iw_image *image_new(
	struct iw_settings *settings, const struct iw_events *events)
{
	struct iw_image *image = calloc(1, sizeof(*image));

	if (!image || settings_copy(&settings->of, &image->settings)) {
		free(image);
		return NULL;
	}
	pthread_mutex_init(&image->lock, NULL);
	pthread_cond_init(&image->early.done, NULL);
	pthread_cond_init(&image->copying.done, NULL);
	image->home.dir = -1;
	image->shown = UINT64_MAX;
	if (events) {
		image->events = *events;
		image->diag.owner = events->owner;
		image->diag.log = events->log;
	}
	image->store = store_new(&image->diag);
	if (!image->store || model_init(&image->model, &image->settings,
				     image->store, &image->diag)) {
		image_free(image);
		return NULL;
	}
	if (boot_init(&image->boot, &image->model)) {
		image_free(image);
		return NULL;
	}
	image->model.events = image->events;
	store_limit(image->store, image->settings.capacity);
	return image;
}

static int open_charset(struct iw_image *image)
{
	const char *name = image->settings.charset;
	int error;

	if (!strcasecmp(name, "UTF-8") || !strcasecmp(name, "UTF8"))
		return 0;
	error = charset_open(name, &image->charset);
	if (error)
		return diag_fail(&image->diag, error,
			"charset %s: unknown, or no superset of ASCII", name);
	return 0;
}

static int open_home(struct iw_image *image, const char *path)
{
	int error = open_charset(image);

	if (!error)
		error = home_open(&image->home, path, &image->diag);
	if (error)
		return error;
	return image->settings.read_only ? open_read_only(image)
					 : open_for_change(image);
}

/*
 * What can only be looked at is opened again for that, with no file touched.
 * All that is to be said of it has been said.
 */
static int open_again(struct iw_image **image, const char *path,
	struct iw_settings *settings, const struct iw_events *events)
{
	int error;

	image_free(*image);
	settings->of.read_only = true;
	*image = image_new(settings, events);
	if (!*image)
		return -ENOMEM;
	(*image)->diag.log = NULL;
	error = open_home(*image, path);
	(*image)->diag.log = (*image)->events.log;
	return error;
}

int iw_open(const char *path, struct iw_settings *settings,
	const struct iw_events *events, struct iw_image **out)
{
	struct iw_image *image = image_new(settings, events);
	int error = image ? open_home(image, path) : -ENOMEM;

	if (error == LOSSES_REFUSED && image->settings.from)
		error = -EUCLEAN;
	else if (error == LOSSES_REFUSED)
		error = open_again(&image, path, settings, events);
	iw_settings_free(settings);
	if (error) {
		if (image)
			image_free(image);
		return error;
	}
	tuning_warn(image);
	image->synced = image->model.changes;
	/* What was loaded may have a sum, which is as good as it was. */
	image->is_sealed = true;
	*out = image;
	return 0;
}

bool iw_is_read_only(const struct iw_image *image)
{
	return image->settings.read_only;
}

/* The end of an image whose last sync failed: everything stays. */
static void leave(struct iw_image *image, int error)
{
	const struct home *home = &image->home;
	bool is_image = store_has_commit(image->store);

	(void)sysio.fdatasync(store_fd(image->store));
	(void)journal_flush(image->journal);
	diag_say(&image->diag, LOG_ERR,
		"%s was not written: %s. What was done since the last sync is "
		"kept beside it, in %s%s%s: mount %s again",
		home->name, strerror(-error), home->journal,
		is_image ? "" : " and ", is_image ? "" : home->data,
		home->name);
}

int iw_await_close(const char *path)
{
	struct home home;
	int error = home_open(&home, path, NULL);

	if (error)
		return error;
	error = home_await(&home);
	home_close(&home);
	return error;
}

void iw_abandon(struct iw_image *image)
{
	if (image->begun && !is_empty(image))
		cut_behind(image);
	remove_begun(image);
	image_free(image);
}

int iw_close(struct iw_image *image)
{
	int error = iw_sync(image);

	/* What image.iso showed until then goes with the sync after that. */
	if (!error)
		error = iw_sync(image);
	if (error)
		leave(image, error);
	else
		cut_behind(image);
	if (!error && !image->settings.read_only)
		home_remove(&image->home, image->home.journal);
	image_free(image);
	return error;
}
