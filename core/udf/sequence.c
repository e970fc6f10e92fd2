#include "udf/udfplan.h"

#include <errno.h>
#include <stdio.h>

#include "util/osta.h"
#include "util/utf8.h"

/* ECMA-167 3/11: a volume of its own; UDF 2.2.2.2: may become one of many. */
enum { LEVEL_ONE_VOLUME = 2, LEVEL_MAX = 3 };
enum { CS0 = 1 }; /* as a set of character sets: ECMA-167 3/10.1.9 */
enum { ALLOCATED = 1 };
enum { UNIQUE_CHARACTERS = 16 };
enum { MAP_PHYSICAL = 1, MAP_OF_TYPE_2 = 2 };

/* Bytes of the first 16 characters of a volume set identifier. */
static int unique_size(const char *text)
{
	const char *at = text;

	for (int i = 0; i < UNIQUE_CHARACTERS; i++)
		utf8_next(&at);
	return (int)(at - text);
}

/* Its first 16 characters tell volume sets apart (UDF 2.2.2.5); readers call
 * them the UUID, which stays what it is. */
static void put_set_id(const struct udf *udf, uint8_t *field, size_t size)
{
	const struct settings *settings = udf->source.settings;
	const struct timespec *now = &udf->source.now;
	const char *id = settings->udf_volset;
	char text[1024];

	if (!*id)
		snprintf(text, sizeof(text), "%08lx%08lx%s",
			(unsigned long)now->tv_sec & 0xffffffff,
			(unsigned long)now->tv_nsec, settings->volset);
	else if (settings_given(settings, "volset") &&
		 !settings_given(settings, "udf-volset"))
		snprintf(text, sizeof(text), "%.*s%s", unique_size(id), id,
			settings->volset);
	else
		snprintf(text, sizeof(text), "%s", id);
	osta_put_field(text, field, size);
}

static size_t put_primary(
	const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	struct udf_primary *primary = (void *)out;

	*primary = (struct udf_primary){
		.sequence = le32_from(sequence),
		.volume_number = le16_from(1),
		.volume_count = le16_from(1),
		.interchange_level = le16_from(LEVEL_ONE_VOLUME),
		.max_interchange_level = le16_from(LEVEL_MAX),
		.character_sets = le32_from(CS0),
		.max_character_sets = le32_from(CS0),
		.charset = ecma_charset(),
		.explanatory_charset = ecma_charset(),
		.recorded = udfplan_time(udf, udf->source.now),
		.implementation = ecma_implementation(),
	};
	osta_put_field(udfplan_volume_id(udf), primary->volume_id,
		sizeof(primary->volume_id));
	put_set_id(udf, primary->volume_set_id, sizeof(primary->volume_set_id));
	return sizeof(*primary);
}

static size_t put_info(const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	const struct settings *settings = udf->source.settings;
	struct udf_volume_info *info = (void *)out;
	const char *const lines[3] = { settings->publisher, settings->preparer,
		settings->application };

	*info = (struct udf_volume_info){
		.sequence = le32_from(sequence),
		.id = ecma_udf(udf->revision, "*UDF LV Info"),
		.charset = ecma_charset(),
		.implementation = ecma_implementation(),
	};
	osta_put_field(udfplan_volume_id(udf), info->logical_volume_id,
		sizeof(info->logical_volume_id));
	for (size_t i = 0; i < 3; i++)
		osta_put_field(lines[i], info->info[i], sizeof(info->info[i]));
	return sizeof(*info);
}

static size_t put_partition(
	const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	char contents[7];

	snprintf(contents, sizeof(contents), "+%s", udf->revision->nsr);
	*(struct udf_partition *)out = (struct udf_partition){
		.sequence = le32_from(sequence),
		.flags = le16_from(ALLOCATED),
		.contents = ecma_entity(contents),
		.access = le32_from(UDF_ACCESS_READ_ONLY),
		.start = le32_from(UDF_PARTITION_LBA),
		.blocks = le32_from(udfplan_partition_blocks(udf)),
		.implementation = ecma_implementation(),
	};
	return sizeof(struct udf_partition);
}

