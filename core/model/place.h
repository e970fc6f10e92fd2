/*
 * A name in a directory, seen through a view; and the frame of an operation.
 */
#ifndef ISOWEAVE_MODEL_PLACE_H
#define ISOWEAVE_MODEL_PLACE_H

#include "model/model.h"

/* Whether PLACE can be: -ENOTDIR, -ESTALE, -EINVAL ("." and the like). */
int place_check(const struct iw_place *place);
/* The link found there, or NULL. */
struct link *place_find(
	const struct model *model, const struct iw_place *place);
/* The names of LINK that the entry in VIEW stands for. */
unsigned place_views(const struct link *link, enum iw_view view);
/* The contexts in which a new entry at PLACE is to be named: its own, or in
 * all/ those enabled that the directory is present in. */
unsigned place_wanted(const struct model *model, const struct iw_place *place);

/* Begins the operation that came through FROM and TO (or NULL), with ROOM
 * bytes of records. -ENOSPC, -EIO. */
int place_begin(struct model *model, const struct iw_place *from,
	const struct iw_place *to, size_t room);
void place_end(struct model *model);

#endif
