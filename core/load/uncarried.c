#include "load/uncarried.h"

#include <errno.h>
#include <string.h>

#include "util/bytes.h"

enum {
	AREA_SECTORS = 16, /* ECMA-119 6.2.1 */
	RECOGNITION_MAX = 64,
};

/* The volume recognition sequence (ECMA-167 3/3.1) stands behind the
 * descriptors of ISO 9660, which it ends with. */
static int look_for_udf(const struct intake *intake, bool *out)
{
	*out = false;
	for (uint64_t i = 0; i < RECOGNITION_MAX && !*out; i++) {
		uint8_t head[7];
		int error = medium_sectors(
			&intake->medium, AREA_SECTORS + i, sizeof(head), head);

		if (error)
			return error == -EUCLEAN ? 0 : error;
		*out = memcmp(head + 1, "NSR02", 5) == 0 ||
		       memcmp(head + 1, "NSR03", 5) == 0;
	}
	return 0;
}

int uncarried_check(struct intake *intake, const char *name)
{
	bool has_udf;
	int error = look_for_udf(intake, &has_udf);

	if (!error && has_udf)
		intake_uncarried(intake, "the names and attributes of UDF");
	if (error || !intake->uncarried)
		return error;
	return diag_fail(intake->diag, -EOPNOTSUPP,
		"%s: is not opened for change; to look at it, mount it with "
		"'-o ro'",
		name);
}
