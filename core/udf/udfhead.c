#include "udf/udfplan.h"

#include <errno.h>
#include <string.h>

static void render_recognition(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct udf *udf = self->subject;
	const char *const ids[] = { "BEA01", udf->revision->nsr, "TEA01" };
	struct udf_recognition *at = (void *)out;

	(void)layout;
	for (size_t i = 0; i < 3; i++) {
		at[i] = (struct udf_recognition){ .type = 0, .version = 1 };
		memcpy(at[i].id, ids[i], sizeof(at[i].id));
	}
}

static void render_anchor(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct udf *udf = self->subject;
	const le32 size = le32_from(UDF_SEQUENCE_BLOCKS * UDF_BLOCK);
	struct udf_anchor *anchor = (void *)out;

	(void)layout;
	*anchor = (struct udf_anchor){
		.main = { .size = size, .location = le32_from(UDF_MAIN_LBA) },
		.reserve = { .size = size,
			.location = le32_from(UDF_RESERVE_LBA) },
	};
	ecma_seal(udf->revision, anchor, UDF_TAG_ANCHOR, (uint32_t)self->lba,
		sizeof(*anchor));
}

/* Free blocks of each partition, then all of them: UDF 2.2.6.2, 2.2.6.3. */
static size_t put_tables(const struct udf *udf, le32 *out)
{
	size_t count = (size_t)udfplan_partition(udf) + 1;

	for (size_t i = 0; i < count; i++)
		out[i] = le32_from(0);
	out[count] = le32_from(udfplan_partition_blocks(udf));
	if (udf->revision->metadata)
		out[count + 1] = le32_from(udf->run_blocks);
	return 2 * count;
}

static size_t put_integrity(const struct udf *udf, uint8_t *out)
{
	struct udf_integrity *integrity = (void *)out;
	le32 *tables = (void *)(integrity + 1);
	size_t count = put_tables(udf, tables);
	struct udf_volume_counts *counts = (void *)(tables + count);

	*integrity = (struct udf_integrity){
		.recorded = udfplan_time(udf, udf->source.now),
		.type = le32_from(UDF_INTEGRITY_CLOSED),
		.next_unique_id = le64_from(udf->next_unique_id),
		.partition_count = le32_from((uint32_t)count / 2),
		.use_size = le32_from(sizeof(*counts)),
	};
	*counts = (struct udf_volume_counts){
		.implementation = ecma_implementation(),
		.files = le32_from(udf->names),
		.directories = le32_from(udf->directories),
		.min_read_revision = le16_from(udf->revision->min_read),
		.min_write_revision = le16_from(udf->revision->number),
		.max_write_revision = le16_from(udf->revision->number),
	};
	return (size_t)((uint8_t *)(counts + 1) - out);
}

static void render_integrity(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct udf *udf = self->subject;
	size_t size = put_integrity(udf, out);

	(void)layout;
	ecma_seal(
		udf->revision, out, UDF_TAG_INTEGRITY, UDF_INTEGRITY_LBA, size);
	ecma_seal(udf->revision, out + UDF_BLOCK, UDF_TAG_TERMINATING,
		UDF_INTEGRITY_LBA + 1, sizeof(struct udf_terminating));
}

/* Anchors are wanted in two of three places (ECMA-167 3/8.4.2.1). The third,
 * 256 sectors before the last, is left out: every reader looks at 256, and it
 * would make an image half a mebibyte longer. */
int udfhead_plan(struct udf *udf, struct layout *layout)
{
	const struct section sections[] = {
		{ .zone = ZONE_DESCRIPTORS,
			.rank = RANK_RECOGNITION,
			.size = 3 * sizeof(struct udf_recognition),
			.render = render_recognition },
		{ .zone = ZONE_FIXED,
			.lba = UDF_INTEGRITY_LBA,
			.size = UDF_INTEGRITY_BLOCKS * UDF_BLOCK,
			.render = render_integrity },
		{ .zone = ZONE_FIXED,
			.lba = UDF_ANCHOR,
			.size = sizeof(struct udf_anchor),
			.render = render_anchor },
		{ .zone = ZONE_TAIL,
			.rank = UDF_RANK_LAST + 1,
			.size = sizeof(struct udf_anchor),
			.render = render_anchor },
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct section what = sections[i];

		what.subject = udf;
		udf->anchor = layout_add(layout, &what);
		if (!udf->anchor)
			return -ENOMEM;
	}
	return 0;
}
