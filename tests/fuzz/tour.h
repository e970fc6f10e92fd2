/*
 * What can be done with an open image, whatever is in it.
 */
#ifndef ISOWEAVE_TESTS_FUZZ_TOUR_H
#define ISOWEAVE_TESTS_FUZZ_TOUR_H

#include <isoweave.h>

/* Looks at every name of every view, and reads the ends of every file. */
void tour_views(struct iw_image *image);
/* Makes, removes and renames something. */
void tour_edit(struct iw_image *image);
/* Reads all bytes that a sync would write; 0, or why there are none. */
int tour_snapshot(struct iw_image *image);

#endif
