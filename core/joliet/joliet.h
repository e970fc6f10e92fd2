/*
 * Joliet: a supplementary volume (ECMA-119 8.5) whose tree has the names of
 * joliet/, in UCS-2, big-endian. As other writers do, and all readers expect,
 * no version is written behind them.
 */
#ifndef ISOWEAVE_JOLIET_JOLIET_H
#define ISOWEAVE_JOLIET_JOLIET_H

#include "emit/format.h"

/* Plans the Joliet volume, if joliet/ has any name. */
int joliet_plan(struct layout *layout, const struct source *source);

#endif
