#include "reseal.h"

#include <string.h>

#include "disk/eltorito_sectors.h"
#include "disk/partition_gpt.h"
#include "disk/udfvolume.h"
#include "util/crc.h"

#define ARRAY_MAX (64u << 10)

/* The tag that AT begins with, or NULL. Identifiers and extended attributes
 * follow one another, other descriptors begin a block. */
static struct udf_tag *tag_at(struct sparse_piece *piece, size_t at)
{
	struct udf_tag *tag = (struct udf_tag *)(piece->bytes + at);
	unsigned id;

	if (piece->size - at < sizeof(*tag) || sparse_is_frame(piece))
		return NULL;
	id = le16_get(tag->id);
	if (tag->reserved || le16_get(tag->version) < 2 ||
		le16_get(tag->version) > 3)
		return NULL;
	if (at % SPARSE_UNIT)
		return id == 257 || id == 262 ? tag : NULL;
	return id <= 9 || (id >= 256 && id <= 266) ? tag : NULL;
}

static void seal_tag(struct udf_tag *tag, size_t left)
{
	size_t behind = le16_get(tag->crc_size);
	uint8_t sum = 0;

	if (behind <= left - sizeof(*tag))
		tag->crc = le16_from(crc_itu(tag + 1, behind));
	tag->checksum = 0;
	for (size_t i = 0; i < sizeof(*tag); i++)
		sum = (uint8_t)(sum + ((const uint8_t *)tag)[i]);
	tag->checksum = sum;
}

/* The last first: an entry has its identifiers in it. What was cut off behind
 * the piece is zeros. */
static void seal_tags(struct sparse_piece *piece)
{
	size_t last = piece->size / 4 * 4;

	memset(piece->bytes + piece->size, 0, SPARSE_PIECE - piece->size);
	for (size_t at = last + 4; at >= 4; at -= 4) {
		struct udf_tag *tag =
			at - 4 < piece->size ? tag_at(piece, at - 4) : NULL;

		if (tag)
			seal_tag(tag, SPARSE_PIECE - (at - 4));
	}
}

void reseal_moved(struct sparse_piece *piece, uint32_t by)
{
	for (size_t at = 0; at < piece->size; at += 4) {
		struct udf_tag *tag = tag_at(piece, at);

		if (tag)
			tag->location =
				le32_from(le32_get(tag->location) + by / 4);
	}
}

/* The sum of all words is 0 (El Torito 2.1). */
static void seal_validation(struct sparse_piece *piece)
{
	struct eltorito_validation *entry = (void *)piece->bytes;
	uint16_t sum = 0;

	if (piece->size < sizeof(*entry) || piece->bytes[0] != 1 ||
		piece->bytes[30] != 0x55 || piece->bytes[31] != 0xaa)
		return;
	memset(piece->bytes + 28, 0, 2);
	for (size_t i = 0; i < sizeof(*entry); i += 2)
		sum = (uint16_t)(sum + piece->bytes[i] +
				 (piece->bytes[i + 1] << 8));
	piece->bytes[28] = (uint8_t)(-sum);
	piece->bytes[29] = (uint8_t)(-sum >> 8);
}

static void seal_gpt(const struct sparse *sparse, struct sparse_piece *piece,
	struct gpt_header *header)
{
	static uint8_t array[ARRAY_MAX];
	size_t size = le32_get(header->size), left;
	uint64_t bytes = (uint64_t)le32_get(header->count) *
			 le32_get(header->entry_size);

	if (bytes <= sizeof(array)) {
		sparse_read(sparse, le64_get(header->array) * SPARSE_UNIT,
			array, bytes);
		header->array_crc = le32_from(crc32_of(0, array, bytes));
	}
	left = (size_t)(piece->bytes + SPARSE_PIECE - (uint8_t *)header);
	header->crc = le32_from(0);
	if (size <= left)
		header->crc = le32_from(crc32_of(0, header, size));
}

static void seal_gpts(const struct sparse *sparse, struct sparse_piece *piece)
{
	for (size_t at = 0; at + sizeof(struct gpt_header) <= piece->size;
		at += SPARSE_UNIT) {
		if (!memcmp(piece->bytes + at, GPT_SIGNATURE, 8))
			seal_gpt(sparse, piece, (void *)(piece->bytes + at));
	}
}

void reseal_all(struct sparse *sparse)
{
	for (size_t i = 0; i < sparse->count; i++) {
		struct sparse_piece *piece = &sparse->piece[i];

		if (sparse_is_frame(piece))
			continue;
		seal_tags(piece);
		seal_validation(piece);
		seal_gpts(sparse, piece);
	}
}
