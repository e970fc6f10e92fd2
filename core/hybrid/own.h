/*
 * Whether the volume that the first partition of an existing image has for
 * itself is kept up: if it is sound, and all that it shows is in there.
 */
#ifndef ISOWEAVE_HYBRID_OWN_H
#define ISOWEAVE_HYBRID_OWN_H

#include "hybrid/area.h"
#include "load/intake.h"

/* Whether NODE is in boot/partitions. */
bool own_is_partition(const struct boot *boot, const struct iw_node *node);
/* The partition-offset that an image with AREA begins with, where TABLES are
 * made or kept. What then stays as it is, is said. */
int64_t own_settle(
	const struct intake *intake, const uint8_t *area, int64_t tables);

#endif
