#include "store/sysio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/falloc.h>

#define COPY_SIZE (1u << 20)
#define SMALL_ZEROS 65536u

struct sysio sysio = {
	.pwrite = pwrite,
	.copy_file_range = copy_file_range,
	.ftruncate = ftruncate,
	.fallocate = fallocate,
	.fdatasync = fdatasync,
	.fsync = fsync,
	.renameat2 = renameat2,
	.unlinkat = unlinkat,
	.openat = openat,
};

int sysio_write(int fd, const void *bytes, size_t size, uint64_t at)
{
	const char *from = bytes;

	while (size) {
		ssize_t done = sysio.pwrite(fd, from, size, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		if (done == 0)
			return -EIO;
		from += done;
		at += (uint64_t)done;
		size -= (size_t)done;
	}
	return 0;
}

int sysio_read(int fd, void *bytes, size_t size, uint64_t at)
{
	char *to = bytes;

	while (size) {
		ssize_t done = pread(fd, to, size, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		if (done == 0) {
			memset(to, 0, size);
			return 0;
		}
		to += done;
		at += (uint64_t)done;
		size -= (size_t)done;
	}
	return 0;
}

static int write_zeros(int fd, uint64_t at, uint64_t size)
{
	static const char zeros[SMALL_ZEROS];
	int error = 0;

	while (size && !error) {
		size_t part = size < sizeof(zeros) ? size : sizeof(zeros);

		error = sysio_write(fd, zeros, part, at);
		at += part;
		size -= part;
	}
	return error;
}

int sysio_zero(int fd, uint64_t at, uint64_t size)
{
	/* For little, a hole costs more than it saves. */
	if (size <= SMALL_ZEROS / 4)
		return write_zeros(fd, at, size);
	if (!sysio.fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		    (off_t)at, (off_t)size))
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -errno;
	return write_zeros(fd, at, size);
}

static int copy_through_memory(
	int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size)
{
	char *buffer = malloc(COPY_SIZE);
	int error = buffer ? 0 : -ENOMEM;

	while (size && !error) {
		size_t part = size < COPY_SIZE ? size : COPY_SIZE;

		error = sysio_read(from, buffer, part, from_at);
		if (!error)
			error = sysio_write(to, buffer, part, to_at);
		from_at += part;
		to_at += part;
		size -= part;
	}
	free(buffer);
	return error;
}

static bool copy_is_unsupported(int error)
{
	return error == EXDEV || error == EOPNOTSUPP || error == ENOSYS ||
	       error == EINVAL;
}

static int copy_data(
	int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size)
{
	while (size) {
		off_t in = (off_t)from_at, out = (off_t)to_at;
		ssize_t done =
			sysio.copy_file_range(from, &in, to, &out, size, 0);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && !copy_is_unsupported(errno))
			return -errno;
		if (done <= 0)
			return copy_through_memory(
				from, from_at, to, to_at, size);
		from_at += (uint64_t)done;
		to_at += (uint64_t)done;
		size -= (uint64_t)done;
	}
	return 0;
}

int sysio_copy(
	int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size)
{
	uint64_t end = from_at + size, at = from_at;
	int error = 0;

	while (at < end && !error) {
		off_t data = lseek(from, (off_t)at, SEEK_DATA);
		off_t hole;

		if (data < 0 && errno == ENXIO)
			break;
		if (data < 0)
			data = (off_t)at;
		if ((uint64_t)data >= end)
			break;
		hole = lseek(from, data, SEEK_HOLE);
		if (hole < 0 || (uint64_t)hole > end)
			hole = (off_t)end;
		at = (uint64_t)hole;
		error = copy_data(from, (uint64_t)data, to,
			to_at + ((uint64_t)data - from_at),
			(uint64_t)(hole - data));
	}
	return error;
}
