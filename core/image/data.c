#include <isoweave.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/falloc.h>

#include "image/image.h"
#include "model/record.h"
#include "store/gate.h"
#include "store/sysio.h"
#include "store/transfer.h"
#include "store/turn.h"

struct iw_file {
	struct iw_image *image;
	struct iw_node *node;
	int flags;
};

/* One part of a transfer: what is mapped at once. */
struct part {
	struct datafile *file;
	struct span spans[SPANS];
	unsigned count;
	size_t size;
};

/* With the lock: maps a part and goes inside. */
static void part_begin(
	struct part *part, const struct iw_file *file, uint64_t at, size_t size)
{
	struct store *store = file->image->store;
	const struct content *c = &file->node->content;

	part->count = content_map(c, at, size, part->spans);
	part->size = 0;
	for (unsigned i = 0; i < part->count; i++)
		part->size += part->spans[i].size;
	part->file = datafile_hold(store_file(store));
	gate_enter(store, c);
}

/* Without it. */
static void part_end(struct part *part, const struct iw_file *file)
{
	gate_leave(file->image->store, &file->node->content);
	datafile_drop(part->file);
}

static int part_read(const struct part *part, char *out)
{
	int error = 0;

	for (unsigned i = 0; i < part->count && !error; i++) {
		error = datafile_read(part->file, out, part->spans[i].size,
			part->spans[i].at);
		out += part->spans[i].size;
	}
	return error;
}

static int part_write(const struct part *part, const char *data)
{
	int error = 0;

	for (unsigned i = 0; i < part->count && !error; i++) {
		error = datafile_write(part->file, data, part->spans[i].size,
			part->spans[i].at);
		data += part->spans[i].size;
	}
	return error;
}

/* Begins a change of FILE's content. */
static int change_begin(const struct iw_file *file)
{
	struct iw_image *image = file->image;
	int error =
		journal_begin(image->journal, model_content_room(file->node));

	if (!error)
		return 0;
	return diag_fail(&image->diag, error, "%s: %s", image->home.journal,
		strerror(-error));
}

/* Ends it: CHANGED if a byte, the size or a place did. */
static void change_end(
	const struct iw_file *file, uint64_t old_size, bool changed)
{
	struct iw_image *image = file->image;
	struct iw_node *node = file->node;

	if (changed) {
		model_content_changed(&image->model, node, old_size);
		node_touch(&image->model, node, TOUCH_DATA);
	}
	journal_end(image->journal);
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
	*file = (struct iw_file){ image, node, flags };
	pthread_mutex_lock(&image->lock);
	if (image->settings.read_only && (flags & O_ACCMODE) != O_RDONLY)
		error = -EROFS;
	if (!error && flags & O_TRUNC)
		error = change_begin(file);
	if (!error && flags & O_TRUNC) {
		uint64_t old_size = node->content.size;

		content_free(image->store, &node->content);
		change_end(file, old_size, true);
	}
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
	if (node->opens == 1 && !image->settings.read_only)
		error = change_begin(file);
	if (node->opens == 1 && !image->settings.read_only && !error) {
		if (content_trim(image->store, c))
			record_content(&image->model, node);
		journal_end(image->journal);
	}
	node_close(&image->model, node);
	pthread_mutex_unlock(&image->lock);
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

	pthread_mutex_lock(&image->lock);
	while (!error && done < size && at + done < c->size) {
		uint64_t left = c->size - at - done;
		struct part part;

		if (left > size - done)
			left = size - done;
		part_begin(&part, file, at + done, left);
		pthread_mutex_unlock(&image->lock);
		error = part_read(&part, to + done);
		part_end(&part, file);
		done += part.size;
		pthread_mutex_lock(&image->lock);
	}
	pthread_mutex_unlock(&image->lock);
	return error ? error : (ssize_t)done;
}

/* Writes what was prepared; with the lock, which it lets go meanwhile. */
static int write_parts(
	struct iw_file *file, const char *data, size_t size, uint64_t at)
{
	struct iw_image *image = file->image;
	int error = 0;

