#include "udf/udfplan.h"

#include <errno.h>

/* The file that the metadata partition is: the run, in the partition of the
 * volume. */
static struct udf_space space_of_run(const struct udf *udf)
{
	struct udf_space space = {
		.size = (uint64_t)udf->run_blocks * UDF_BLOCK,
		.block = (uint32_t)(udf->run->lba - UDF_PARTITION_LBA),
		.room = UDF_BLOCK - sizeof(struct udf_extended_entry),
	};

	/* An entry's room is for 220 GiB of metadata. */
	assert(filespace_blocks(&space) == 0);
	return space;
}

/* No name leads to it, and its mirror has the same extents (UDF 2.50
 * 2.2.13.1, flag 0 in the map). */
static void put_entry(const struct udf *udf, enum udf_file_type type,
	uint32_t location, uint8_t *out)
{
	struct udf_extended_entry *entry = (void *)out;
	struct udf_space space = space_of_run(udf);
	struct udf_timestamp now = udfplan_time(udf, udf->source.now);
	size_t size = filespace_put(udf, &space, out + sizeof(*entry));

	*entry = (struct udf_extended_entry){
		.head = { .icb = { .strategy = le16_from(UDF_ICB_ONE_ENTRY),
				  .entries = le16_from(1),
				  .file_type = (uint8_t)type },
			.uid = le32_from(UINT32_MAX),
			.gid = le32_from(UINT32_MAX),
			.size = le64_from(space.size) },
		.object_size = le64_from(space.size),
		.blocks = le64_from(udf->run_blocks),
		.accessed = now,
		.modified = now,
		.created = now,
		.changed = now,
		.checkpoint = le32_from(UDF_ENTRY_CHECKPOINT),
		.tail = { .implementation = ecma_implementation(),
			.descriptors_size = le32_from((uint32_t)size) },
	};
	ecma_seal(udf->revision, entry, UDF_TAG_EXTENDED_FILE_ENTRY, location,
		sizeof(*entry) + size);
}

static uint32_t location_of(const struct section *self)
{
	return (uint32_t)(self->lba - UDF_PARTITION_LBA);
}

static void render_main(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	put_entry(self->subject, UDF_FILE_METADATA, location_of(self), out);
}

static void render_mirror(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	put_entry(self->subject, UDF_FILE_METADATA_MIRROR, location_of(self),
		out);
}

int metafile_plan(struct udf *udf, struct layout *layout)
{
	/* Far from each other: UDF 2.50 2.2.13. */
	const struct section main = {
		.zone = ZONE_TAIL,
		.rank = UDF_RANK_LAST,
		.size = UDF_BLOCK,
		.render = render_main,
		.subject = udf,
	};
	const struct section mirror = {
		.zone = ZONE_FIXED,
		.lba = UDF_PARTITION_LBA,
		.size = UDF_BLOCK,
		.render = render_mirror,
		.subject = udf,
	};

	udf->last = layout_add(layout, &main);
	return udf->last && layout_add(layout, &mirror) ? 0 : -ENOMEM;
}
