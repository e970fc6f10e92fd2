/*
 * El Torito in an image: the boot record at sector 17, the catalog, and what
 * differs in loaders from their files.
 *
 *	boot/ ── entries ─┬─▶ boot record	RANK_BOOT_RECORD
 *	                  ├─▶ catalog		ZONE_ENTRIES; boot/catalog's
 *bytes └─▶ first sectors	ZONE_PATCHES, over the data
 *
 * Knows entries and what the standard makes of them; no partition.
 */
#ifndef ISOWEAVE_ELTORITO_ELTORITO_H
#define ISOWEAVE_ELTORITO_ELTORITO_H

#include "boot/look.h"
#include "emit/format.h"

/* See struct format. patch_prepare() was called before. */
int eltorito_plan(struct layout *layout, const struct source *source);

/*
 * The catalog as it is now, for a look at it: where images will be moved, it
 * has their present places. The caller frees *OUT. -ENOMEM, -EIO.
 */
int eltorito_preview(const struct boot *boot, uint8_t **out, size_t *size);

#endif
