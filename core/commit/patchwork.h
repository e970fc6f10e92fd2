/*
 * Which sectors of an image come from where, when no file has it as a whole:
 * runs of sectors, found by bisection.
 */
#ifndef ISOWEAVE_COMMIT_PATCHWORK_H
#define ISOWEAVE_COMMIT_PATCHWORK_H

#include <stddef.h>
#include <stdint.h>

struct run {
	uint64_t at;	/* sector of the image */
	uint64_t count; /* sectors */
	union {
		uint8_t *bytes; /* the owner's */
		uint64_t from;	/* store address */
	};
};

/* Zeroed: none yet. */
struct runs {
	struct run *run; /* once sorted: ascending, apart */
	size_t count, room;
};

/* -ENOMEM. */
int patchwork_add(struct runs *runs, const struct run *run);
void patchwork_sort(struct runs *runs);
/* The run of the sorted RUNS that has SECTOR; NULL: none does. *LEFT sectors
 * are cut to those that the answer is true of. */
const struct run *patchwork_find(
	const struct runs *runs, uint64_t sector, uint64_t *left);
/* Overwrites SIZE bytes AT, in bytes, in one sector of RUNS, which have bytes.
 */
void patchwork_amend(
	struct runs *runs, const void *bytes, size_t size, uint64_t at);
void patchwork_free(struct runs *runs);

#endif
