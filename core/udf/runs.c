#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 1 << 20 };

#define CLAUSE_SPACE "ECMA-167 4/12"

int runs_add(struct udf_runs *runs, uint64_t at, uint64_t size)
{
	struct udf_piece *last =
		runs->count ? &runs->piece[runs->count - 1] : NULL;

	if (at == UDF_HOLE)
		runs->holes += size;
	if (last && (at == UDF_HOLE ? last->at == at
				    : last->at != UDF_HOLE &&
					      last->at + last->size == at)) {
		last->size += size;
		runs->size += size;
		return 0;
	}
	if (runs->count == PIECES_MAX)
		return -EUCLEAN;
	if (runs->count == runs->room) {
		uint32_t room = runs->room ? runs->room * 2 : 4;
		struct udf_piece *wider =
			reallocarray(runs->piece, room, sizeof(*wider));

		if (!wider)
			return -ENOMEM;
		runs->piece = wider;
		runs->room = room;
	}
	runs->piece[runs->count++] = (struct udf_piece){ runs->size, at, size };
	runs->size += size;
	return 0;
}

void runs_free(struct udf_runs *runs)
{
	free(runs->piece);
	*runs = (struct udf_runs){ 0 };
}

static int piece_of(const void *key, const void *element)
{
	const uint64_t from = *(const uint64_t *)key;
	const struct udf_piece *piece = element;

	if (from < piece->from)
		return -1;
	return from - piece->from >= piece->size;
}

uint64_t runs_at(const struct udf_runs *runs, uint64_t from, uint64_t *size)
{
	const struct udf_piece *piece = bsearch(
		&from, runs->piece, runs->count, sizeof(*piece), piece_of);

	assert(piece);
	*size = piece->size - (from - piece->from);
	return piece->at == UDF_HOLE ? UDF_HOLE
				     : piece->at + (from - piece->from);
}

int runs_read(struct udf_disc *disc, const struct udf_runs *runs, uint64_t from,
	size_t size, void *out)
{
	uint8_t *to = out;
	int error = 0;

	while (size && !error) {
		uint64_t whole;
		uint64_t at = runs_at(runs, from, &whole);
		size_t part = whole < size ? (size_t)whole : size;

		if (at == UDF_HOLE)
			memset(to, 0, part);
		else
			error = medium_read(
				&disc->intake->medium, at, part, to);
		to += part;
		from += part;
		size -= part;
	}
	return error;
}

/* Reading the allocation descriptors of one file. */
struct reading {
	struct udf_disc *disc;
	struct udf_runs *runs;
	uint64_t left; /* bytes that are still looked for */
	uint16_t kind; /* of descriptors */
	uint16_t map;  /* that short ones are in */
	uint8_t bytes[UDF_BLOCK_MAX];
	const uint8_t *at; /* the descriptors that are left */
	size_t size;
};

struct descriptor {
	uint32_t size, kind; /* UDF_EXTENT_KIND's bits */
	struct udf_spot spot;
};

static const size_t widths[] = {
	[UDF_ICB_SHORT] = sizeof(struct udf_short_ad),
	[UDF_ICB_LONG] = sizeof(struct udf_long_ad),
	[UDF_ICB_EXTENDED] = sizeof(struct udf_extended_ad),
};

static struct udf_address address_of(const struct reading *reading)
{
	const struct udf_short_ad *short_ad = (const void *)reading->at;

	if (reading->kind == UDF_ICB_LONG)
		return ((const struct udf_long_ad *)reading->at)->at;
	if (reading->kind == UDF_ICB_EXTENDED)
		return ((const struct udf_extended_ad *)reading->at)->at;
	return (struct udf_address){
		.block = short_ad->block,
		.partition = le16_from(reading->map),
	};
}

