/*
 * An HFS or HFS+ volume over the same disc as the image's, for Macs: its
 * catalog names the data of the image's files by their places.
 *
 * It is not written here. In place it stays whole, if nothing of the old image
 * is overwritten; in a new image it would lead to other bytes.
 */
#ifndef ISOWEAVE_HYBRID_HFS_H
#define ISOWEAVE_HYBRID_HFS_H

#include "hybrid/kept.h"
#include "load/intake.h"

/* Whether the blocks (of 512 bytes) from START are a file of the image: such a
 * volume is a partition like others. */
bool hfs_is_file(const struct intake *intake, uint64_t start, uint64_t blocks);
/* Whether the tables in AREA, or it itself, have an HFS volume that is none. */
bool hfs_is_there(const struct intake *intake, const uint8_t *area);
/* Takes out of AREA the header of such a volume, and the Apple partition map,
 * which is made anew where it is wanted. */
void hfs_take_out(uint8_t *area);

#endif
