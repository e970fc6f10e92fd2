/*
 * A file's content out of its journal records, which a long list of extents
 * has several of.
 */
#ifndef ISOWEAVE_MODEL_REFILL_H
#define ISOWEAVE_MODEL_REFILL_H

#include "model/model.h"

/* Zeroed: nothing is on its way. */
struct refill {
	struct extent *extents;
	uint32_t room, filled;
};

/* Takes the SIZE bytes of a RECORD_DATA of the file NODE, whose content is set
 * with the last one. -EUCLEAN: they do not fit together, or the extents do not
 * hold the content; -ENOMEM. */
int refill_take(struct refill *refill, struct model *model,
	struct iw_node *node, const uint8_t *bytes, size_t size);
void refill_free(struct refill *refill);

#endif
