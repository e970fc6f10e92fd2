/* What the parts of this folder share: the extension of the primary tree. */
#ifndef ISOWEAVE_ROCKRIDGE_RIDGE_H
#define ISOWEAVE_ROCKRIDGE_RIDGE_H

#include "iso9660/tree.h"
#include "rockridge/draft.h"

/* Continuation areas that are rendered together. */
struct run {
	struct section *section;
	struct area *first, *last;
	const struct ridge *ridge;
};

/* A record that goes on outside of its directory. */
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
	struct run *run; /* the last */
};

/* What is counted for a record (struct record's use). */
struct count {
	uint32_t links, serial;
	struct area *area; /* or NULL */
};

/* Counts links and serial numbers of all records. -ENOMEM. */
int count_links(const struct ridge *ridge, struct tree *tree);

/* Draws the entries of RECORD; addresses are right only in render. */
void entries_draw(const struct ridge *ridge, const struct record *record,
	struct draft *out);

/* Notes that RECORD, of which FIRST stays in the directory, goes on. -ENOMEM.
 */
int areas_add(struct ridge *ridge, const struct record *record,
	const struct draft *draft, const struct part *first);
/* Where AREA, of SIZE bytes, begins in its run at AT. */
struct place areas_place(const struct run *run, uint64_t at, size_t size);

/* Bytes that RECORD has for its system use. */
size_t ridge_room(const struct record *record);

#endif
