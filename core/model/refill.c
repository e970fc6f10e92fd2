#include "model/refill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/record_kinds.h"

/* Sectors; no address that is ever in use comes near it, and none below it is
 * too large in bytes. */
#define END_MAX (UINT64_C(1) << 48)

/* Room for as many extents as there are records of, whatever they promise. */
static int make_room(struct refill *refill, uint32_t count)
{
	struct extent *extents;
	size_t room = 2 * (size_t)count;

	if (count <= refill->room)
		return 0;
	extents = reallocarray(refill->extents, room, sizeof(*extents));
	if (!extents)
		return -ENOMEM;
	refill->extents = extents;
	refill->room = (uint32_t)room;
	return 0;
}

static bool holds(const struct refill *refill, uint64_t size)
{
	uint64_t left = sectors_of(size);

	if (size > INT64_MAX)
		return false;
	for (uint32_t i = 0; i < refill->filled; i++) {
		const struct extent *e = &refill->extents[i];

		if (!e->count || e->count > END_MAX ||
			e->start > END_MAX - e->count)
			return false;
		left -= e->count < left ? e->count : left;
	}
	return !left;
}

static int set_content(const struct refill *refill, struct model *model,
	struct iw_node *node, uint64_t size)
{
	uint64_t old = node->content.size;
	int err = 0;

	if (model->store)
		err = content_set(model->store, &node->content, size,
			refill->extents, refill->filled);
	else
		node->content.size = size;
	if (err)
		return err;
	model->data_sectors += sectors_of(size) - sectors_of(old);
	model->changes++;
	return 0;
}

int refill_take(struct refill *refill, struct model *model,
	struct iw_node *node, const uint8_t *bytes, size_t size)
{
	const uint8_t *at = bytes + sizeof(struct data_record);
	struct data_record record;
	uint32_t first, total, count;

	memcpy(&record, bytes, sizeof(record));
	first = le32_get(record.first);
	total = le32_get(record.total);
	count = (uint32_t)((size - sizeof(record)) /
			   sizeof(struct extent_record));
	if (!first)
		refill->filled = 0;
	if (count > total || first > total - count || first != refill->filled)
		return -EUCLEAN;
	if (make_room(refill, first + count))
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		struct extent_record extent;

		memcpy(&extent, at + i * sizeof(extent), sizeof(extent));
		refill->extents[first + i] = (struct extent){
			le64_get(extent.start),
			le64_get(extent.count),
		};
	}
	refill->filled = first + count;
	if (refill->filled < total)
		return 0;
	if (model->store && !holds(refill, le64_get(record.size)))
		return -EUCLEAN;
	return set_content(refill, model, node, le64_get(record.size));
}

void refill_free(struct refill *refill)
{
	free(refill->extents);
}
