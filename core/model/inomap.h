/*
 * The nodes of a model by their number: a hash that is built when a journal is
 * replayed, because the model itself never asks for a number.
 */
#ifndef ISOWEAVE_MODEL_INOMAP_H
#define ISOWEAVE_MODEL_INOMAP_H

#include "model/model.h"

struct inomap {
	struct iw_node **bucket; /* linear probing, at most half full */
	size_t size;		 /* buckets, a power of two */
	struct iw_node **node;	 /* in the order of adding */
	size_t count, room;
};

/* Begins MAP with all nodes that MODEL's names reach, a directory before what
 * is in it. -ENOMEM; inomap_free all the same. */
int inomap_fill(struct inomap *map, const struct model *model);
void inomap_free(struct inomap *map);
struct iw_node *inomap_find(const struct inomap *map, uint64_t ino);
int inomap_add(struct inomap *map, struct iw_node *node); /* -ENOMEM */

#endif
