#include "store/blocks.h"

#include <errno.h>
#include <sys/ioctl.h>

#include <linux/fs.h>

#include "store/sysio.h"

/* Writes what is there, or zeros, so that it has blocks. */
static int rewrite(int fd, uint64_t from, uint64_t to)
{
	uint8_t block[4096];
	int error = 0;

	while (from < to && !error) {
		size_t part =
			to - from < sizeof(block) ? to - from : sizeof(block);

		error = sysio_read(fd, block, part, from);
		if (!error)
			error = sysio_write(fd, block, part, from);
		from += part;
	}
	return error;
}

int blocks_reserve(int fd, uint64_t from, uint64_t to)
{
	if (!sysio.fallocate(fd, 0, (off_t)from, (off_t)(to - from)))
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -errno;
	return rewrite(fd, from, to);
}

void blocks_fix(int fd)
{
	int flags;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags))
		return;
	flags |= FS_NOCOW_FL;
	(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
}
