/*
 * Partitions that have to lie behind the volume, all of it: where the volume
 * is a partition itself, they cannot be in it.
 */
#ifndef ISOWEAVE_COMMIT_APART_H
#define ISOWEAVE_COMMIT_APART_H

#include "hybrid/partition.h"
#include "image/image.h"

struct plan;
struct source;

struct apart {
	struct iw_node *node[PARTITIONS_MAX];
	size_t count;
};

/* Finds those that SOURCE has. -ENOMEM, -EIO. */
int apart_find(const struct source *source, struct apart *out);
bool apart_has(const struct apart *apart, const struct iw_node *node);
/* Whether in PLAN, which is placed, they are behind all other data and new
 * metadata of IMAGE. */
bool apart_is_last(const struct iw_image *image, const struct plan *plan);

#endif
