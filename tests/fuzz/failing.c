#include "failing.h"

#include <errno.h>
#include <stdbool.h>

#include "store/sysio.h"

static struct sysio real;
static unsigned left; /* calls up to the one that fails; 0: none does */

static bool fails(void)
{
	if (!left || --left)
		return false;
	errno = EIO;
	return true;
}

static ssize_t write_or_fail(int fd, const void *bytes, size_t size, off_t at)
{
	return fails() ? -1 : real.pwrite(fd, bytes, size, at);
}

static int truncate_or_fail(int fd, off_t size)
{
	return fails() ? -1 : real.ftruncate(fd, size);
}

static int sync_data_or_fail(int fd)
{
	return fails() ? -1 : real.fdatasync(fd);
}

static int sync_or_fail(int fd)
{
	return fails() ? -1 : real.fsync(fd);
}

static int rename_or_fail(int from_dir, const char *from, int to_dir,
	const char *to, unsigned flags)
{
	return fails() ? -1 : real.renameat2(from_dir, from, to_dir, to, flags);
}

void failing_open(void)
{
	real = sysio;
	sysio.pwrite = write_or_fail;
	sysio.ftruncate = truncate_or_fail;
	sysio.fdatasync = sync_data_or_fail;
	sysio.fsync = sync_or_fail;
	sysio.renameat2 = rename_or_fail;
}

void failing_begin(unsigned number)
{
	left = number;
}
