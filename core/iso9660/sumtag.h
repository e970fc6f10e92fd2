/*
 * The tags of libisofs: a sector of text each, which has the MD5 sum of what
 * is before it in the session, and says where the next one is.
 *
 *	descriptors, tag ... path tables, directories, tag ... data, sums, tag
 *	               └──── next= ─────────────────────┴──── next= ────────┘
 *
 * Where the descriptors are a copy, at the begin of the medium, their tag says
 * where the session begins.
 */
#ifndef ISOWEAVE_ISO9660_SUMTAG_H
#define ISOWEAVE_ISO9660_SUMTAG_H

#include "load/intake.h"

/* Finds those of the session whose COUNT descriptors are behind INTAKE's
 * start, and notes them in its echo. -EIO and the like. */
int sumtag_find(struct intake *intake, uint32_t count);

#endif
