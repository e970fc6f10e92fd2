/*
 * A file in memory. Writing to it costs no system call; but where the disc has
 * no room for a page, or fails, the kernel has no errno to tell, and sends
 * SIGBUS. Then the mapping becomes a copy of the process's own:
 *
 *	shared:  bytes ═══ page cache ─── disc
 *	own:     bytes ─── pwrite() ─── page cache ─── disc
 *
 * What is written from then on is noted here and put into the file by calls,
 * which can fail. Nothing else of the process notices; a SIGBUS that has no
 * mapping as its cause goes where it would have gone.
 *
 * For one thread at a time. Knows bytes only.
 */
#ifndef ISOWEAVE_STORE_MAPPING_H
#define ISOWEAVE_STORE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mapping {
	int fd; /* the owner's */
	uint8_t *bytes;
	uint64_t size;
	volatile bool is_own;  /* no longer what the file is */
	volatile bool is_torn; /* some of it could not be read: zeros */
	uint64_t from, to;     /* not in the file yet, if FROM < TO */
};

/* Maps the first SIZE bytes of FD to be written. -ENOMEM and the like. */
int mapping_open(struct mapping *mapping, int fd, uint64_t size);
/* The same to be read only. */
int mapping_look(struct mapping *mapping, int fd, uint64_t size);
/* What is not saved is lost. */
void mapping_close(struct mapping *mapping);
/* Maps SIZE bytes, more than before. */
int mapping_grow(struct mapping *mapping, uint64_t size);

void mapping_write(
	struct mapping *mapping, uint64_t at, const void *bytes, size_t size);
void mapping_zero(struct mapping *mapping, uint64_t at, uint64_t size);
/* Who reads the bytes does it between these two; they nest. The second takes
 * what the first returned. -EIO: they could not all be read. */
struct mapping *mapping_enter(struct mapping *mapping);
int mapping_leave(struct mapping *outer);

/* Puts into the file what is not there yet: 0 as long as it is shared. Until it
 * succeeds, nothing is forgotten. -ENOSPC, -EIO. */
int mapping_save(struct mapping *mapping);
/* Whether SIZE bytes AT can be written: 0, or why mapping_save() would fail. */
int mapping_try(struct mapping *mapping, uint64_t at, uint64_t size);

#endif