	while (!error && size) {
		struct part part;

		part_begin(&part, file, at, size);
		pthread_mutex_unlock(&image->lock);
		error = part_write(&part, data);
		part_end(&part, file);
		pthread_mutex_lock(&image->lock);
		/* Cut by somebody else meanwhile: as if written before. */
		if (!part.size)
			break;
		data += part.size;
		at += part.size;
		size -= part.size;
	}
	return error;
}

/* The write to [AT, END) failed: the file is as long as before, if it ends
 * there still. */
static void take_back(struct iw_file *file, uint64_t old_size, uint64_t end)
{
	struct iw_image *image = file->image;
	struct content *c = &file->node->content;

	if (old_size >= end || c->size != end || change_begin(file))
		return;
	/* If that fails too, zeros are in its end. */
	(void)content_resize(image->store, c, old_size);
	change_end(file, end, true);
}

ssize_t iw_write(
	struct iw_file *file, const void *data, size_t size, uint64_t at)
{
	struct iw_image *image = file->image;
	struct content *c = &file->node->content;
	uint64_t old_size;
	int error;

	if (!size)
		return 0;
	pthread_mutex_lock(&image->lock);
	old_size = c->size;
	if (file->flags & O_APPEND)
		at = old_size;
	error = change_begin(file);
	if (!error) {
		error = content_prepare(image->store, c, at, size);
		change_end(file, old_size, !error);
		if (!error)
			error = write_parts(file, data, size, at);
		if (error)
			take_back(file, old_size, at + size);
	}
	pthread_mutex_unlock(&image->lock);
	return error ? error : (ssize_t)size;
}

static int zero_range(struct iw_file *file, uint64_t at, uint64_t size)
{
	struct content *c = &file->node->content;
	struct store *store = file->image->store;
	uint64_t left = at < c->size ? c->size - at : 0;
	int error;

	if (size > left)
		size = left;
	if (!size)
		return 0;
	error = content_prepare(store, c, at, size);
	return error ? error : content_zero(store, c, at, size);
}

static int allocate(struct iw_file *file, int mode, uint64_t at, uint64_t size)
{
	struct content *c = &file->node->content;
	struct store *store = file->image->store;
	int error = 0;

	if (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		error = zero_range(file, at, size);
	if (!error && !(mode & FALLOC_FL_KEEP_SIZE) && at + size > c->size)
		error = content_resize(store, c, at + size);
	return error;
}

int iw_allocate(struct iw_file *file, int mode, uint64_t at, uint64_t size)
{
	struct iw_image *image = file->image;
	uint64_t old_size;
	int error;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE |
			   FALLOC_FL_ZERO_RANGE) ||
		(mode & FALLOC_FL_PUNCH_HOLE && !(mode & FALLOC_FL_KEEP_SIZE)))
		return -EOPNOTSUPP;
	if (!size)
		return -EINVAL;
	if (at + size < at)
		return -EFBIG;
	pthread_mutex_lock(&image->lock);
	old_size = file->node->content.size;
	error = change_begin(file);
	if (!error) {
		error = allocate(file, mode, at, size);
		change_end(file, old_size, true);
	}
	pthread_mutex_unlock(&image->lock);
	return error;
}

int64_t iw_seek(struct iw_file *file, uint64_t at, int whence)
{
	struct iw_image *image = file->image;
	int64_t found;

	if (whence != SEEK_DATA && whence != SEEK_HOLE)
		return -EINVAL;
	pthread_mutex_lock(&image->lock);
	found = content_seek(image->store, &file->node->content, at, whence);
	pthread_mutex_unlock(&image->lock);
	return found;
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

int iw_fsync(struct iw_file *file)
{
	struct iw_image *image = file->image;
	int fd, error;

	if (image->settings.read_only)
		return 0;
	pthread_mutex_lock(&image->lock);
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
