/*
 * System calls as a file system has them that cannot do them, to stand in
 * sysio.
 */
#ifndef ISOWEAVE_TESTS_REFUSING_H
#define ISOWEAVE_TESTS_REFUSING_H

#include <errno.h>
#include <sys/types.h>

static inline ssize_t no_copy(int from, off_t *from_at, int to, off_t *to_at,
	size_t size, unsigned flags)
{
	(void)from, (void)from_at, (void)to, (void)to_at;
	(void)size, (void)flags;
	errno = EXDEV;
	return -1;
}

static inline int no_fallocate(int fd, int mode, off_t at, off_t size)
{
	(void)fd, (void)mode, (void)at, (void)size;
	errno = EOPNOTSUPP;
	return -1;
}

static inline int full_fallocate(int fd, int mode, off_t at, off_t size)
{
	(void)fd, (void)mode, (void)at, (void)size;
	errno = ENOSPC;
	return -1;
}

#endif
