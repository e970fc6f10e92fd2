#include "store/datafile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <linux/falloc.h>

#include "store/store.h"
#include "store/sysio.h"

/* Often enough that the last fsync finds little, seldom enough that the disc
 * gets long writes. */
#define WRITE_BACK_EVERY (16u << 20)
/* Bytes reserved beyond what is asked for. */
#define RESERVE_AHEAD (16u << 20)

struct datafile *datafile_new(int fd, uint64_t shift)
{
	struct datafile *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->fd = fd;
	file->shadow = -1;
	file->owners = 1;
	file->shift = shift;
	return file;
}

struct datafile *datafile_hold(struct datafile *file)
{
	file->owners++;
	return file;
}

void datafile_drop(struct datafile *file)
{
	if (!file || --file->owners)
		return;
	if (file->shadow >= 0)
		close(file->shadow);
	close(file->fd);
	free(file);
}

uint64_t datafile_offset(const struct datafile *file, uint64_t at)
{
	return at - file->shift * SECTOR_SIZE;
}

static bool is_beyond_limit(uint64_t end)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_FSIZE, &limit) &&
	       limit.rlim_cur != RLIM_INFINITY && end > limit.rlim_cur;
}

int datafile_reserve(struct datafile *file, uint64_t at, size_t size)
{
	bool follows = at >= file->reserved_from && at <= file->reserved_to;
	uint64_t from = follows ? file->reserved_to : at;
	uint64_t to = at + size + RESERVE_AHEAD;

	if (follows && at + size <= file->reserved_to)
		return 0;
	if (is_beyond_limit(datafile_offset(file, to)))
		return -EFBIG;
	if (sysio.fallocate(file->fd, FALLOC_FL_KEEP_SIZE,
		    (off_t)datafile_offset(file, from), (off_t)(to - from)))
		return -errno;
	if (!follows)
		file->reserved_from = at;
	file->reserved_to = to;
	return 0;
}

int datafile_cut(struct datafile *file, uint64_t size)
{
	file->reserved_from = file->reserved_to = 0;
	return sysio.ftruncate(file->fd, (off_t)size) ? -errno : 0;
}

int datafile_fd(const struct datafile *file, uint64_t at)
{
	return file->shadow >= 0 && at >= file->shadow_at ? file->shadow
							  : file->fd;
}

int datafile_read(struct datafile *file, void *out, size_t size, uint64_t at)
{
	uint64_t left = file->shadow >= 0 && at < file->shadow_at
				? file->shadow_at - at
				: size;
	size_t first = left < size ? (size_t)left : size;
	int error = sysio_read(
		datafile_fd(file, at), out, first, datafile_offset(file, at));

	if (error || first == size)
		return error;
	return sysio_read(file->shadow, (uint8_t *)out + first, size - first,
		datafile_offset(file, at + first));
}

int datafile_write(
	struct datafile *file, const void *bytes, size_t size, uint64_t at)
{
	int error = sysio_write(
		datafile_fd(file, at), bytes, size, datafile_offset(file, at));

	if (error)
		return error;
	if (atomic_fetch_add(&file->pending, size) + size >= WRITE_BACK_EVERY) {
		file->pending = 0;
		/* A hint: what fails here fails again in fsync. */
		(void)sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	return 0;
}
