#include "emit/format.h"

#include "udf/udfplan.h"

static const struct format formats[] = {
	{ "udf", udfplan_add },
	{ 0 },
};

int emit_plan(struct layout *layout, const struct source *source)
{
	int error = 0;

	for (const struct format *f = formats; f->plan && !error; f++)
		error = f->plan(layout, source);
	return error;
}
