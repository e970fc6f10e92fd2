/*
 * The primary volume, and at level 4 the enhanced one that shares its tree
 * (ECMA-119; ISO 9660:1999). Names of rockridge/ belong to this tree too, as
 * an extension of its records that is given here.
 */
#ifndef ISOWEAVE_ISO9660_ISO9660_H
#define ISOWEAVE_ISO9660_ISO9660_H

#include "iso9660/tree.h"

/* EXTENSION (NULL: names of iso/ only) must live as long as LAYOUT. */
int iso9660_plan(struct layout *layout, const struct source *source,
	struct extension *extension);

#endif
