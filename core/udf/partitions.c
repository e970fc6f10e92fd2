#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAP_1 = 1, MAP_2 = 2, TABLES_MAX = 4 };

static const struct {
	const char *id;
	enum udf_map_kind kind;
} kinds[] = {
	{ "*UDF Virtual Partition", UDF_MAP_VIRTUAL },
	{ "*UDF Sparable Partition", UDF_MAP_SPARABLE },
	{ "*UDF Metadata Partition", UDF_MAP_METADATA },
};

static enum udf_map_kind kind_of(const struct udf_map_2 *map)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strncmp(map->id.id, kinds[i].id, sizeof(map->id.id)) == 0)
			return kinds[i].kind;
	return UDF_MAP_UNKNOWN;
}

static int by_original(const void *left, const void *right)
{
	const struct udf_sparing_entry *l = left, *r = right;
	uint32_t a = le32_get(l->original), b = le32_get(r->original);

	return (a > b) - (a < b);
}

static int read_spared(
	struct udf_disc *disc, uint32_t lba, struct udf_area *area)
{
	uint8_t bytes[UDF_BLOCK_MAX];
	const struct udf_sparing_table *table = (const void *)bytes;
	uint64_t at = (uint64_t)lba * disc->block;
	uint32_t count, used = 0;
	int error = medium_read(&disc->intake->medium, at, disc->block, bytes);

	if (error)
		return error;
	if (le16_get(table->tag.id) != UDF_TAG_SPARING ||
		strncmp(table->id.id, "*UDF Sparing Table",
			sizeof(table->id.id)) != 0)
		return -EUCLEAN;
	count = le16_get(table->count);
	area->spared = calloc(count + 1u, sizeof(*area->spared));
	if (!area->spared)
		return -ENOMEM;
	error = medium_read(&disc->intake->medium, at + sizeof(*table),
		count * sizeof(*area->spared), area->spared);
	if (error) {
		free(area->spared);
		area->spared = NULL;
		return error;
	}
	qsort(area->spared, count, sizeof(*area->spared), by_original);
	while (used < count &&
		le32_get(area->spared[used].original) < UDF_SPARING_UNUSED)
		used++;
	area->spared_count = used;
	return 0;
}

static int load_sparable(struct udf_disc *disc,
	const struct udf_sparable_map *map, struct udf_area *area)
{
	int error = -EUCLEAN;

	area->packet = le16_get(map->packet);
	for (int i = 0; i < map->table_count && i < TABLES_MAX; i++) {
		error = read_spared(disc, le32_get(map->tables[i]), area);
		if (error != -EUCLEAN)
			break;
	}
	if (error == -EUCLEAN || !area->packet) {
		intake_fault(disc->intake, disc->found.volume_at, "UDF 2.2.11",
			"no sparing table can be read; defective packets are "
			"shown as they are");
		area->kind = UDF_MAP_PHYSICAL;
		error = error == -EUCLEAN ? 0 : error;
	}
	return error;
}

static const struct udf_partition *partition_of(
	const struct udf_disc *disc, uint16_t number)
{
	for (unsigned i = 0; i < disc->found.partition_count; i++) {
		const struct udf_partition *row = &disc->found.partitions[i];

		if (le16_get(row->number) == number)
			return row;
	}
	return NULL;
}

static void take_partition(struct udf_disc *disc, struct udf_area *area)
{
	const struct udf_partition *partition =
		partition_of(disc, area->number);

	if (partition) {
		area->start = le32_get(partition->start);
		area->blocks = le32_get(partition->blocks);
		return;
	}
	intake_fault(disc->intake, disc->found.volume_at, "ECMA-167 3/10.7.2",
		"a map is of partition %u, which has no descriptor",
		area->number);
	area->kind = UDF_MAP_UNKNOWN;
}

static int take_map(
	struct udf_disc *disc, const uint8_t *bytes, struct udf_area *area)
{
	const struct udf_map *map = (const void *)bytes;
	const struct udf_map_2 *map_2 = (const void *)bytes;
	const struct udf_metadata_map *metadata = (const void *)bytes;

	if (map->type == MAP_1 && map->size >= sizeof(*map)) {
		area->kind = UDF_MAP_PHYSICAL;
		area->number = le16_get(map->partition_number);
	} else if (map->type == MAP_2 && map->size >= sizeof(*map_2)) {
		area->kind = kind_of(map_2);
		area->number = le16_get(map_2->partition_number);
	}
	if (area->kind == UDF_MAP_UNKNOWN) {
		intake_fault(disc->intake, disc->found.volume_at,
			"ECMA-167 3/10.7.1",
			"a partition map is of an unknown kind");
		return 0;
	}
	take_partition(disc, area);
	if (area->kind == UDF_MAP_SPARABLE)
		return load_sparable(disc, (const void *)bytes, area);
	if (area->kind == UDF_MAP_METADATA) {
		area->files[0] = le32_get(metadata->main_file);
		area->files[1] = le32_get(metadata->mirror_file);
	}
	return 0;
}

