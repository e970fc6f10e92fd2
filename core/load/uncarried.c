#include "load/uncarried.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/bytes.h"

enum {
	AREA_SECTORS = 16, /* ECMA-119 6.2.1 */
	RECOGNITION_MAX = 64,
};

static bool is_blank(const uint8_t *bytes, size_t size)
{
	while (size && !bytes[size - 1])
		size--;
	return !size;
}

static int look_at_area(const struct intake *intake, bool *out)
{
	const size_t size = AREA_SECTORS * SECTOR_SIZE;
	uint8_t *area = malloc(size);
	int error =
		area ? medium_read(&intake->medium, 0, size, area) : -ENOMEM;

	*out = !error && !is_blank(area, size);
	free(area);
	return error == -EUCLEAN ? 0 : error;
}

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

int uncarried_check(const struct intake *intake, const char *name)
{
	bool has_area, has_udf;
	int error = look_at_area(intake, &has_area);

	if (!error)
		error = look_for_udf(intake, &has_udf);
	if (error || (!has_area && !has_udf && !intake->catalog))
		return error;
	return diag_fail(intake->diag, -EOPNOTSUPP,
		"%s: a change would lose%s%s%s; to look at it, mount it with "
		"'-o ro'",
		name, intake->catalog ? " [the boot catalog (El Torito)]" : "",
		has_area ? " [the boot code or partition tables in its first "
			   "32 KiB]"
			 : "",
		has_udf ? " [its UDF names]" : "");
}
