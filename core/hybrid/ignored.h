/*
 * What of boot/ kept partition tables do not follow: partitions that are new.
 */
#ifndef ISOWEAVE_HYBRID_IGNORED_H
#define ISOWEAVE_HYBRID_IGNORED_H

#include "emit/format.h"
#include "hybrid/hybrid.h"

/* Says which they are, and what to do about it. */
void ignored_say(const struct source *source, const struct hybrid_view *view);

#endif
