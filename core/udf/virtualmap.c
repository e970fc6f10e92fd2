#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>

enum {
	LAST_SECTORS = 32,   /* where a table is looked for */
	OLD_TRAILER = 36,    /* bytes behind the blocks: UDF 1.50 2.2.10 */
	TABLE_MAX = 1 << 24, /* blocks */
};

/* The map of the partition itself that MAP is a view of. */
static int base_of(const struct udf_disc *disc, uint16_t map, uint16_t *out)
{
	for (uint16_t i = 0; i < disc->map_count; i++) {
		const struct udf_area *area = &disc->maps[i];

		if (area->number == disc->maps[map].number &&
			(area->kind == UDF_MAP_PHYSICAL ||
				area->kind == UDF_MAP_SPARABLE)) {
			*out = i;
			return 0;
		}
	}
	return -EUCLEAN;
}

/* The table's entry is the last thing that was written: UDF 2.2.8. */
static int find_table(
	struct udf_disc *disc, uint16_t base, struct udf_found_entry *out)
{
	uint64_t end = disc->intake->medium.size / disc->block;
	uint64_t start = disc->maps[base].start;

	for (uint64_t i = 1; i <= LAST_SECTORS && end >= start + i; i++) {
		const struct udf_spot spot = {
			.block = (uint32_t)(end - i - start),
			.map = base,
			.at = (end - i) * disc->block,
		};
		int error = entryread_at(disc, &spot, out);

		if (error && error != -EUCLEAN)
			return error;
		if (error)
			continue;
		if (out->head->icb.file_type == UDF_FILE_VIRTUAL_TABLE ||
			out->head->icb.file_type == UDF_FILE_UNSPECIFIED)
			return 0;
	}
	return -EUCLEAN;
}

/* Which bytes of the table are blocks. */
static int table_place(struct udf_disc *disc,
	const struct udf_found_entry *entry, const struct udf_runs *runs,
	uint64_t *from, uint64_t *size)
{
	le16 header;
	int error;

	*from = 0;
	*size = runs->size;
	if (entry->head->icb.file_type == UDF_FILE_UNSPECIFIED) {
		if (*size < OLD_TRAILER)
			return -EUCLEAN;
		*size -= OLD_TRAILER;
		return 0;
	}
	if (*size < sizeof(struct udf_virtual_table))
		return -EUCLEAN;
	error = runs_read(disc, runs, 0, sizeof(header), &header);
	if (error)
		return error;
	*from = le16_get(header);
	if (*from > *size)
		return -EUCLEAN;
	*size -= *from;
	return 0;
}

static int read_table(struct udf_disc *disc,
	const struct udf_found_entry *entry, const struct udf_runs *runs,
	struct udf_area *area)
{
	uint64_t from, size;
	le32 *blocks;
	int error = table_place(disc, entry, runs, &from, &size);

	if (error)
		return error;
	if (size / sizeof(*blocks) > TABLE_MAX ||
		size > disc->intake->medium.size)
		return -EUCLEAN;
	area->table_count = (uint32_t)(size / sizeof(*blocks));
	area->table = calloc(area->table_count + 1u, sizeof(*area->table));
	blocks = calloc(area->table_count + 1u, sizeof(*blocks));
	error = area->table && blocks
			? runs_read(disc, runs, from,
				  area->table_count * sizeof(*blocks), blocks)
			: -ENOMEM;
	for (uint32_t i = 0; !error && i < area->table_count; i++)
		area->table[i] = le32_get(blocks[i]);
	free(blocks);
	return error;
}

int virtualmap_load(struct udf_disc *disc, uint16_t map)
{
	struct udf_found_entry entry;
	struct udf_runs runs = { 0 };
	uint16_t base;
	int error = base_of(disc, map, &base);

	if (!error)
		error = find_table(disc, base, &entry);
	if (!error)
		error = runs_of(disc, &entry, &runs);
	if (!error)
		error = read_table(disc, &entry, &runs, &disc->maps[map]);
	runs_free(&runs);
	if (error == -EUCLEAN)
		intake_fault(disc->intake,
			udf_sector(disc->intake->medium.size - 1), "UDF 2.2.10",
			"the image does not end with a virtual allocation "
			"table");
	return error;
}

int metadatamap_load(struct udf_disc *disc, uint16_t map)
{
	struct udf_area *area = &disc->maps[map];
	uint16_t base;
	int error = base_of(disc, map, &base);

	for (int i = 0; !error && i < 2; i++) {
		struct udf_spot spot = { .block = area->files[i], .map = base };
		struct udf_found_entry entry;
		uint64_t count;

		error = partitions_locate(disc, &spot, &count);
		if (!error)
			error = entryread_at(disc, &spot, &entry);
		if (!error)
			return runs_of(disc, &entry, &area->runs);
		if (error != -EUCLEAN)
			return error;
		intake_fault(disc->intake, udf_sector(spot.at),
			"UDF 2.50 2.2.13.1", "the metadata %s has no entry",
			i ? "mirror" : "file");
		error = 0;
	}
	return error ? error : -EUCLEAN;
}