static int take_maps(struct udf_disc *disc)
{
	const struct udf_logical_volume *volume =
		(const void *)disc->found.volume;
	size_t room = disc->block - sizeof(*volume);
	size_t size = le32_get(volume->map_size);
	uint32_t count = le32_get(volume->map_count);
	const uint8_t *bytes = disc->found.volume + sizeof(*volume);
	int error = 0;

	if (le32_get(volume->block_size) != disc->block)
		intake_fault(disc->intake, disc->found.volume_at,
			"ECMA-167 3/10.6.5",
			"blocks have %u bytes, but sectors %u (UDF 2.2.4.2)",
			le32_get(volume->block_size), disc->block);
	if (size > room || count > UDF_MAPS_MAX)
		intake_fault(disc->intake, disc->found.volume_at,
			"ECMA-167 3/10.6.7",
			"the logical volume has %u maps in %zu bytes; at most "
			"%d in %zu are taken",
			count, size, UDF_MAPS_MAX, room);
	size = size < room ? size : room;
	for (size_t at = 0; !error && disc->map_count < count &&
			    disc->map_count < UDF_MAPS_MAX;) {
		size_t used = size - at < 2 ? 0 : bytes[at + 1];

		if (used < 2 || used > size - at) {
			intake_fault(disc->intake, disc->found.volume_at,
				"ECMA-167 3/10.7.1",
				"a partition map is not whole");
			break;
		}
		error = take_map(
			disc, bytes + at, &disc->maps[disc->map_count++]);
		at += used;
	}
	return error;
}

int partitions_load(struct udf_disc *disc)
{
	int error = take_maps(disc);

	for (uint16_t i = 0; !error && i < disc->map_count; i++) {
		struct udf_area *area = &disc->maps[i];

		if (area->kind == UDF_MAP_VIRTUAL)
			error = virtualmap_load(disc, i);
		else if (area->kind == UDF_MAP_METADATA)
			error = metadatamap_load(disc, i);
		if (error != -EUCLEAN)
			continue;
		area->kind = UDF_MAP_UNKNOWN;
		error = 0;
	}
	return error;
}

/* Writers of later sessions say where the data of older ones are by numbers
 * that wrap around: before their own partition. */
static int locate_before(const struct udf_disc *disc,
	const struct udf_area *area, struct udf_spot *spot, uint64_t *count)
{
	uint32_t sector = (uint32_t)area->start + spot->block;

	if (!disc->intake->start || sector >= area->start)
		return -EUCLEAN;
	spot->at = (uint64_t)sector * disc->block;
	*count = area->start - sector;
	return 0;
}

static int locate_physical(const struct udf_disc *disc,
	const struct udf_area *area, struct udf_spot *spot, uint64_t *count)
{
	if (spot->block >= area->blocks)
		return locate_before(disc, area, spot, count);
	spot->at = (area->start + spot->block) * disc->block;
	*count = area->blocks - spot->block;
	return 0;
}

static int locate_spared(const struct udf_disc *disc,
	const struct udf_area *area, struct udf_spot *spot, uint64_t *count)
{
	uint32_t within = spot->block % area->packet;
	const struct udf_sparing_entry wanted = {
		.original = le32_from(spot->block - within),
	};
	const struct udf_sparing_entry *entry;
	int error = locate_physical(disc, area, spot, count);

	if (error)
		return error;
	if (*count > area->packet - within)
		*count = area->packet - within;
	entry = bsearch(&wanted, area->spared, area->spared_count,
		sizeof(wanted), by_original);
	if (entry)
		spot->at = ((uint64_t)le32_get(entry->mapped) + within) *
			   disc->block;
	return 0;
}

static int locate_virtual(const struct udf_disc *disc,
	const struct udf_area *area, struct udf_spot *spot, uint64_t *count)
{
	struct udf_spot real = *spot;
	int error;

	if (spot->block >= area->table_count)
		return -EUCLEAN;
	real.block = area->table[spot->block];
	error = locate_physical(disc, area, &real, count);
	spot->at = real.at;
	*count = 1;
	return error;
}

static int locate_metadata(const struct udf_disc *disc,
	const struct udf_area *area, struct udf_spot *spot, uint64_t *count)
{
	uint64_t size;

	if ((uint64_t)spot->block * disc->block >= area->runs.size)
		return -EUCLEAN;
	spot->at = runs_at(
		&area->runs, (uint64_t)spot->block * disc->block, &size);
	*count = size / disc->block;
	return spot->at == UDF_HOLE || !*count ? -EUCLEAN : 0;
}

int partitions_locate(
	struct udf_disc *disc, struct udf_spot *spot, uint64_t *count)
{
	const struct udf_area *area;

	if (spot->map >= disc->map_count || !udf_steps(disc, 1))
		return -EUCLEAN;
	area = &disc->maps[spot->map];
	switch (area->kind) {
	case UDF_MAP_PHYSICAL:
		return locate_physical(disc, area, spot, count);
	case UDF_MAP_SPARABLE:
		return locate_spared(disc, area, spot, count);
	case UDF_MAP_VIRTUAL:
		return locate_virtual(disc, area, spot, count);
	case UDF_MAP_METADATA:
		return locate_metadata(disc, area, spot, count);
	case UDF_MAP_UNKNOWN:
		break;
	}
	return -EUCLEAN;
}

void partitions_free(struct udf_disc *disc)
{
	places_free(&disc->extents);
	for (unsigned i = 0; i < disc->map_count; i++) {
		free(disc->maps[i].spared);
		free(disc->maps[i].table);
		runs_free(&disc->maps[i].runs);
	}
}
