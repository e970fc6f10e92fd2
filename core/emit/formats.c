#include "emit/format.h"

#include "eltorito/eltorito.h"
#include "hybrid/hybrid.h"
#include "joliet/joliet.h"
#include "rockridge/rockridge.h"
#include "udf/udfplan.h"

static const struct format formats[] = {
	{ "iso9660", rockridge_plan },
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
