#include "disk/iso_record.h"

#include <errno.h>
#include <string.h>

size_t iso_record_use_at(size_t identifier_size)
{
	return sizeof(struct iso_record_head) + identifier_size +
	       (identifier_size % 2 == 0);
}

size_t iso_record_size(size_t identifier_size, size_t use_size)
{
	return iso_record_use_at(identifier_size) + use_size + use_size % 2;
}

uint8_t *iso_record_encode(const struct iso_record *record, uint8_t *out)
{
	const struct iso_record_head head = {
		.length = (uint8_t)iso_record_size(
			record->identifier_size, record->use_size),
		.attribute_length = record->attribute_sectors,
		.extent = both32_from(record->extent),
		.data_length = both32_from(record->size),
		.date = record->date,
		.flags = record->flags,
		.unit_size = record->unit_size,
		.gap_size = record->gap_size,
		.volume = both16_from(record->volume),
		.identifier_length = record->identifier_size,
	};

	memset(out, 0, head.length);
	memcpy(out, &head, sizeof(head));
	memcpy(out + sizeof(head), record->identifier, record->identifier_size);
	return out + iso_record_use_at(record->identifier_size);
}

int iso_record_decode(const uint8_t *at, size_t size, struct iso_record *out)
{
	struct iso_record_head head;
	size_t use_at;

	if (size == 0 || at[0] == 0)
		return 0;
	if (size < sizeof(head))
		return -EUCLEAN;
	memcpy(&head, at, sizeof(head));
	use_at = sizeof(head) + head.identifier_length;
	if (head.length > size || use_at > head.length ||
		head.identifier_length == 0)
		return -EUCLEAN;
	/* Some writers leave the 00 byte out where no system use follows. */
	if (use_at < head.length)
		use_at = iso_record_use_at(head.identifier_length);
	*out = (struct iso_record){
		.extent = le32_get(head.extent.le),
		.size = le32_get(head.data_length.le),
		.attribute_sectors = head.attribute_length,
		.flags = head.flags,
		.unit_size = head.unit_size,
		.gap_size = head.gap_size,
		.volume = le16_get(head.volume.le),
		.identifier_size = head.identifier_length,
		.use_size = (uint8_t)(head.length - use_at),
		.date = head.date,
		.identifier = at + sizeof(head),
		.use = at + use_at,
	};
	return head.length;
}

size_t iso_path_record_size(size_t identifier_size)
{
	return sizeof(struct iso_path_record_l) + identifier_size +
	       identifier_size % 2;
}

static void path_head(const struct iso_path_record *record,
	enum iso_path_type type, uint8_t *out)
{
	const struct iso_path_record_l l = {
		.identifier_length = record->identifier_size,
		.extent = le32_from(record->extent),
		.parent = le16_from(record->parent),
	};
	const struct iso_path_record_m m = {
		.identifier_length = record->identifier_size,
		.extent = be32_from(record->extent),
		.parent = be16_from(record->parent),
	};

	if (type == ISO_PATH_L)
		memcpy(out, &l, sizeof(l));
	else
		memcpy(out, &m, sizeof(m));
}

uint8_t *iso_path_record_encode(const struct iso_path_record *record,
	enum iso_path_type type, uint8_t *out)
{
	size_t size = iso_path_record_size(record->identifier_size);

	memset(out, 0, size);
	path_head(record, type, out);
	memcpy(out + sizeof(struct iso_path_record_l), record->identifier,
		record->identifier_size);
	return out + size;
}
