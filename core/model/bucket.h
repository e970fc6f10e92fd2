/*
 * The hash of one context's names in one directory: linear probing over
 * pointers to links, which keep their own hash. Grown by doubling, at most
 * three quarters full. Knows no names: the caller compares.
 */
#ifndef ISOWEAVE_MODEL_BUCKET_H
#define ISOWEAVE_MODEL_BUCKET_H

#include "model/node.h"

/* Of a name's key form. */
uint32_t bucket_hash(const char *key);
/* Makes room for one more name and keeps it, until it is inserted or given up
 * by bucket_unreserve. -ENOMEM. */
int bucket_reserve(struct bucket_list *list, enum iw_view view);
void bucket_unreserve(struct bucket_list *list);
/* Inserts LINK by its hash in VIEW, into room that was reserved. */
void bucket_insert(
	struct bucket_list *list, struct link *link, enum iw_view view);
/* Removes LINK, which is there. */
void bucket_remove(
	struct bucket_list *list, const struct link *link, enum iw_view view);
/* The first link with HASH at or after *AT, which then is behind it; begin
 * with *AT = HASH. NULL: no more. */
struct link *bucket_next(const struct bucket_list *list, enum iw_view view,
	uint32_t hash, uint32_t *at);

#endif