/* Returns the bytes of the maps. */
static size_t put_maps(const struct udf *udf, uint8_t *out)
{
	struct udf_map *physical = (void *)out;
	struct udf_metadata_map *metadata = (void *)(physical + 1);

	*physical = (struct udf_map){
		.type = MAP_PHYSICAL,
		.size = sizeof(*physical),
		.volume_number = le16_from(1),
	};
	if (!udf->revision->metadata)
		return sizeof(*physical);
	*metadata = (struct udf_metadata_map){
		.type = MAP_OF_TYPE_2,
		.size = sizeof(*metadata),
		.id = ecma_udf(udf->revision, "*UDF Metadata Partition"),
		.volume_number = le16_from(1),
		.main_file = le32_from(
			(uint32_t)(udf->last->lba - UDF_PARTITION_LBA)),
		.mirror_file = le32_from(0),
		.bitmap_file = le32_from(UDF_NO_FILE),
		.allocation_unit = le32_from(UDF_METADATA_UNIT),
		.alignment_unit = le16_from(1),
	};
	return sizeof(*physical) + sizeof(*metadata);
}

static size_t put_volume(const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	struct udf_logical_volume *volume = (void *)out;
	size_t maps = put_maps(udf, out + sizeof(*volume));
	uint16_t partition = udfplan_partition(udf);

	*volume = (struct udf_logical_volume){
		.sequence = le32_from(sequence),
		.charset = ecma_charset(),
		.block_size = le32_from(UDF_BLOCK),
		.domain = ecma_domain(udf->revision),
		.file_set = { .size = le32_from(
				      UDF_FILE_SET_BLOCKS * UDF_BLOCK),
			.at.partition = le16_from(partition) },
		.map_size = le32_from((uint32_t)maps),
		.map_count = le32_from(partition + 1),
		.implementation = ecma_implementation(),
		.integrity = { .size = le32_from(
				       UDF_INTEGRITY_BLOCKS * UDF_BLOCK),
			.location = le32_from(UDF_INTEGRITY_LBA) },
	};
	osta_put_field(udfplan_volume_id(udf), volume->id, sizeof(volume->id));
	return sizeof(*volume) + maps;
}

static size_t put_unallocated(
	const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	(void)udf;
	*(struct udf_unallocated *)out = (struct udf_unallocated){
		.sequence = le32_from(sequence),
	};
	return sizeof(struct udf_unallocated);
}

static size_t put_terminating(
	const struct udf *udf, uint32_t sequence, uint8_t *out)
{
	(void)udf;
	(void)sequence;
	(void)out;
	return sizeof(struct udf_terminating);
}

static const struct row {
	enum udf_tag_id id;
	/* Fills all but the tag; returns the size with it. */
	size_t (*put)(const struct udf *udf, uint32_t sequence, uint8_t *out);
} rows[] = {
	{ UDF_TAG_PRIMARY, put_primary },
	{ UDF_TAG_IMPLEMENTATION, put_info },
	{ UDF_TAG_PARTITION, put_partition },
	{ UDF_TAG_LOGICAL_VOLUME, put_volume },
	{ UDF_TAG_UNALLOCATED, put_unallocated },
	{ UDF_TAG_TERMINATING, put_terminating },
};

static void render_sequence(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct udf *udf = self->subject;

	(void)layout;
	for (uint32_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint8_t *at = out + (size_t)i * UDF_BLOCK;
		size_t size = rows[i].put(udf, i, at);

		ecma_seal(udf->revision, at, rows[i].id,
			(uint32_t)self->lba + i, size);
	}
}

int sequence_plan(struct udf *udf, struct layout *layout)
{
	const uint64_t places[] = { UDF_MAIN_LBA, UDF_RESERVE_LBA };

	for (size_t i = 0; i < 2; i++) {
		const struct section what = {
			.zone = ZONE_FIXED,
			.lba = places[i],
			.size = UDF_SEQUENCE_BLOCKS * UDF_BLOCK,
			.render = render_sequence,
			.subject = udf,
		};

		if (!layout_add(layout, &what))
			return -ENOMEM;
	}
	return 0;
}
