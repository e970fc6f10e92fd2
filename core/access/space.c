#include <isoweave.h>

#include <errno.h>

#include <linux/falloc.h>

#include "access/copying.h"
#include "access/early.h"
#include "access/file.h"
#include "store/transfer.h"

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

/* Only what changes bytes that are there needs sectors of its own. */
static int await_change(struct iw_file *file, int mode)
{
	if (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		return copying_thaw(file->image, file->node, 0, UINT64_MAX);
	copying_await(file->image, file->node);
	return 0;
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
	if (file->own)
		return -EOPNOTSUPP;
	if (!size)
		return -EINVAL;
	if (at + size < at)
		return -EFBIG;
	pthread_mutex_lock(&image->lock);
	early_await(image, file->node);
	error = await_change(file, mode);
	if (error) {
		pthread_mutex_unlock(&image->lock);
		return error;
	}
	old_size = file->node->content.size;
	error = bootfile_limit(image, file->node, at + size);
	if (!error)
		error = file_change_begin(file);
	if (!error) {
		error = allocate(file, mode, at, size);
		file_change_end(file, old_size);
	}
	pthread_mutex_unlock(&image->lock);
	return error;
}

int64_t iw_seek(struct iw_file *file, uint64_t at, int whence)
{
	struct iw_image *image = file->image;
	int64_t found;

	if (file->own || (whence != SEEK_DATA && whence != SEEK_HOLE))
		return -EINVAL;
	pthread_mutex_lock(&image->lock);
	found = content_seek(image->store, &file->node->content, at, whence);
	pthread_mutex_unlock(&image->lock);
	return found;
}
