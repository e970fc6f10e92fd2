#include "udf/udfplan.h"

static size_t width(const struct udf_space *space)
{
	return space->is_long ? sizeof(struct udf_long_ad)
			      : sizeof(struct udf_short_ad);
}

static uint64_t extents(const struct udf_space *space)
{
	return (space->size + UDF_EXTENT_MAX - 1) / UDF_EXTENT_MAX;
}

/* How many stand in the entry, and in each further block if it is the last of
 * them; elsewhere one is the pointer to the next. */
static uint64_t in_entry(const struct udf_space *space)
{
	uint64_t room = space->room / width(space);

	return extents(space) <= room ? extents(space) : room - 1;
}

static uint64_t in_last(const struct udf_space *space)
{
	return (UDF_BLOCK - sizeof(struct udf_allocation_extent)) /
	       width(space);
}

uint32_t filespace_blocks(const struct udf_space *space)
{
	uint64_t left = extents(space) - in_entry(space);
	uint64_t step = in_last(space) - 1;

	return left ? (uint32_t)((left - 1 + step - 1) / step) : 0;
}

static size_t put_descriptor(const struct udf_space *space, uint32_t size,
	struct udf_address at, uint8_t *out)
{
	if (space->is_long)
		*(struct udf_long_ad *)out = (struct udf_long_ad){
			.size = le32_from(size),
			.at = at,
		};
	else
		*(struct udf_short_ad *)out = (struct udf_short_ad){
			.size = le32_from(size),
			.block = at.block,
		};
	return width(space);
}

/* The extents FIRST to LAST, not included. */
static size_t put_extents(const struct udf_space *space, uint64_t first,
	uint64_t last, uint8_t *out)
{
	size_t used = 0;

	for (uint64_t i = first; i < last; i++) {
		uint64_t at = i * UDF_EXTENT_MAX;
		uint64_t size = space->size - at;

		if (size > UDF_EXTENT_MAX)
			size = UDF_EXTENT_MAX;
		used += put_descriptor(space, (uint32_t)size,
			(struct udf_address){
				.block = le32_from((uint32_t)(space->block +
							      at / UDF_BLOCK)),
				.partition = le16_from(space->partition),
			},
			out + used);
	}
	return used;
}

static size_t put_next(const struct udf *udf, const struct udf_space *space,
	uint32_t in_run, uint8_t *out)
{
	return put_descriptor(space, UDF_EXTENT_NEXT | UDF_BLOCK,
		(struct udf_address){
			.block = le32_from(udfplan_block(udf, in_run)),
			.partition = le16_from(udfplan_partition(udf)),
		},
		out);
}

size_t filespace_put(
	const struct udf *udf, const struct udf_space *space, uint8_t *out)
{
	size_t used = put_extents(space, 0, in_entry(space), out);

	if (in_entry(space) < extents(space))
		used += put_next(udf, space, space->more, out + used);
	return used;
}

/* The block I of the further extents: from the extent FIRST on. Returns the
 * first that is not in it. */
static uint64_t put_block(const struct udf *udf, const struct udf_space *space,
	uint32_t i, uint64_t first, uint8_t *out)
{
	struct udf_allocation_extent *head = (void *)out;
	uint32_t location = udfplan_block(udf, space->more + i);
	uint64_t last = first + in_last(space);
	size_t used = sizeof(*head);

	if (last >= extents(space)) {
		last = extents(space);
		used += put_extents(space, first, last, out + used);
	} else {
		last--;
		used += put_extents(space, first, last, out + used);
		used += put_next(udf, space, space->more + i + 1, out + used);
	}
	*head = (struct udf_allocation_extent){
		.previous = le32_from(i ? location - 1 : 0),
		.size = le32_from((uint32_t)(used - sizeof(*head))),
	};
	ecma_seal(
		udf->revision, out, UDF_TAG_ALLOCATION_EXTENT, location, used);
	return last;
}

void filespace_put_more(
	const struct udf *udf, const struct udf_space *space, uint8_t *out)
{
	uint64_t next = in_entry(space);

	for (uint32_t i = 0; next < extents(space); i++)
		next = put_block(
			udf, space, i, next, out + (size_t)i * UDF_BLOCK);
}
