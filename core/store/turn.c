#include "store/turn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/falloc.h>

#include "store/inner.h"
#include "store/sharing.h"
#include "store/sysio.h"

static int clean(struct store *store, struct extent what)
{
	int error = store_take_at(store, what);

	if (error)
		return error;
	return room_put(&store->room, what, false);
}

int store_tidy(struct store *store)
{
	struct extent e;
	uint64_t from = 0;
	bool dirty;
	int error = 0;

	while (!error && room_next(&store->room, from, &e, &dirty)) {
		from = extent_end(e);
		if (dirty)
			error = clean(store, e);
	}
	if (!error && room_before(&store->room, store->tail, &e) &&
		!room_take(&store->room, e, &dirty))
		store->tail = e.start;
	return error;
}

void store_raise(struct store *store, uint64_t base)
{
	struct extent e;
	bool dirty;

	while (room_next(&store->room, 0, &e, &dirty) && e.start < base) {
		if (extent_end(e) > base)
			e.count = base - e.start;
		if (room_take(&store->room, e, &dirty))
			break;
	}
	store->base = base;
	store_reach(store, base);
}

void store_reach(struct store *store, uint64_t end)
{
	if (store->tail < end)
		store->tail = end;
}

struct content *store_pieced(const struct store *store)
{
	return store->pieced ? store->pieced->owner : NULL;
}

size_t store_pieced_count(const struct store *store)
{
	size_t count = 0;

	for (const struct pieces *p = store->pieced; p; p = p->next)
		count++;
	return count;
}

void store_hold_below(struct store *store, uint64_t end)
{
	store->held = end;
}

uint64_t store_base(const struct store *store)
{
	return store->base;
}

uint64_t store_tail(const struct store *store)
{
	return store->tail;
}

uint64_t store_unused(const struct store *store)
{
	uint64_t sectors = store->room.sectors;

	for (size_t i = 0; i < store->waiting_count; i++)
		sectors += store->waiting[i].what.count;
	return sectors;
}

uint64_t store_capacity(const struct store *store)
{
	return store->capacity;
}

void store_plan_shift(struct store *store, uint64_t shift)
{
	store->shift = shift;
}

struct datafile *store_file(const struct store *store)
{
	return store->file;
}

uint64_t store_size_after(const struct store *store, uint64_t shift)
{
	return (store->tail - shift) * SECTOR_SIZE;
}

/* No data behind the gap: only the size changes. */
static int resize_gap(struct store *store, uint64_t shift)
{
	int error = datafile_cut(store->file, store_size_after(store, shift));

	if (!error)
		store->file->shift = shift;
	return error;
}

int store_close_gap(struct store *store, uint64_t shift)
{
	struct datafile *file = store->file;
	uint64_t from = file->shift;
	bool grows = shift < from;
	uint64_t bytes = (grows ? from - shift : shift - from) * SECTOR_SIZE;
	int error;

	if (!bytes || store->tail == store->base)
		return resize_gap(store, shift);
	error = datafile_cut(file, store_size_after(store, from));
	if (error)
		return error;
	if (sysio.fallocate(file->fd,
		    grows ? FALLOC_FL_INSERT_RANGE : FALLOC_FL_COLLAPSE_RANGE,
		    0, (off_t)bytes)) {
		/* EINVAL: its blocks are too large for this gap. */
		if (errno == EINVAL || errno == ENOSYS || errno == EPERM)
			return -EOPNOTSUPP;
		return -errno;
	}
	file->shift = shift;
	return 0;
}

bool store_has_commit(const struct store *store)
{
	return store->committed != 0;
}

uint32_t store_generation(const struct store *store)
{
	return store->generation;
}

void store_put_file(struct store *store, struct datafile *file)
{
	datafile_drop(store->file);
	store->file = file;
	store->shift = file->shift;
}

void store_put_zone(struct store *store, struct datafile *file, uint64_t base,
	uint64_t tail)
{
	store_put_file(store, file);
	room_clear(&store->room);
	store_unshare(store);
	store->waiting_count = 0;
	store->base = base;
	store->tail = tail;
}

/* What was kept is the new commit's. */
static void end_keeping(struct store *store)
{
	for (size_t i = 0; i < store->waiting_count; i++) {
		struct waiting *w = &store->waiting[i];

		if (w->is_kept)
			w->given = store->committed;
		w->is_kept = false;
	}
}

void store_committed(struct store *store, uint64_t base)
{
	store->committed = ++store->generation;
	store->base = base;
	if (store->replaying) {
		store->waiting_count = 0;
		return;
	}
	end_keeping(store);
	store_release(store);
	/* What could not be zeroed stays known as that. */
	(void)store_tidy(store);
}

int store_pin(struct store *store, uint32_t *out)
{
	if (store->pin_count == store->pin_room) {
		size_t room = store->pin_room * 2 + 8;
		uint32_t *grown =
			reallocarray(store->pins, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		store->pins = grown;
		store->pin_room = room;
	}
	*out = ++store->generation;
	store->pins[store->pin_count++] = *out;
	return 0;
}

void store_unpin(struct store *store, uint32_t pin)
{
	size_t kept = 0;

	for (size_t i = 0; i < store->pin_count; i++) {
		if (store->pins[i] != pin)
			store->pins[kept++] = store->pins[i];
	}
	store->pin_count = kept;
	store_release(store);
}

bool store_is_pinned(const struct store *store)
{
	return store->pin_count != 0;
}

void store_keep_held(struct store *store)
{
	for (size_t i = 0; i < store->waiting_count; i++) {
		struct waiting *w = &store->waiting[i];

		w->is_kept |= store_is_pinned_within(store, w);
	}
}

void store_hold_waiting(struct store *store)
{
	for (size_t i = 0; i < store->waiting_count; i++)
		store->waiting[i].given = store->generation;
}

bool store_has_remains(const struct store *store)
{
	for (size_t i = 0; i < store->waiting_count; i++) {
		const struct waiting *w = &store->waiting[i];

		if (extent_end(w->what) > store_floor(store) &&
			!store_is_pinned_within(store, w))
			return true;
	}
	return false;
}

/* Calls EACH for what of WHAT can become room. */
static int each_above(const struct store *store, struct extent what,
	store_each *each, void *user)
{
	uint64_t floor = store_floor(store);
	uint64_t below = what.start < floor ? floor - what.start : 0;

	if (below >= what.count)
		return 0;
	what.start += below;
	what.count -= below;
	return each(user, what);
}

int store_each_hollow(const struct store *store, store_each *each, void *user)
{
	struct extent e;
	uint64_t from = 0;
	bool dirty;
	int error = 0;

	while (!error && room_next(&store->room, from, &e, &dirty)) {
		from = extent_end(e);
		error = each(user, e);
	}
	for (size_t i = 0; !error && i < store->waiting_count; i++) {
		if (!store->waiting[i].is_kept)
			error = each_above(
				store, store->waiting[i].what, each, user);
	}
	return error;
}

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
