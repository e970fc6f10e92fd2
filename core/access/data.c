#include <isoweave.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/patch.h"
#include "access/bootfile.h"
#include "access/copying.h"
#include "access/early.h"
#include "access/file.h"
#include "access/part.h"
#include "model/record.h"
#include "store/sysio.h"
#include "store/transfer.h"
#include "store/turn.h"

/* A frame for records of FILE's content. */
static int frame_begin(const struct iw_file *file)
{
	struct iw_image *image = file->image;
	int error =
		journal_begin(image->journal, model_content_room(file->node));

	if (!error)
		return 0;
	return diag_fail(&image->diag, error, "%s: %s", image->home.journal,
		strerror(-error));
}

int file_change_begin(const struct iw_file *file)
{
	int error = patch_end(&file->image->boot, file->node);

	return error ? error : frame_begin(file);
}

void file_change_end(const struct iw_file *file, uint64_t old_size)
{
	struct iw_image *image = file->image;
	struct iw_node *node = file->node;

	model_content_replaced(&image->model, node, old_size);
	node_touch(&image->model, node, TOUCH_DATA);
	journal_end(image->journal);
}

/* What O_TRUNC does. */
static int empty(struct iw_file *file)
{
	struct iw_node *node = file->node;
	uint64_t old_size;
	int error;

	copying_await(file->image, node);
	old_size = node->content.size;
	error = file_change_begin(file);
	if (error)
		return error;
	content_free(file->image->store, &node->content);
	file_change_end(file, old_size);
	return 0;
}

int iw_open_file(struct iw_image *image, struct iw_node *node, int flags,
	struct iw_file **out)
{
	struct iw_file *file;
	int error = 0;

	if (!S_ISREG(node->mode))
		return -EISDIR;
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	*file = (struct iw_file){ image, node, flags, NULL };
	pthread_mutex_lock(&image->lock);
	if (image->settings.read_only && (flags & O_ACCMODE) != O_RDONLY)
		error = -EROFS;
	/* It lost its last name, and with it its data, while the caller was on
	 * its way here. */
	if (!error && !node->names && !node->opens)
		error = -ESTALE;
	if (!error && bootfile_is(node))
		error = bootfile_open(image, node, flags, &file->own);
	else if (!error && flags & O_TRUNC)
		error = empty(file);
	if (!error)
		node_open(node);
	pthread_mutex_unlock(&image->lock);
	if (error)
		free(file);
	else
		*out = file;
	return error;
}

int iw_release(struct iw_file *file)
{
	struct iw_image *image = file->image;
	struct iw_node *node = file->node;
	struct content *c = &node->content;
	int error = 0;

	pthread_mutex_lock(&image->lock);
	early_await(image, node);
	/* Who copies it has it open, too. */
	if (node->opens == 1 && !image->settings.read_only)
		error = frame_begin(file);
	if (node->opens == 1 && !image->settings.read_only && !error) {
		if (content_trim(image->store, c))
			record_content(&image->model, node);
		journal_end(image->journal);
	}
	node_close(&image->model, node);
	pthread_mutex_unlock(&image->lock);
	bootfile_close(file->own);
	free(file);
	return error;
}

ssize_t iw_read(struct iw_file *file, void *out, size_t size, uint64_t at)
{
	struct iw_image *image = file->image;
	const struct content *c = &file->node->content;
	char *to = out;
	size_t done = 0;
	int error = 0;

	if (file->own)
		return bootfile_read(file->own, out, size, at);
	pthread_mutex_lock(&image->lock);
	early_await(image, file->node);
	while (!error && done < size && at + done < c->size) {
		uint64_t left = c->size - at - done;
		struct part part;

		if (left > size - done)
			left = size - done;
		part_begin(&part, file, at + done, left);
		pthread_mutex_unlock(&image->lock);
		error = part_read(&part, to + done);
		if (part.is_patched)
			patch_lay(&part.patch, to + done, part.size, at + done);
		part_end(&part, file);
		done += part.size;
		pthread_mutex_lock(&image->lock);
	}
	pthread_mutex_unlock(&image->lock);
	return error ? error : (ssize_t)done;
}

/* The write to [AT, END) failed: the file is as long as before, if it ends
 * there still. */
static void take_back(struct iw_file *file, uint64_t old_size, uint64_t end)
{
	struct iw_image *image = file->image;
	struct content *c = &file->node->content;

	if (old_size >= end || c->size != end || file_change_begin(file))
		return;
	/* If that fails too, zeros are in its end. */
	(void)content_resize(image->store, c, old_size);
	file_change_end(file, end);
}

static ssize_t write_own(struct iw_file *file, const void *data, size_t size)
{
	struct iw_image *image = file->image;
	ssize_t done;

	pthread_mutex_lock(&image->lock);
	done = bootfile_write(image, file->node, data, size);
	pthread_mutex_unlock(&image->lock);
	return done;
}

