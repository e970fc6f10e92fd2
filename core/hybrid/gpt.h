/*
 * The GUID partition table, in its two places. The caller lays them out:
 *
 *	primary   header at block 1, array where ARRAY says
 *	backup    array directly before the header, in the disk's last block
 */
#ifndef ISOWEAVE_HYBRID_GPT_H
#define ISOWEAVE_HYBRID_GPT_H

#include <stdbool.h>

#include "disk/partition_mbr.h"
#include "boot/guid.h"

#define GPT_ARRAY_SIZE (GPT_ARRAY_BLOCKS * BLOCK_SIZE)
#define GPT_LABEL_SIZE (4 * GPT_LABEL_UNITS + 1) /* of UTF-8 */

struct gpt_range {
	struct guid type; /* zeros: unused */
	struct guid self;
	uint64_t start, blocks;
	uint64_t attributes;
	char label[GPT_LABEL_SIZE];
};

struct gpt {
	struct guid disk;
	uint64_t blocks; /* of the disk */
	uint64_t array;	 /* block of the primary array */
	uint64_t first_usable, last_usable;
	struct gpt_range range[GPT_PARTITIONS];
};

/* Of these GPT_ARRAY_SIZE bytes there are two equal copies on the disk. */
void gpt_array_encode(const struct gpt *gpt, uint8_t *out);
/* The headers, sealed; ARRAY is what gpt_array_encode() wrote. */
struct gpt_header gpt_primary_encode(
	const struct gpt *gpt, const uint8_t *array);
struct gpt_header gpt_backup_encode(
	const struct gpt *gpt, const uint8_t *array);

/* The checksum that HEADER has to have, whatever it has. */
uint32_t gpt_crc(struct gpt_header header);
/* The entry, of 128 bytes, of an array. */
struct gpt_range gpt_range_decode(const uint8_t *bytes);

/* Whether the block at BYTES begins with a header of any state. */
bool gpt_is_header(const uint8_t *bytes);

#endif
