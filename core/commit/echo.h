/*
 * The echo: what the last session has of its own follows the new commit, so
 * that who goes by sessions sees the same as who begins at sector 16.
 *
 *	16                    session + 16        a tag
 *	[ descriptors ] ─────▶[ descriptors, 0 ]  [ 0 ]
 *
 * A volume is as long there as it is from the session's start on. Where sector
 * 16 had another session until now, the last one's descriptors are blank.
 */
#ifndef ISOWEAVE_COMMIT_ECHO_H
#define ISOWEAVE_COMMIT_ECHO_H

#include "commit/plan.h"

#define ECHO_PLACES (1 + ECHO_TAGS)
/* The sectors that ECHO is in, apart from each other; returns how many. */
unsigned echo_places(const struct echo *echo, struct extent out[ECHO_PLACES]);
/* Notes what of IMAGE's echo PLAN, which is placed, has: nothing that lies in
 * its head, or elsewhere in a new order. */
void echo_plan(const struct iw_image *image, struct plan *plan);
/* As layout_render() of PLAN's layout; then WRITEs its echo. */
int echo_render(const struct plan *plan, layout_write *write, void *user);

#endif
