/*
 * The system area as the user made it, and what is to become of it.
 */
#ifndef ISOWEAVE_HYBRID_AREA_H
#define ISOWEAVE_HYBRID_AREA_H

#include "boot/look.h"
#include "hybrid/mbr.h"

#define AREA_SIZE 32768u /* ECMA-119 6.2.1: 16 sectors */

struct area {
	/* Nothing is auto but the type, and an offset of tables that are kept.
	 */
	struct area_settings is;
	enum mbr_code code;
	uint8_t bytes[AREA_SIZE];
};

/* Reads the system area and settles what it IS. Identifiers that nobody set
 * come from SEED. -EIO. */
int area_settle(const struct boot *boot, uint64_t seed, struct area *out);

#endif
