#include "emit/format.h"

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

int emit_plan(struct layout *layout, const struct source *source)
{
	const size_t count = sizeof(formats) / sizeof(*formats);
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		error = formats[i].plan(layout, source);
	return error;
}
