/*
 * What an existing image has that no loader takes: a commit would lose it, so
 * such an image is not opened for change.
 */
#ifndef ISOWEAVE_LOAD_UNCARRIED_H
#define ISOWEAVE_LOAD_UNCARRIED_H

#include "load/intake.h"

/* -EOPNOTSUPP: a change of the image NAME would lose what was said. */
int uncarried_check(const struct intake *intake, const char *name);

#endif
