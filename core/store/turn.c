#include "store/turn.h"

#include <errno.h>
#include <stdlib.h>

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

int store_open(struct store *store, struct extent what)
{
	return room_put(&store->room, what, false);
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
