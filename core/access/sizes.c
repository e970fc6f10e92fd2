#include <isoweave.h>

#include <errno.h>

#include "image/image.h"
#include "store/turn.h"

/* What metadata takes, about: a head, and for each name of a context its
 * record; a directory has whole sectors. */
#define HEAD_SECTORS 32
#define NAME_BYTES 96
#define DIRECTORY_SECTORS 1

static uint64_t metadata_sectors(const struct model *model)
{
	uint64_t names = 0, directories = model->record_dirs;

	for (int view = 0; view < IW_CONTEXTS; view++)
		names += model->names[view];
	directories += model->dirs[IW_JOLIET] + model->dirs[IW_UDF];
	/* A file entry each (ECMA-167 4/14.9). */
	directories += model->names[IW_UDF];
	return HEAD_SECTORS + directories * DIRECTORY_SECTORS +
	       names * NAME_BYTES / SECTOR_SIZE;
}

static uint64_t used_sectors(const struct iw_image *image)
{
	const struct store *store = image->store;

	return store_tail(store) - store_base(store) - store_unused(store) +
	       metadata_sectors(&image->model);
}

int iw_statfs(struct iw_image *image, struct statvfs *out)
{
	struct statvfs host;
	uint64_t used, all, free;
	int error = 0;

	pthread_mutex_lock(&image->lock);
	if (fstatvfs(store_fd(image->store), &host))
		error = -errno;
	store_limit(image->store, image->settings.capacity);
	all = store_capacity(image->store);
	used = used_sectors(image);
	if (used > all)
		used = all;
	free = error ? 0 : host.f_bavail * (host.f_frsize / 512) / 4;
	if (image->settings.capacity || free > all - used)
		free = all - used;
	if (image->settings.read_only)
		free = 0;
	*out = (struct statvfs){
		.f_bsize = SECTOR_SIZE,
		.f_frsize = SECTOR_SIZE,
		.f_blocks = used + free,
		.f_bfree = free,
		.f_bavail = free,
		.f_files = image->model.nodes + free,
		.f_ffree = free,
		.f_favail = free,
		.f_namemax = 255,
	};
	pthread_mutex_unlock(&image->lock);
	return error;
}

uint64_t iw_image_size(struct iw_image *image)
{
	uint64_t sectors;

	pthread_mutex_lock(&image->lock);
	sectors = used_sectors(image);
	pthread_mutex_unlock(&image->lock);
	return sectors * SECTOR_SIZE;
}
