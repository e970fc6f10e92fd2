/*
 * The blocks that the host's file system keeps a file in: what is taken before
 * it is needed cannot be missing then.
 */
#ifndef ISOWEAVE_STORE_BLOCKS_H
#define ISOWEAVE_STORE_BLOCKS_H

#include <stdint.h>

/* Takes blocks for the bytes from FROM to TO of the file FD, which keep what
 * they are. -ENOSPC, -EIO and the like. */
int blocks_reserve(int fd, uint64_t from, uint64_t to);

/* Asks that the blocks of the empty file FD stay where they are when they are
 * written again; where file systems do so anyway, nobody knows the flag. */
void blocks_fix(int fd);

#endif
