/*
 * Bytes of other files that become contents, without passing through a mount.
 */
#ifndef ISOWEAVE_STORE_IMPORT_H
#define ISOWEAVE_STORE_IMPORT_H

#include "store/content.h"

/* SIZE bytes of the file FD from the byte AT. */
struct import {
	int fd;
	uint64_t at, size;
};

/*
 * Makes the empty content C of COUNT imports, one behind the other; blocks are
 * shared where the file system can. An import that ends early is filled up
 * with zeros. -ENOSPC, -EFBIG, -ENOMEM, -EIO: C is empty.
 */
int content_import(struct store *store, struct content *c,
	const struct import *imports, uint32_t count);

#endif
