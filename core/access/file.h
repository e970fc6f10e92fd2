/*
 * An open file, for those who change its content.
 */
#ifndef ISOWEAVE_ACCESS_FILE_H
#define ISOWEAVE_ACCESS_FILE_H

#include "access/bootfile.h"
#include "image/image.h"

struct iw_file {
	struct iw_image *image;
	struct iw_node *node;
	int flags;
	struct bootfile *own; /* NULL: the bytes are the content's */
	int failure; /* of a write that was acknowledged, not yet told */
};

/* Begins a change of FILE's content, with the lock held; -errno with its
 * sentence said. */
int file_change_begin(const struct iw_file *file);
/* Ends it: a byte, the size or a place changed. */
void file_change_end(const struct iw_file *file, uint64_t old_size);

#endif
