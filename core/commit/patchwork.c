#include "commit/patchwork.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

int patchwork_add(struct runs *runs, const struct run *run)
{
	if (runs->count == runs->room) {
		size_t room = runs->room * 2 + 16;
		struct run *grown =
			reallocarray(runs->run, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		runs->run = grown;
		runs->room = room;
	}
	runs->run[runs->count++] = *run;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

void patchwork_sort(struct runs *runs)
{
	if (runs->count)
		qsort(runs->run, runs->count, sizeof(*runs->run), compare);
}

const struct run *patchwork_find(
	const struct runs *runs, uint64_t sector, uint64_t *left)
{
	size_t low = 0, high = runs->count;
	const struct run *run;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (runs->run[middle].at <= sector)
			low = middle + 1;
		else
			high = middle;
	}
	run = low ? &runs->run[low - 1] : NULL;
	if (run && sector < run->at + run->count) {
		if (*left > run->at + run->count - sector)
			*left = run->at + run->count - sector;
		return run;
	}
	if (low < runs->count && runs->run[low].at - sector < *left)
		*left = runs->run[low].at - sector;
	return NULL;
}

void patchwork_amend(
	struct runs *runs, const void *bytes, size_t size, uint64_t at)
{
	uint64_t sector = at / SECTOR_SIZE, left = 1;
	const struct run *run = patchwork_find(runs, sector, &left);

	assert(run && at % SECTOR_SIZE + size <= SECTOR_SIZE);
	memcpy(run->bytes + (at - run->at * SECTOR_SIZE), bytes, size);
}

void patchwork_free(struct runs *runs)
{
	free(runs->run);
	*runs = (struct runs){ 0 };
}
