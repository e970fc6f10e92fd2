/*
 * One part of a transfer: what of a content is mapped at once, and read or
 * written without the image's lock.
 */
#ifndef ISOWEAVE_ACCESS_PART_H
#define ISOWEAVE_ACCESS_PART_H

#include "boot/patch.h"
#include "access/file.h"
#include "store/transfer.h"

struct part {
	struct datafile *file;
	struct span spans[SPANS];
	unsigned count;
	size_t size;
	struct boot_patch patch; /* that the medium has, if it has any */
	bool is_patched;
};

/* With the lock: maps a part and goes inside. */
void part_begin(struct part *part, const struct iw_file *file, uint64_t at,
	size_t size);
/* Without it, by the same thread. */
void part_end(struct part *part, const struct iw_file *file);

int part_read(const struct part *part, char *out);
int part_write(const struct part *part, const char *data);

#endif
