#include "load/uncarried.h"

#include <errno.h>

int uncarried_check(const struct intake *intake, const char *name)
{
	if (!intake->uncarried)
		return 0;
	return diag_fail(intake->diag, -EOPNOTSUPP,
		"%s: is not opened for change; to look at it, mount it with "
		"'-o ro'",
		name);
}