/* False at the end. */
static bool next_descriptor(struct reading *reading, struct descriptor *out)
{
	size_t width = widths[reading->kind];
	struct udf_address address;
	uint32_t size;

	if (reading->size < width)
		return false;
	/* All kinds begin with the size. */
	size = le32_get(((const struct udf_short_ad *)reading->at)->size);
	address = address_of(reading);
	*out = (struct descriptor){
		.size = size & ~UDF_EXTENT_KIND,
		.kind = size & UDF_EXTENT_KIND,
		.spot = { .block = le32_get(address.block),
			.map = le16_get(address.partition) },
	};
	reading->at += width;
	reading->size -= width;
	return out->size;
}

/* More descriptors stand in an extent of their own: ECMA-167 4/12.1. */
static int follow(struct reading *reading, const struct descriptor *what)
{
	struct udf_disc *disc = reading->disc;
	const struct udf_allocation_extent *extent =
		(const void *)reading->bytes;
	struct udf_spot spot = what->spot;
	uint64_t count;
	int error = partitions_locate(disc, &spot, &count);

	reading->size = 0;
	/* Each belongs to one file, and comes once in it. */
	if (!error && places_get(&disc->extents, spot.at, 0))
		error = -EUCLEAN;
	if (!error)
		error = places_put(&disc->extents, spot.at, 0, disc);
	if (!error)
		error = udf_read_descriptor(disc, spot.at,
			UDF_TAG_ALLOCATION_EXTENT, spot.block, reading->bytes);
	if (error)
		return error;
	reading->map = spot.map;
	reading->at = reading->bytes + sizeof(*extent);
	reading->size = le32_get(extent->size);
	if (reading->size <= disc->block - sizeof(*extent))
		return 0;
	reading->size = 0;
	return -EUCLEAN;
}

static int add_recorded(struct reading *reading, const struct descriptor *what)
{
	uint32_t block = reading->disc->block;
	struct udf_spot spot = what->spot;
	uint64_t left = what->size < reading->left ? what->size : reading->left;
	int error = 0;

	while (left && !error) {
		uint64_t count, part;

		error = partitions_locate(reading->disc, &spot, &count);
		if (error)
			break;
		part = count * block < left ? count * block : left;
		error = runs_add(reading->runs, spot.at, part);
		left -= part;
		reading->left -= part;
		spot.block += (uint32_t)count;
	}
	return error;
}

static int add_hole(struct reading *reading, const struct descriptor *what)
{
	uint64_t size = what->size < reading->left ? what->size : reading->left;

	reading->left -= size;
	return runs_add(reading->runs, UDF_HOLE, size);
}

static int read_all(struct reading *reading)
{
	struct descriptor what;
	int error = 0;

	while (!error && reading->left && next_descriptor(reading, &what)) {
		if (!udf_steps(reading->disc, 1))
			return -EUCLEAN;
		if (what.kind == UDF_EXTENT_NEXT)
			error = follow(reading, &what);
		else if (what.kind)
			error = add_hole(reading, &what);
		else
			error = add_recorded(reading, &what);
	}
	return !error && reading->left ? -EUCLEAN : error;
}

int runs_of(struct udf_disc *disc, const struct udf_found_entry *entry,
	struct udf_runs *out)
{
	struct reading reading = {
		.disc = disc,
		.runs = out,
		.left = le64_get(entry->head->size),
		.kind = le16_get(entry->head->icb.flags) & UDF_ICB_KIND,
		.map = entry->spot.map,
		.at = entry->data,
		.size = entry->data_size,
	};
	uint64_t at = entry->spot.at + (uint64_t)(entry->data - entry->bytes);
	int error = -EUCLEAN;

	*out = (struct udf_runs){ 0 };
	if (!reading.left)
		return 0;
	if (reading.kind == UDF_ICB_EMBEDDED &&
		reading.left <= entry->data_size)
		error = runs_add(out, at, reading.left);
	else if (reading.kind <= UDF_ICB_EXTENDED)
		error = read_all(&reading);
	if (error == -EUCLEAN)
		intake_fault(disc->intake, udf_sector(entry->spot.at),
			CLAUSE_SPACE,
			"a file has %llu bytes, but only %llu of them are "
			"where its allocation descriptors say",
			(unsigned long long)le64_get(entry->head->size),
			(unsigned long long)out->size);
	return error == -EUCLEAN ? 0 : error;
}
