#include "udf/udfplan.h"

#include <errno.h>

#include "util/osta.h"

enum { LEVEL = 3 }; /* UDF 2.3.2.2 */
enum { CS0 = 1 };

static void put_names(const struct udf *udf, struct udf_file_set *set)
{
	const struct settings *settings = udf->source.settings;
	const char *volume_id = udfplan_volume_id(udf);

	osta_put_field(volume_id, set->logical_volume_id,
		sizeof(set->logical_volume_id));
	osta_put_field(volume_id, set->id, sizeof(set->id));
	osta_put_field(settings->copyright, set->copyright_file,
		sizeof(set->copyright_file));
	osta_put_field(settings->abstract, set->abstract_file,
		sizeof(set->abstract_file));
}

static void render_file_set(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct udf *udf = self->subject;
	struct udf_file_set *set = (void *)out;
	uint32_t root = udfplan_entry(udf, 0);

	(void)layout;
	*set = (struct udf_file_set){
		.recorded = udfplan_time(udf, udf->source.now),
		.interchange_level = le16_from(LEVEL),
		.max_interchange_level = le16_from(LEVEL),
		.character_sets = le32_from(CS0),
		.max_character_sets = le32_from(CS0),
		.volume_charset = ecma_charset(),
		.charset = ecma_charset(),
		.root = { .size = le32_from(UDF_BLOCK),
			.at = { .block = le32_from(root),
				.partition =
					le16_from(udfplan_partition(udf)) } },
		.domain = ecma_domain(udf->revision),
	};
	put_names(udf, set);
	ecma_seal(udf->revision, set, UDF_TAG_FILE_SET, 0, sizeof(*set));
	ecma_seal(udf->revision, out + UDF_BLOCK, UDF_TAG_TERMINATING, 1,
		sizeof(struct udf_terminating));
}

int fileset_plan(struct udf *udf, struct layout *layout)
{
	const struct section what = {
		.zone = ZONE_FIXED,
		.lba = UDF_PARTITION_LBA,
		.size = UDF_FILE_SET_BLOCKS * UDF_BLOCK,
		.render = render_file_set,
		.subject = udf,
	};

	if (udf->revision->metadata)
		return udfplan_extend(
			udf, layout, UDF_FILE_SET_BLOCKS, render_file_set, udf);
	return layout_add(layout, &what) ? 0 : -ENOMEM;
}
