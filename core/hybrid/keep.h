/*
 * Partition tables kept as an existing image has them: every byte stays but
 * what depends on the image's end, and on places of files that moved.
 *
 *	the entry begins		it becomes
 *	in the system area		as long as the image, if it was that
 *	where a file of boot/partitions	where the file is now
 *	did
 *	at a gap, or at HFS+		stays; the last gap reaches the end
 *	elsewhere			unused: its file is gone
 *
 * Knows places and tables, no model.
 */
#ifndef ISOWEAVE_HYBRID_KEEP_H
#define ISOWEAVE_HYBRID_KEEP_H

#include "hybrid/tables.h"

#define KEPT_MAX 256 /* entries that a table here can have */

/* An entry of the GPT, or else of the MBR, in blocks. */
struct kept {
	int number;
	enum kept_kind {
		KEPT_VOLUME, /* begins in the system area */
		KEPT_GAP,
		KEPT_HFS,
		KEPT_FILE,
	} kind;
	uint64_t start, blocks;
	uint8_t type; /* of the MBR's entry there */
	bool active;
	struct gpt_range gpt; /* zeros: there is no GPT */
};

/* Lists the entries of the system area AREA in OUT; returns how many. */
size_t keep_list(const uint8_t *area, struct kept out[KEPT_MAX]);
/* Whether its GPT, if there is one, is sound. */
bool keep_is_sound(const uint8_t *area);
/* The blocks of the disk for which its tables were made; 0: no table. */
uint64_t keep_end(const uint8_t *area);

/* Makes the tables in AREA, as GEOGRAPHY's area has them, true of it. */
void keep_tables(const struct geography *geography, uint8_t *area);
/* Blocks of the GPT's second array and header, 0 without. */
uint64_t keep_backup_blocks(const uint8_t *area);
/* Writes them, so that they end at END, as AREA has them. */
void keep_backup(const uint8_t *area, uint8_t *end);

#endif
