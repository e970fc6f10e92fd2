/*
 * Apple partition map (Inside Macintosh: Devices, chapter 3), in blocks of
 * 2048 bytes: block 0 a driver descriptor, then one block a partition, of
 * which the map itself is the first.
 */
#ifndef ISOWEAVE_DISK_PARTITION_APM_H
#define ISOWEAVE_DISK_PARTITION_APM_H

#include <assert.h>

#include "util/bytes.h"

#define APM_BLOCK_SIZE 2048u

/*
 * The driver descriptor's start, which lies over an MBR's first instructions:
 * `ER' and 2048 assemble to inc, push, or; the block count, 0xeb02ffff, to a
 * jump over its own end. Code that has nops there survives it.
 */
struct apm_descriptor {
	uint8_t signature[2]; /* "ER" */
	be16 block_size;
	be32 block_count;
};
static_assert(sizeof(struct apm_descriptor) == 8, "Devices, 3-12");
#define APM_BLOCK_COUNT 0xeb02ffffu

enum {
	APM_VALID = 1 << 0,
	APM_ALLOCATED = 1 << 1,
	APM_READABLE = 1 << 4,
};

struct apm_partition {
	uint8_t signature[2]; /* "PM" */
	be16 reserved;
	be32 map_count; /* partitions in the map */
	be32 start;
	be32 count;
	uint8_t name[32];
	uint8_t type[32];
	be32 data_start; /* within the partition */
	be32 data_count;
	be32 status;
	uint8_t boot[420];
};
static_assert(sizeof(struct apm_partition) == 512, "Devices, 3-13");

#endif
