#include "emit/format.h"

#include <errno.h>

#include "eltorito/eltorito.h"
#include "emit/readme.h"
#include "hybrid/hybrid.h"
#include "joliet/joliet.h"
#include "rockridge/rockridge.h"
#include "udf/udfplan.h"

/* The volume of ISO 9660 is there but in an image of UDF only. */
static int plan_iso(struct layout *layout, const struct source *source)
{
	if (!readme_is_udf_alone(source))
		return rockridge_plan(layout, source);
	return source->settings->udf_readme ? readme_plan(layout, source) : 0;
}

static const struct format formats[] = {
	{ "iso9660", plan_iso },
	{ "joliet", joliet_plan },
	{ "udf", udfplan_add },
	{ "eltorito", eltorito_plan },
	{ "hybrid", hybrid_plan },
};
/* Those that a partition with the volume in it has again. */
static const struct format partition_formats[] = {
	{ "iso9660", plan_iso },
	{ "joliet", joliet_plan },
};

static int run(const struct format *table, size_t count, struct layout *layout,
	const struct source *source)
{
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		error = table[i].plan(layout, source);
	return error;
}

#define RUN(table, layout, source)                                             \
	run(table, sizeof(table) / sizeof(*table), layout, source)

/* The sentences about names were said before. */
static int plan_partition(struct layout *layout, const struct source *source)
{
	struct source *again = layout_alloc(layout, sizeof(*again));
	const struct iw_node **behind =
		layout_alloc(layout, PARTITIONS_MAX * sizeof(*behind));

	if (!again || !behind)
		return -ENOMEM;
	*again = *source;
	again->origin = LAYOUT_PARTITION;
	again->diag = NULL;
	again->behind = behind;
	again->behind_count = hybrid_apart(source, behind);
	if (again->behind_count < 0)
		return again->behind_count;
	return RUN(partition_formats, layout, again);
}

int emit_plan(struct layout *layout, const struct source *source)
{
	bool is_partition;
	int error = RUN(formats, layout, source);

	if (!error)
		error = hybrid_is_partition(source, &is_partition);
	if (!error && is_partition)
		error = plan_partition(layout, source);
	return error;
}
