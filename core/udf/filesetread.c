#include "udf/udf_load.h"

#include <errno.h>
#include <string.h>

enum { FILE_SETS_MAX = 16 };

static int read_file_set(struct udf_disc *disc, const struct udf_long_ad *where,
	struct udf_file_set *out)
{
	uint8_t bytes[UDF_BLOCK_MAX];
	struct udf_spot spot = {
		.block = le32_get(where->at.block),
		.map = le16_get(where->at.partition),
	};
	uint64_t count;
	int error = partitions_locate(disc, &spot, &count);

	if (!error)
		error = udf_read_descriptor(
			disc, spot.at, UDF_TAG_FILE_SET, spot.block, bytes);
	if (!error)
		memcpy(out, bytes, sizeof(*out));
	return error;
}

/* The last of a chain is the one: ECMA-167 4/8.3. */
int filesetread_root(struct udf_disc *disc, struct udf_long_ad *out)
{
	struct udf_long_ad at =
		((const struct udf_logical_volume *)disc->found.volume)
			->file_set;
	struct udf_file_set set = { 0 };
	int error = 0;

	for (int i = 0; !error && le32_get(at.size); i++) {
		error = read_file_set(disc, &at, &set);
		if (!error && i == FILE_SETS_MAX)
			error = -EUCLEAN;
		at = set.next;
	}
	if (error == -EUCLEAN)
		intake_fault(disc->intake, disc->found.volume_at,
			"ECMA-167 4/8.3",
			"a file set descriptor is missing, or they have no "
			"end");
	*out = set.root;
	if (!le32_get(out->size))
		return error ? error : -EUCLEAN;
	return error == -EUCLEAN ? 0 : error;
}
