/* What the parts of this folder share: the extension of the primary tree. */
#ifndef ISOWEAVE_ROCKRIDGE_RIDGE_H
#define ISOWEAVE_ROCKRIDGE_RIDGE_H

#include "iso9660/tree.h"
#include "rockridge/draft.h"

/* Continuation areas that are rendered together. */
struct run {
	struct section *section;
	struct area *first, *last;
	const struct directory *dir; /* whose records go on here, or NULL */
	const struct ridge *ridge;
};

/* Of a record that goes on outside of its directory. */
struct area {
	struct area *next; /* of the run */
	struct run *run;
	const struct record *record;
	uint64_t at; /* of its first bytes, in the run */
};

struct ridge {
	struct extension extension;
	struct layout *layout;
	const struct source *source;
	struct run *near, *far; /* the last ones */
};

/* What is kept for a record (struct record's use). */
struct count {
	uint32_t links, serial;
	struct area *near; /* what had no room, directly behind the directory */
	struct area *far;  /* what goes apart, behind all directories */
};

/* A part of a record's system use, and where it is. */
struct piece {
	struct part part;
	struct run *run; /* NULL: in the record */
	uint64_t at;	 /* in the run */
};

/* Counts links and serial numbers of all records. -ENOMEM. */
int count_links(const struct ridge *ridge, struct tree *tree);

/* Draws the entries of RECORD; addresses are right only in render. */
void entries_draw(const struct ridge *ridge, const struct record *record,
	struct draft *out);

/* Takes room for all of DRAFT, RECORD's, that is behind the part INSIDE.
 * -ENOMEM. */
int areas_add(struct ridge *ridge, const struct record *record,
	const struct draft *draft, const struct part *inside);

/* The piece in the record itself, and the one after BEFORE, which has more. */
struct piece piece_inside(
	const struct record *record, const struct draft *draft);
struct piece piece_next(const struct record *record, const struct draft *draft,
	const struct piece *before);
/* Writes PIECE, and where the NEXT one is if there is more. */
void piece_write(const struct draft *draft, const struct piece *piece,
	const struct piece *next, uint8_t *out);

#endif
