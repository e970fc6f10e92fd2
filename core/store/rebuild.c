#include "store/turn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/extents.h"
#include "store/inner.h"

void store_replay(struct store *store)
{
	store->replaying = true;
}

/* What lies free between the extents that are in use, in order. */
static int fill_room(
	struct store *store, const struct extent *used, size_t count)
{
	uint64_t at = store_floor(store);

	for (size_t i = 0; i < count; i++) {
		struct extent free = { at, 0 };

		if (extent_end(used[i]) <= at)
			continue;
		if (used[i].start > at) {
			free.count = used[i].start - at;
			if (room_put(&store->room, free, true))
				return -ENOMEM;
		}
		at = extent_end(used[i]);
	}
	store->tail = at;
	return 0;
}

/* What waits from now on is COUNT extents, for the next commit. */
static int rewait(struct store *store, const struct extent *what, size_t count)
{
	struct waiting *waiting =
		reallocarray(NULL, count + 1, sizeof(*waiting));

	if (!waiting)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		waiting[i] = (struct waiting){
			what[i],
			store->committed - 1,
			store->generation,
		};
	free(store->waiting);
	store->waiting = waiting;
	store->waiting_count = count;
	store->waiting_room = count + 1;
	return 0;
}

/*
 * Not all that waited while replaying does: a content of the last commit may
 * have become longer in place, and what an inode had that ended may be taken
 * again since.
 */
static int sift_waiting(
	struct store *store, const struct extent *used, size_t count)
{
	size_t waiting = store->waiting_count;
	struct extent *what =
		reallocarray(NULL, 2 * waiting + count + 1, sizeof(*what));
	int error;

	if (!what)
		return -ENOMEM;
	for (size_t i = 0; i < waiting; i++)
		what[i] = store->waiting[i].what;
	waiting = extents_unite(what, waiting);
	count = extents_subtract((struct extents){ what, waiting },
		(struct extents){ used, count }, what + waiting);
	error = rewait(store, what + waiting, count);
	free(what);
	return error;
}

int store_rebuild(struct store *store, uint64_t base, const struct extent *used,
	size_t count)
{
	size_t waiting;
	struct extent *all;
	int error;

	all = reallocarray(
		NULL, 2 * count + store->waiting_count + 1, sizeof(*all));
	if (!all)
		return -ENOMEM;
	if (count)
		memcpy(all, used, count * sizeof(*all));
	count = extents_unite(all, count);
	error = sift_waiting(store, all, count);
	waiting = error ? 0 : store->waiting_count;
	for (size_t i = 0; i < waiting; i++)
		all[count + i] = store->waiting[i].what;
	store->base = base;
	store->replaying = false;
	if (!error)
		error = fill_room(
			store, all, extents_unite(all, count + waiting));
	free(all);
	return error;
}
