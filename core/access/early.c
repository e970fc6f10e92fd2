#include "access/early.h"

#include <string.h>

#include "access/part.h"
#include "store/datafile.h"

/* The place of a write of NODE; NULL for a free place. */
static const struct iw_node **find(
	struct iw_image *image, const struct iw_node *node)
{
	for (int i = 0; i < EARLY_COUNT; i++) {
		if (image->early.node[i] == node)
			return &image->early.node[i];
	}
	return NULL;
}

void early_await(struct iw_image *image, const struct iw_node *node)
{
	while (find(image, node))
		pthread_cond_wait(&image->early.done, &image->lock);
}

int early_failure(struct iw_file *file)
{
	int error = file->failure;

	file->failure = 0;
	return error;
}

int early_failed(struct iw_image *image)
{
	int error = image->early.failure;

	image->early.failure = 0;
	return error;
}

/* Whether the blocks for PART, which is to be SIZE bytes, are the file's. */
static bool is_reserved(const struct part *part, size_t size)
{
	for (unsigned i = 0; i < part->count; i++) {
		if (datafile_reserve(
			    part->file, part->spans[i].at, part->spans[i].size))
			return false;
	}
	return part->size == size;
}

static void fail(struct iw_file *file, int error)
{
	struct iw_image *image = file->image;

	file->failure = error;
	image->early.failure = error;
	diag_say(&image->diag, LOG_ERR,
		"%s: data of inode %ju that was taken could not be written: %s",
		image->home.name, (uintmax_t)file->node->ino, strerror(-error));
}

bool early_write(struct iw_file *file, const struct iw_write *what)
{
	struct iw_image *image = file->image;
	const struct iw_node **place = find(image, NULL);
	struct part part;
	int error;

	if (!what->taken || what->at < EARLY_FROM || !place)
		return false;
	part_begin(&part, file, what->at, what->size);
	if (!is_reserved(&part, what->size)) {
		part_end(&part, file);
		return false;
	}
	*place = file->node;
	pthread_mutex_unlock(&image->lock);
	what->taken(what->user);
	error = part_write(&part, what->data);
	part_end(&part, file);
	pthread_mutex_lock(&image->lock);
	*place = NULL;
	if (error)
		fail(file, error);
	pthread_cond_broadcast(&image->early.done);
	return true;
}
