#include "udf/udfplan.h"

#include "util/osta.h"

enum { NAME_MAX_BYTES = 255, VERSION = 1 }; /* ECMA-167 4/14.4.2 */

/* A whole identifier: a multiple of 4 (ECMA-167 4/14.4.9). */
static size_t padded(size_t name_size)
{
	return (sizeof(struct udf_file_identifier) + name_size + 3) / 4 * 4;
}

uint64_t fileident_size(const struct udf_entry *entry)
{
	uint64_t size = padded(0);

	for (uint32_t i = 0; i < entry->name_count; i++)
		size += padded(osta_size(entry->names[i].link->name[IW_UDF]));
	return size;
}

static struct udf_long_ad icb_of(
	const struct udf *udf, uint32_t entry, uint32_t unique_id)
{
	return (struct udf_long_ad){
		.size = le32_from(UDF_BLOCK),
		.at = { .block = le32_from(udfplan_entry(udf, entry)),
			.partition = le16_from(udfplan_partition(udf)) },
		.unique_id = le32_from(unique_id),
	};
}

static size_t put_parent(const struct udf *udf, const struct udf_entry *entry,
	uint32_t location, uint8_t *out)
{
	struct udf_file_identifier *ident = (void *)out;
	uint32_t unique_id = udf->entries[entry->parent].unique_id;

	*ident = (struct udf_file_identifier){
		.version = le16_from(VERSION),
		.characteristics = UDF_IS_DIRECTORY | UDF_IS_PARENT,
		.icb = icb_of(udf, entry->parent, unique_id),
	};
	ecma_seal(udf->revision, ident, UDF_TAG_FILE_IDENTIFIER, location,
		padded(0));
	return padded(0);
}

static uint8_t characteristics_of(const struct link *link)
{
	uint8_t out = S_ISDIR(link->node->mode) ? UDF_IS_DIRECTORY : 0;

	if (link->hidden & VIEW_BIT(IW_UDF))
		out |= UDF_IS_HIDDEN;
	return out;
}

static size_t put_name(const struct udf *udf, const struct udf_name *name,
	uint32_t location, uint8_t *out)
{
	struct udf_file_identifier *ident = (void *)out;
	size_t size = osta_put(
		name->link->name[IW_UDF], out + sizeof(*ident), NAME_MAX_BYTES);

	*ident = (struct udf_file_identifier){
		.version = le16_from(VERSION),
		.characteristics = characteristics_of(name->link),
		.name_size = (uint8_t)size,
		.icb = icb_of(udf, name->entry, name->unique_id),
	};
	ecma_seal(udf->revision, ident, UDF_TAG_FILE_IDENTIFIER, location,
		padded(size));
	return padded(size);
}

void fileident_put(const struct udf *udf, const struct udf_entry *entry,
	uint32_t block, uint8_t *out)
{
	size_t used = put_parent(udf, entry, block, out);

	for (uint32_t i = 0; i < entry->name_count; i++)
		used += put_name(udf, &entry->names[i],
			block + (uint32_t)(used / UDF_BLOCK), out + used);
	assert(used == entry->size);
}
