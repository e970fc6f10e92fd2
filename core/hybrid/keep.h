/*
 * Partition tables kept as an existing image has them: every byte stays but
 * what depends on the image's end, and on places of files that moved.
 *
 *	the entry begins		it becomes
 *	in the system area		as long as the image, if it was that
 *	behind that, with the volume	as long as what is not in partitions
 *	in it for itself		behind it
 *	where a file of boot/partitions	where the file is now
 *	did
 *	at a gap, or at HFS+		stays; the last gap reaches the end
 *	elsewhere			unused: its file is gone
 *
 * Knows places and tables, no model.
 */
#ifndef ISOWEAVE_HYBRID_KEEP_H
#define ISOWEAVE_HYBRID_KEEP_H

#include "hybrid/kept.h"
#include "hybrid/tables.h"

/* Makes the tables in AREA, as GEOGRAPHY's area has them, true of it. */
void keep_tables(const struct geography *geography, uint8_t *area);
/* Blocks of the GPT's second array and header, 0 without. */
uint64_t keep_backup_blocks(const uint8_t *area);
/* Writes them, so that they end at END, as AREA has them. */
void keep_backup(const uint8_t *area, uint8_t *end);

#endif
