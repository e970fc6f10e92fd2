#include "hybrid/gpt.h"

#include <string.h>

#include "util/crc.h"
#include "util/utf8.h"

static void encode_label(const char *label, le16 out[GPT_LABEL_UNITS])
{
	be16 units[GPT_LABEL_UNITS];
	size_t count = utf16_put(label, units, GPT_LABEL_UNITS);

	for (size_t i = 0; i < count; i++)
		out[i] = le16_from(be16_get(units[i]));
}

static void decode_label(const le16 label[GPT_LABEL_UNITS], char *out)
{
	be16 units[GPT_LABEL_UNITS];
	size_t count = 0;

	for (; count < GPT_LABEL_UNITS && le16_get(label[count]); count++)
		units[count] = be16_from(le16_get(label[count]));
	utf16_get(units, count, out, GPT_LABEL_SIZE);
}

void gpt_array_encode(const struct gpt *gpt, uint8_t *out)
{
	for (size_t i = 0; i < GPT_PARTITIONS; i++) {
		const struct gpt_range *range = &gpt->range[i];
		struct gpt_partition partition = { { { 0 } } };

		if (!guid_is_zero(&range->type)) {
			partition = (struct gpt_partition){
				.type = range->type,
				.self = range->self,
				.first = le64_from(range->start),
				.last = le64_from(
					range->start + range->blocks - 1),
				.attributes = le64_from(range->attributes),
			};
			encode_label(range->label, partition.label);
		}
		memcpy(out + i * sizeof(partition), &partition,
			sizeof(partition));
	}
}

static struct gpt_header header_of(const struct gpt *gpt, const uint8_t *array)
{
	return (struct gpt_header){
		.signature = GPT_SIGNATURE,
		.revision = le32_from(GPT_REVISION),
		.size = le32_from(sizeof(struct gpt_header)),
		.first_usable = le64_from(gpt->first_usable),
		.last_usable = le64_from(gpt->last_usable),
		.disk = gpt->disk,
		.count = le32_from(GPT_PARTITIONS),
		.entry_size = le32_from(sizeof(struct gpt_partition)),
		.array_crc = le32_from(crc32_of(0, array, GPT_ARRAY_SIZE)),
	};
}

uint32_t gpt_crc(struct gpt_header header)
{
	header.crc = le32_from(0);
	return crc32_of(0, &header, sizeof(header));
}

struct gpt_header gpt_primary_encode(
	const struct gpt *gpt, const uint8_t *array)
{
	struct gpt_header header = header_of(gpt, array);

	header.self = le64_from(1);
	header.other = le64_from(gpt->blocks - 1);
	header.array = le64_from(gpt->array);
	header.crc = le32_from(gpt_crc(header));
	return header;
}

struct gpt_header gpt_backup_encode(const struct gpt *gpt, const uint8_t *array)
{
	struct gpt_header header = header_of(gpt, array);

	header.self = le64_from(gpt->blocks - 1);
	header.other = le64_from(1);
	header.array = le64_from(gpt->blocks - 1 - GPT_ARRAY_BLOCKS);
	header.crc = le32_from(gpt_crc(header));
	return header;
}

/* ---- Decoding ---- */

bool gpt_is_header(const uint8_t *bytes)
{
	return memcmp(bytes, GPT_SIGNATURE, strlen(GPT_SIGNATURE)) == 0;
}

struct gpt_range gpt_range_decode(const uint8_t *bytes)
{
	struct gpt_partition partition;
	struct gpt_range out;

	memcpy(&partition, bytes, sizeof(partition));
	out = (struct gpt_range){
		.type = partition.type,
		.self = partition.self,
		.start = le64_get(partition.first),
		.blocks = le64_get(partition.last) + 1 -
			  le64_get(partition.first),
		.attributes = le64_get(partition.attributes),
	};
	decode_label(partition.label, out.label);
	return out;
}
