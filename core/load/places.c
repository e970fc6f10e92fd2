#include "load/places.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

static size_t hash(uint64_t start, uint64_t size)
{
	uint64_t mixed = (start + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;

	mixed = (mixed ^ mixed >> 31 ^ size) * 0x94d049bb133111eb;
	return (size_t)(mixed ^ mixed >> 29);
}

static struct place *slot_of(
	const struct places *places, uint64_t start, uint64_t size)
{
	size_t at = hash(start, size);

	for (;; at++) {
		struct place *slot = &places->slot[at & (places->room - 1)];

		if (!slot->found ||
			(slot->start == start && slot->size == size))
			return slot;
	}
}

static int grow(struct places *places)
{
	struct places wider = { .room = places->room ? places->room * 2 : 64 };

	wider.slot = calloc(wider.room, sizeof(*wider.slot));
	if (!wider.slot)
		return -ENOMEM;
	for (size_t i = 0; i < places->room; i++) {
		const struct place *old = &places->slot[i];

		if (old->found)
			*slot_of(&wider, old->start, old->size) = *old;
	}
	wider.count = places->count;
	free(places->slot);
	*places = wider;
	return 0;
}

void *places_get(const struct places *places, uint64_t start, uint64_t size)
{
	return places->room ? slot_of(places, start, size)->found : NULL;
}

int places_put(
	struct places *places, uint64_t start, uint64_t size, void *found)
{
	struct place *slot;
	int error;

	if (places->count >= places->room / 2) {
		error = grow(places);
		if (error)
			return error;
	}
	slot = slot_of(places, start, size);
	assert(!slot->found && found);
	*slot = (struct place){ .start = start, .size = size, .found = found };
	places->count++;
	return 0;
}

void places_free(struct places *places)
{
	free(places->slot);
	*places = (struct places){ 0 };
}
