#include "store/extents.h"

#include <errno.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

int extents_add(struct extent_list *list, struct extent what)
{
	if (list->count == list->room) {
		size_t room = list->room * 2 + 64;
		struct extent *grown =
			reallocarray(list->e, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		list->e = grown;
		list->room = room;
	}
	list->e[list->count++] = what;
	return 0;
}

void extents_free(struct extent_list *list)
{
	free(list->e);
	*list = (struct extent_list){ 0 };
}

size_t extents_unite(struct extent *e, size_t count)
{
	size_t last = 0;

	if (!count)
		return 0;
	qsort(e, count, sizeof(*e), compare);
	for (size_t i = 1; i < count; i++) {
		if (e[i].start > extent_end(e[last]))
			e[++last] = e[i];
		else if (extent_end(e[i]) > extent_end(e[last]))
			e[last].count = extent_end(e[i]) - e[last].start;
	}
	return last + 1;
}

size_t extents_doubled(struct extent *e, size_t count)
{
	uint64_t reach = 0;
	size_t found = 0;

	if (count)
		qsort(e, count, sizeof(*e), compare);
	for (size_t i = 0; i < count; i++) {
		uint64_t end = extent_end(e[i]);
		struct extent both = { e[i].start, 0 };

		if (both.start < reach) {
			both.count = (end < reach ? end : reach) - both.start;
			e[found++] = both;
		}
		if (reach < end)
			reach = end;
	}
	return extents_unite(e, found);
}

size_t extents_subtract(
	struct extents from, struct extents less, struct extent *out)
{
	size_t left = 0, first = 0;

	for (size_t i = 0; i < from.count; i++) {
		uint64_t at = from.e[i].start, end = extent_end(from.e[i]);

		while (first < less.count && extent_end(less.e[first]) <= at)
			first++;
		for (size_t j = first; j < less.count && less.e[j].start < end;
			j++) {
			if (less.e[j].start > at)
				out[left++] = (struct extent){
					at,
					less.e[j].start - at,
				};
			at = extent_end(less.e[j]);
		}
		if (at < end)
			out[left++] = (struct extent){ at, end - at };
	}
	return left;
}

size_t extents_find(struct extents set, uint64_t at)
{
	size_t low = 0, high = set.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (extent_end(set.e[middle]) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
