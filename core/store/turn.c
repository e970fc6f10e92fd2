#include "store/turn.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <linux/falloc.h>

#include "store/inner.h"
#include "store/sysio.h"

static uint64_t end_of(struct extent e)
{
	return e.start + e.count;
}

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
		from = end_of(e);
		if (dirty)
			error = clean(store, e);
	}
	if (!error && room_before(&store->room, store->tail, &e) &&
		!room_take(&store->room, e, &dirty))
		store->tail = e.start;
	return error;
}

void store_bar(struct store *store, struct extent what)
{
	struct extent e;
	uint64_t from = what.start;
	bool dirty;

	/* One that begins before is split, so that it begins here. */
	if (!room_take(&store->room, (struct extent){ from, 1 }, &dirty))
		from++;
	while (room_next(&store->room, from, &e, &dirty) &&
		e.start < end_of(what)) {
		if (end_of(e) > end_of(what))
			e.count = end_of(what) - e.start;
		if (room_take(&store->room, e, &dirty))
			break;
		from = end_of(e);
	}
	store_reach(store, end_of(what));
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
	uint64_t size = store_size_after(store, shift);

	if (sysio.ftruncate(store->file->fd, (off_t)size))
		return -errno;
	store->file->shift = shift;
	return 0;
}

int store_close_gap(struct store *store, uint64_t shift)
{
	struct datafile *file = store->file;
	uint64_t from = file->shift;
	bool grows = shift < from;
	uint64_t bytes = (grows ? from - shift : shift - from) * SECTOR_SIZE;

	if (!bytes || store->tail == store->base)
		return resize_gap(store, shift);
	if (sysio.ftruncate(file->fd, (off_t)store_size_after(store, from)))
		return -errno;
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
	store->waiting_count = 0;
	store->base = base;
	store->tail = tail;
}

void store_committed(struct store *store, uint64_t base)
{
	store->committed = ++store->generation;
	store->base = base;
	if (store->replaying) {
		store->waiting_count = 0;
		return;
	}
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

/* Whether only the last commit keeps W from being room. */
static bool ends_with_next_commit(
	const struct store *store, const struct waiting *w)
{
	for (size_t i = 0; i < store->pin_count; i++) {
		if (store->pins[i] > w->born && store->pins[i] <= w->given)
			return false;
	}
	return true;
}

int store_each_hollow(const struct store *store, store_each *each, void *user)
{
	struct extent e;
	uint64_t from = 0;
	bool dirty;
	int error = 0;

	while (!error && room_next(&store->room, from, &e, &dirty)) {
		from = end_of(e);
		error = each(user, e);
	}
	for (size_t i = 0; !error && i < store->waiting_count; i++) {
		if (ends_with_next_commit(store, &store->waiting[i]))
			error = each(user, store->waiting[i].what);
	}
	return error;
}

void store_replay(struct store *store)
{
	store->replaying = true;
}

static int compare_extents(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* What lies free between the extents that are in use, in order. */
static int fill_room(
	struct store *store, const struct extent *used, size_t count)
{
	uint64_t at = store->base;

	for (size_t i = 0; i < count; i++) {
		struct extent free = { at, 0 };

		if (end_of(used[i]) <= at)
			continue;
		if (used[i].start > at) {
			free.count = used[i].start - at;
			if (room_put(&store->room, free, true))
				return -ENOMEM;
		}
		at = end_of(used[i]);
	}
	store->tail = at;
	return 0;
}

int store_rebuild(struct store *store, uint64_t base, const struct extent *used,
	size_t count)
{
	size_t all = count + store->waiting_count;
	struct extent *both = reallocarray(NULL, all + 1, sizeof(*both));
	int error;

	if (!both)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		both[i] = used[i];
	for (size_t i = 0; i < store->waiting_count; i++)
		both[count + i] = store->waiting[i].what;
	if (all)
		qsort(both, all, sizeof(*both), compare_extents);
	store->base = base;
	store->replaying = false;
	error = fill_room(store, both, all);
	free(both);
	return error;
}
