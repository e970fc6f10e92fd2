/*
 * A draft of one record's system use: its entries in order, and how they
 * divide into parts: what stays in the record, then areas. Drawn twice, when
 * sizes are planned and when bytes are written, with equal sizes.
 */
#ifndef ISOWEAVE_ROCKRIDGE_DRAFT_H
#define ISOWEAVE_ROCKRIDGE_DRAFT_H

#include <stdbool.h>

#include "disk/susp.h"

#define DRAFT_ENTRIES 512 /* of ours some 40 at most; see carry_load.c */
#define AREA_BLOCK 2048

struct draft {
	uint8_t bytes[DRAFT_ENTRIES * SUSP_ENTRY_MAX];
	struct {
		uint32_t at, size;
	} entry[DRAFT_ENTRIES];
	size_t count;
	size_t size;  /* bytes */
	size_t apart; /* the first entry of those that go apart */
};

void draft_begin(struct draft *draft);
/* Room for one more entry. */
uint8_t *draft_next(struct draft *draft);
/* It is SIZE bytes long. */
void draft_added(struct draft *draft, size_t size);
/* Those added from now on are in no part with those before. */
void draft_apart(struct draft *draft);

/* Entries from FIRST to before END, of SIZE bytes together. */
struct part {
	size_t first, end;
	size_t size;
	bool more; /* and a CE entry behind them, counted in SIZE */
};

/* What stays in a record with ROOM bytes. */
struct part draft_inside(const struct draft *draft, size_t room);
/* The part after BEFORE, which has more. */
struct part draft_area(const struct draft *draft, const struct part *before);
/* Where an area of SIZE bytes goes, behind AT: blocks are not crossed. */
uint64_t draft_place(uint64_t at, size_t size);

/* Writes PART; NEXT is where the one after it will be, if there is more. */
struct place {
	uint32_t block, offset, size;
};
void draft_write(const struct draft *draft, const struct part *part,
	const struct place *next, uint8_t *out);

#endif