/* With the lock: gives FILE's content the room and the size for WHAT. */
static int make_room(struct iw_file *file, const struct iw_write *what)
{
	struct iw_image *image = file->image;
	struct content *c = &file->node->content;
	uint64_t old_size = c->size, end = what->at + what->size;
	int error = bootfile_limit(image, file->node, end);

	if (!error)
		error = file_change_begin(file);
	if (error)
		return error;
	error = content_prepare(image->store, c, what->at, what->size);
	if (error)
		journal_end(image->journal);
	else
		file_change_end(file, old_size);
	return error;
}

/* Waits until FILE may be written; the lock may have been let go. */
static int await_turn(struct iw_file *file, const struct iw_write *what)
{
	struct iw_image *image = file->image;

	early_await(image, file->node);
	return copying_thaw(
		image, file->node, what->at + what->size, UINT64_MAX);
}

/* Writes as much of REST as one part has, without the lock, and takes it off
 * that; or all, early. */
static int write_part(struct iw_file *file, struct iw_write *rest)
{
	struct iw_image *image = file->image;
	struct part part;
	int error = make_room(file, rest);

	if (error)
		return error;
	if (early_write(file, rest)) {
		rest->size = 0;
		return 0;
	}
	part_begin(&part, file, rest->at, rest->size);
	pthread_mutex_unlock(&image->lock);
	error = part_write(&part, rest->data);
	part_end(&part, file);
	pthread_mutex_lock(&image->lock);
	rest->data = (const char *)rest->data + part.size;
	rest->at += part.size;
	rest->size -= part.size;
	return error;
}

static int write_content(struct iw_file *file, const struct iw_write *what)
{
	const struct content *c = &file->node->content;
	struct iw_write rest = *what;
	uint64_t old_size = 0;
	int error = await_turn(file, &rest);

	if (!error)
		error = early_failure(file);
	if (error)
		return error;
	if (file->flags & O_APPEND)
		rest.at = c->size;
	old_size = c->size;
	/* A commit may come between two parts: the content is not ours then. */
	while (!error && rest.size) {
		error = write_part(file, &rest);
		if (!error && rest.size)
			error = await_turn(file, &rest);
	}
	if (error)
		take_back(file, old_size, rest.at + rest.size);
	return error;
}

ssize_t iw_write_early(struct iw_file *file, const struct iw_write *what)
{
	int error;

	if (!what->size)
		return 0;
	if (file->own)
		return write_own(file, what->data, what->size);
	pthread_mutex_lock(&file->image->lock);
	error = write_content(file, what);
	pthread_mutex_unlock(&file->image->lock);
	return error ? error : (ssize_t)what->size;
}

ssize_t iw_write(
	struct iw_file *file, const void *data, size_t size, uint64_t at)
{
	const struct iw_write what = { data, size, at, NULL, NULL };

	return iw_write_early(file, &what);
}

/* Flushes data and journal, which FD is, without the lock. */
static int flush(struct iw_image *image, int fd)
{
	struct home *home = &image->home;
	struct datafile *file = datafile_hold(store_file(image->store));
	bool durable = home->durable;
	int error = 0;

	pthread_mutex_unlock(&image->lock);
	if (sysio.fdatasync(file->fd) || sysio.fdatasync(fd))
		error = -errno;
	if (!error && !durable)
		error = home_flush(home);
	close(fd);
	pthread_mutex_lock(&image->lock);
	datafile_drop(file);
	home->durable |= !error;
	image->suspect |= error != 0;
	return error;
}

bool iw_file_is_generated(const struct iw_file *file)
{
	return file->own;
}

int iw_flush(struct iw_file *file)
{
	struct iw_image *image = file->image;
	int error;

	pthread_mutex_lock(&image->lock);
	early_await(image, file->node);
	error = early_failure(file);
	pthread_mutex_unlock(&image->lock);
	return error;
}

int iw_fsync(struct iw_file *file)
{
	struct iw_image *image = file->image;
	int fd, error;

	if (image->settings.read_only)
		return 0;
	pthread_mutex_lock(&image->lock);
	early_await(image, file->node);
	error = early_failure(file);
	if (error) {
		pthread_mutex_unlock(&image->lock);
		return error;
	}
	if (image->suspect) {
		/* Flushing the same again would say that all is well. */
		pthread_mutex_unlock(&image->lock);
		return iw_sync(image);
	}
	fd = journal_dup(image->journal);
	error = fd < 0 ? fd : flush(image, fd);
	if (error)
		diag_fail(&image->diag, error,
			"%s: what was written did not get to the disc: %s",
			image->home.name, strerror(-error));
	pthread_mutex_unlock(&image->lock);
	return error;
}
