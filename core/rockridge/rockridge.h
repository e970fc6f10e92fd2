/*
 * Rock Ridge (IEEE P1282 over SUSP, P1281): names and attributes of POSIX, as
 * system use entries behind the identifiers of the primary tree.
 *
 *	record    [ head  FOO.TXT;1 | PX TF NM CE ]
 *	                                       │
 *	continuation area                      └─▶ [ SL SL ... CE ] ─▶ [ ... ]
 *
 * What does not fit in a record goes on in continuation areas directly behind
 * its directory, where libarchive has read them before it shows the names. Only
 * RE lies behind all directories: met in time, it would make libarchive refuse
 * the image. It refuses one, too, where a file's data lie before its areas, so
 * they follow the body. The first entries stay in the record in any case, for
 * readers that know no areas.
 */
#ifndef ISOWEAVE_ROCKRIDGE_ROCKRIDGE_H
#define ISOWEAVE_ROCKRIDGE_ROCKRIDGE_H

#include "emit/format.h"

/* Plans the primary volume, with Rock Ridge if rockridge/ has any name. */
int rockridge_plan(struct layout *layout, const struct source *source);

#endif
