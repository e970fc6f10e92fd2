#include "store/room.h"

#include <errno.h>
#include <stdlib.h>

struct hollow {
	struct extent at;
	uint64_t largest; /* count, of this and all below */
	struct hollow *left, *right;
	uint32_t rank; /* heap order */
	bool dirty;
};

static uint64_t end_of(struct extent e)
{
	return e.start + e.count;
}

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

static void measure(struct hollow *h)
{
	h->largest = h->at.count;
	if (h->left && h->left->largest > h->largest)
		h->largest = h->left->largest;
	if (h->right && h->right->largest > h->largest)
		h->largest = h->right->largest;
}

/* Splits TOP into what starts before KEY and the rest. */
static void split(struct hollow *top, uint64_t key, struct hollow **below,
	struct hollow **above)
{
	if (!top) {
		*below = *above = NULL;
	} else if (top->at.start < key) {
		split(top->right, key, &top->right, above);
		*below = top;
		measure(top);
	} else {
		split(top->left, key, below, &top->left);
		*above = top;
		measure(top);
	}
}

static struct hollow *merge(struct hollow *below, struct hollow *above)
{
	if (!below || !above)
		return below ? below : above;
	if (below->rank > above->rank) {
		below->right = merge(below->right, above);
		measure(below);
		return below;
	}
	above->left = merge(below, above->left);
	measure(above);
	return above;
}

static struct hollow *hollow_new(
	struct room *room, struct extent at, bool dirty)
{
	struct hollow *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->at = at;
	h->dirty = dirty;
	h->largest = at.count;
	/* A linear congruence will do: nobody chooses addresses against it. */
	room->seed = room->seed * 1664525u + 1013904223u;
	h->rank = room->seed >> 4 ^ room->seed << 7;
	return h;
}

static void insert(struct room *room, struct hollow *h)
{
	struct hollow *below, *above;

	split(room->top, h->at.start, &below, &above);
	room->top = merge(merge(below, h), above);
	room->sectors += h->at.count;
}

/* Takes the node that starts at START out of the tree. */
static struct hollow *cut_out(struct room *room, uint64_t start)
{
	struct hollow *below, *one, *above;

	split(room->top, start, &below, &above);
	split(above, start + 1, &one, &above);
	room->top = merge(below, above);
	if (one)
		room->sectors -= one->at.count;
	return one;
}

/* The node with the greatest start at or before KEY. */
static struct hollow *floor_of(const struct room *room, uint64_t key)
{
	struct hollow *best = NULL;

	for (struct hollow *h = room->top; h;) {
		if (h->at.start <= key) {
			best = h;
			h = h->right;
		} else {
			h = h->left;
		}
	}
	return best;
}

static void free_all(struct hollow *h)
{
	if (!h)
		return;
	free_all(h->left);
	free_all(h->right);
	free(h);
}

void room_clear(struct room *room)
{
	free_all(room->top);
	*room = (struct room){ 0 };
}

int room_put(struct room *room, struct extent what, bool dirty)
{
	struct hollow *before = floor_of(room, what.start);
	struct hollow *after, *h;

	if (!what.count)
		return 0;
	if (before && end_of(before->at) == what.start) {
		h = cut_out(room, before->at.start);
		h->at.count += what.count;
		h->dirty |= dirty;
	} else {
		h = hollow_new(room, what, dirty);
		if (!h)
			return -ENOMEM;
	}
	after = cut_out(room, end_of(what));
	if (after) {
		h->at.count += after->at.count;
		h->dirty |= after->dirty;
		free(after);
	}
	h->left = h->right = NULL;
	measure(h);
	insert(room, h);
	return 0;
}

static const struct hollow *first_fit(const struct hollow *h, uint64_t count)
{
	while (h && h->largest >= count) {
		if (h->left && h->left->largest >= count)
			h = h->left;
		else if (h->at.count >= count)
			return h;
		else
			h = h->right;
	}
	return NULL;
}

bool room_find(
	const struct room *room, uint64_t count, uint64_t align, uint64_t *at)
{
	const struct hollow *h = first_fit(room->top, count);

	/* Else one that holds COUNT however it starts. */
	if (h && round_up(h->at.start, align) + count > end_of(h->at))
		h = first_fit(room->top, count + align - 1);
	if (!h)
		return false;
	*at = round_up(h->at.start, align);
	return true;
}

int room_take(struct room *room, struct extent what, bool *dirty)
{
	struct hollow *h = floor_of(room, what.start), *rest = NULL;
	struct extent behind;

	if (!h || end_of(h->at) < end_of(what))
		return -ENOENT;
	behind = (struct extent){ end_of(what), end_of(h->at) - end_of(what) };
	if (behind.count && h->at.start < what.start) {
		rest = hollow_new(room, behind, h->dirty);
		if (!rest)
			return -ENOMEM;
	}
	*dirty = h->dirty;
	h = cut_out(room, h->at.start);
	h->left = h->right = NULL;
	if (h->at.start < what.start)
		h->at.count = what.start - h->at.start;
	else
		h->at = behind;
	measure(h);
	if (h->at.count)
		insert(room, h);
	else
		free(h);
	if (rest)
		insert(room, rest);
	return 0;
}

bool room_before(const struct room *room, uint64_t end, struct extent *out)
{
	const struct hollow *h = end ? floor_of(room, end - 1) : NULL;

	if (!h || end_of(h->at) != end)
		return false;
	*out = h->at;
	return true;
}

bool room_next(
	const struct room *room, uint64_t from, struct extent *out, bool *dirty)
{
	const struct hollow *best = NULL;

	for (const struct hollow *h = room->top; h;) {
		if (h->at.start >= from) {
			best = h;
			h = h->left;
		} else {
			h = h->right;
		}
	}
	if (!best)
		return false;
	*out = best->at;
	*dirty = best->dirty;
	return true;
}
