/*
 * The file under a store, counted: a snapshot goes on reading the file that
 * it was opened on, also when a commit put another in its place.
 */
#ifndef ISOWEAVE_STORE_DATAFILE_H
#define ISOWEAVE_STORE_DATAFILE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct datafile {
	int fd;
	atomic_uint owners;
	uint64_t shift; /* address of the file's sector 0 */
	/* Addresses, in bytes, between which the blocks are the file's. */
	uint64_t reserved_from, reserved_to;
	/* What is behind the file, from the byte SHADOW_AT on, is in this one;
	 * -1: there is none. */
	int shadow;
	uint64_t shadow_at;
	/* Bytes written since writing them back was last begun. */
	_Atomic uint64_t pending;
};

/* Takes FD, with one owner. NULL: no memory, FD is the caller's still. */
struct datafile *datafile_new(int fd, uint64_t shift);
struct datafile *datafile_hold(struct datafile *file);
/* Closes it with its last owner. */
void datafile_drop(struct datafile *file);

/* Both AT a store address in bytes; 0 or -errno. Sectors never written are
 * zeros. */
int datafile_read(struct datafile *file, void *out, size_t size, uint64_t at);
int datafile_write(
	struct datafile *file, const void *bytes, size_t size, uint64_t at);
/*
 * Makes the blocks for SIZE bytes AT a store address the file's own, so that
 * writing them can't fail for lack of room; and some ahead, until the next
 * datafile_cut. -errno: it can't be promised.
 */
int datafile_reserve(struct datafile *file, uint64_t at, size_t size);
/* Makes the file SIZE bytes long, and gives back what was reserved. */
int datafile_cut(struct datafile *file, uint64_t size);
/* The descriptor that has the byte AT; the offset is the same. */
int datafile_fd(const struct datafile *file, uint64_t at);
/* The file's offset of the store address AT, in bytes. */
uint64_t datafile_offset(const struct datafile *file, uint64_t at);

#endif
