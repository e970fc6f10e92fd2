/*
 * What an existing image says of an inode and the model has no place for: it
 * is carried along, and written again as it was. The formats that load and
 * write it know what it is; here it is a list of items.
 *
 *	items := item*
 *	item  := kind when where size bytes
 *
 * A node has the number of its items in the table, 0 for none, so that nodes
 * without any take no memory.
 */
#ifndef ISOWEAVE_MODEL_CARRIED_H
#define ISOWEAVE_MODEL_CARRIED_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/bytes.h"

struct model;
struct iw_node;

enum carried_when {
	CARRIED_ALWAYS,
	CARRIED_OF_DATA,    /* until the user changes the file's data */
	CARRIED_AFTERWARDS, /* from then on; not in force before */
};

struct carried_item {
	uint8_t kind; /* the format's own, as WHERE is */
	uint8_t when; /* enum carried_when */
	uint8_t where;
	uint8_t reserved;
	le32 size;
	uint8_t bytes[];
};
static_assert(sizeof(struct carried_item) == 8, "no padding");

struct carried {
	const uint8_t *bytes; /* items; in the table, behind the node's record
				 for the journal */
	size_t size;
};

/* Zeroed: nothing is carried. */
struct carried_table {
	struct carried *of; /* by number - 1 */
	uint32_t count, room;
	/* The number of a free place, 0 for none; its size is the next one. */
	uint32_t unused;
};

/* What NODE carries; no bytes if nothing. TABLE may be NULL. */
struct carried carried_of(
	const struct carried_table *table, const struct iw_node *node);
/* The item behind *AT bytes, which then is behind it; NULL: there is none. */
const struct carried_item *carried_next(
	const struct carried *carried, size_t *at);
/* Whether the items are whole: for those that come from outside. */
bool carried_is_sound(const struct carried *carried);

/* Lets NODE carry a copy of WHAT, instead of what it did; unrecorded. -ENOMEM.
 */
int carried_set(
	struct model *model, struct iw_node *node, const struct carried *what);
/* NODE's data are the user's from now on. Unrecorded. */
void carried_replace_data(struct model *model, struct iw_node *node);
/* NODE ends. */
void carried_forget(struct model *model, struct iw_node *node);
void carried_free(struct carried_table *table);

/* Items on their way: zeroed, it is empty. */
struct carried_list {
	uint8_t *bytes; /* malloc(3)'s */
	size_t size, room;
};

/* Adds an item like HEAD, with SIZE bytes. -ENOMEM. */
int carried_add(struct carried_list *list, const struct carried_item *head,
	const void *bytes, size_t size);
static inline struct carried carried_all(const struct carried_list *list)
{
	return (struct carried){ list->bytes, list->size };
}

#endif
