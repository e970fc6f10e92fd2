/*
 * A boot catalog on the medium, whose length nothing says.
 */
#ifndef ISOWEAVE_ELTORITO_CATALOG_READ_H
#define ISOWEAVE_ELTORITO_CATALOG_READ_H

#include "eltorito/catalog.h"
#include "load/intake.h"

/* The entries of INTAKE's catalog; the caller frees *OUT. -EUCLEAN: it has none
 * there. One that has no end is a fault, and taken as far as it goes. */
int catalog_read(
	struct intake *intake, struct catalog_entry **out, size_t *count);

#endif
