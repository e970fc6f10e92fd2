/*
 * The Apple partition map: the first entry is the map itself. Places and sizes
 * are in blocks of APM_BLOCK_SIZE, which are the volume's sectors.
 */
#ifndef ISOWEAVE_HYBRID_APM_H
#define ISOWEAVE_HYBRID_APM_H

#include <stdbool.h>

#include "disk/partition_apm.h"

#define APM_NAME_SIZE 33 /* with its NUL */
#define APM_TYPE_MAP "Apple_partition_map"

struct apm_range {
	uint32_t start, count;
	char name[APM_NAME_SIZE];
	char type[APM_NAME_SIZE];
};

/* Entry I of a map of COUNT in all; entry 0 has to be the map. */
struct apm_partition apm_partition_encode(
	const struct apm_range *range, uint32_t count);
/* The block 0 that an MBR's code can run over. */
struct apm_descriptor apm_descriptor_encode(void);
/* Whether the code at BYTES, the first 512 of the system area, survives the
 * descriptor: there is none, or it has nops there, as isohybrid's and GRUB's
 * have, or the descriptor is there already. */
bool apm_fits_over(const uint8_t *bytes);

#endif
