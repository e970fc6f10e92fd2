/*
 * The system calls that put something on the disc, in one table, so that a
 * test can let each of them fail in turn.
 */
#ifndef ISOWEAVE_STORE_SYSIO_H
#define ISOWEAVE_STORE_SYSIO_H

#include <stdint.h>
#include <sys/types.h>

/* Each as its namesake in section 2 of the manual. */
struct sysio {
	ssize_t (*pwrite)(int fd, const void *bytes, size_t size, off_t at);
	ssize_t (*copy_file_range)(int from, off_t *from_at, int to,
		off_t *to_at, size_t size, unsigned flags);
	int (*ftruncate)(int fd, off_t size);
	int (*fallocate)(int fd, int mode, off_t at, off_t size);
	int (*fdatasync)(int fd);
	int (*fsync)(int fd);
	int (*renameat2)(int from_dir, const char *from, int to_dir,
		const char *to, unsigned flags);
	int (*unlinkat)(int dir, const char *name, int flags);
	int (*openat)(int dir, const char *name, int flags, ...);
};

/* What the store calls; changed by tests only. */
extern struct sysio sysio;

/* Writes all SIZE bytes AT; 0 or -errno. */
int sysio_write(int fd, const void *bytes, size_t size, uint64_t at);
/* Reads SIZE bytes AT; what lies past the end of the file is zeros. */
int sysio_read(int fd, void *bytes, size_t size, uint64_t at);
/* Makes SIZE bytes AT zeros, as holes where the file system can. */
int sysio_zero(int fd, uint64_t at, uint64_t size);
/*
 * Copies SIZE bytes from FROM_AT of FROM to TO_AT of TO, sharing blocks where
 * the file system can and leaving out holes, so that the target must be zeros.
 * FROM and TO may be one file; the ranges do not overlap.
 */
int sysio_copy(
	int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size);

#endif
