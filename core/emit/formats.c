#include "emit/format.h"

static const struct format formats[] = {
	{ 0 },
};

int emit_plan(struct layout *layout, const struct source *source)
{
	int error = 0;

	for (const struct format *f = formats; f->plan && !error; f++)
		error = f->plan(layout, source);
	return error;
}
