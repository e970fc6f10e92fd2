/*
 * What a commit would lose of an existing image: what is damaged, what no
 * loader takes. Without the setting 'losses=allow' such an image is only looked
 * at.
 */
#ifndef ISOWEAVE_LOAD_LOSSES_H
#define ISOWEAVE_LOAD_LOSSES_H

#include "load/intake.h"

/* Nothing failed, but the image cannot be opened for change. */
#define LOSSES_REFUSED 1

/* Says what becomes of the image NAME by what was found in it. 0, or
 * LOSSES_REFUSED. */
int losses_weigh(const struct intake *intake, const char *name);

#endif
