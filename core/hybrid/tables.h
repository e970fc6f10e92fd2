/*
 * What the partition tables say, once every place is known.
 *
 *	MBR alone	1 the volume (type 0 if others lie in it; with an
 *			offset they lie behind it), then the others by their
 *			numbers
 *	MBR with GPT	1 protective, 2 an active one of no use: some BIOSes
 *			start from nothing else
 *	GPT		the partitions by their numbers, and what lies between
 *			them, as read-only data, in numbers that are left
 *	APM		the map, then the partitions
 *
 * Pure: places in, tables out.
 */
#ifndef ISOWEAVE_HYBRID_TABLES_H
#define ISOWEAVE_HYBRID_TABLES_H

#include "hybrid/apm.h"
#include "hybrid/gpt.h"
#include "hybrid/partition.h"

#define APM_MAX 7 /* entries before the GPT's array */

/* A partition with its place, in blocks. */
struct placed {
	const struct partition *partition;
	uint64_t start, blocks;
};

struct geography {
	const struct area *area;
	const struct placed *placed;
	size_t count;
	uint64_t blocks; /* of the whole image */
	uint64_t seed;
};

void tables_mbr(const struct geography *geography,
	struct mbr_partition out[MBR_PARTITIONS]);
void tables_gpt(const struct geography *geography, struct gpt *out);
/* Returns how many entries the map has. */
uint32_t tables_apm(
	const struct geography *geography, struct apm_range out[APM_MAX]);

#endif
