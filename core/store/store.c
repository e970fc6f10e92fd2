#include "store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "store/inner.h"
#include "store/sharing.h"
#include "store/sysio.h"
#include "store/turn.h"

/* Where the data zone of a fresh image begins; so far up that any metadata
 * fits in front of it, and even. */
#define ORIGIN (UINT64_C(1) << 40)
#define GAP_BYTES (UINT64_C(64) << 20)
/* Sector numbers of 32 bits (ECMA-119, 8.4.8). */
#define SECTORS_MAX UINT64_C(0xffffffff)
/* Less than this is zeroed only when it is needed: files come and go. */
#define PUNCH_FROM 512u

uint64_t store_lba(const struct store *store, uint64_t start)
{
	return start - store->shift;
}

struct store *store_new(const struct diag *diag)
{
	struct store *store = calloc(1, sizeof(*store));

	if (!store)
		return NULL;
	store->diag = diag;
	store->generation = 1;
	store->capacity = SECTORS_MAX;
	for (size_t i = 0; i < GATES; i++)
		pthread_rwlock_init(&store->gate[i], NULL);
	return store;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < GATES; i++)
		pthread_rwlock_destroy(&store->gate[i]);
	room_clear(&store->room);
	datafile_drop(store->file);
	store_unshare(store);
	free(store->pins);
	free(store->waiting);
	free(store);
}

void store_limit(struct store *store, uint64_t capacity)
{
	store->capacity =
		capacity && capacity < SECTORS_MAX ? capacity : SECTORS_MAX;
}

/* A gap is a hole and costs nothing, but counts for a limit on file sizes. */
static uint64_t gap_sectors(void)
{
	struct rlimit limit;
	uint64_t bytes = GAP_BYTES;

	if (!getrlimit(RLIMIT_FSIZE, &limit) &&
		limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur / 8 < bytes)
		bytes = limit.rlim_cur / 8;
	return bytes / 4096 * 4096 / SECTOR_SIZE;
}

int store_begin(struct store *store, int fd)
{
	store->shift = ORIGIN - gap_sectors();
	store->base = store->tail = ORIGIN;
	store->file = datafile_new(fd, store->shift);
	return store->file ? 0 : -ENOMEM;
}

int store_adopt(struct store *store, int fd, uint64_t size)
{
	store->shift = 0;
	store->base = 0;
	store->tail = sectors_of(size);
	store->file = datafile_new(fd, store->shift);
	return store->file ? 0 : -ENOMEM;
}

int store_fd(const struct store *store)
{
	return store->file->fd;
}

bool store_frozen(const struct store *store, uint32_t born)
{
	uint32_t newest = store->committed;

	if (store->pin_count && store->pins[store->pin_count - 1] > newest)
		newest = store->pins[store->pin_count - 1];
	return born < newest;
}

static int zero(struct store *store, struct extent what)
{
	return sysio_zero(datafile_fd(store->file, what.start * SECTOR_SIZE),
		datafile_offset(store->file, what.start * SECTOR_SIZE),
		what.count * SECTOR_SIZE);
}

/* Makes WHAT, which nothing refers to, room. */
static void release(struct store *store, struct extent what)
{
	uint64_t floor = store_floor(store);
	bool dirty = true;

	if (what.start < floor) {
		uint64_t below = floor - what.start;

		if (below >= what.count)
			return;
		what.start += below;
		what.count -= below;
	}
	if (what.count >= PUNCH_FROM)
		dirty = zero(store, what) != 0;
	/* Without memory for it the room is lost until the next mount. */
	(void)room_put(&store->room, what, dirty);
}

bool store_is_pinned_within(const struct store *store, const struct waiting *w)
{
	for (size_t i = 0; i < store->pin_count; i++) {
		if (store->pins[i] > w->born && store->pins[i] <= w->given)
			return true;
	}
	return false;
}

static bool is_referred_to(const struct store *store, const struct waiting *w)
{
	if (store->committed > w->born && store->committed <= w->given)
		return true;
	return w->is_kept || store_is_pinned_within(store, w);
}

static void wait_for(struct store *store, const struct waiting *w)
{
	struct waiting *grown;
	size_t room = store->waiting_room * 2 + 64;

	if (store->waiting_count == store->waiting_room) {
		grown = reallocarray(store->waiting, room, sizeof(*grown));
		if (!grown)
			return; /* lost, as in release() */
		store->waiting = grown;
		store->waiting_room = room;
	}
	store->waiting[store->waiting_count++] = *w;
}

static void give(struct store *store, const struct waiting *w)
{
	if (!w->what.count)
		return;
	if (is_referred_to(store, w))
		wait_for(store, w);
	else if (!store->replaying)
		release(store, w->what);
}

void store_give(struct store *store, struct extent what, uint32_t born)
{
	while (what.count) {
		struct extent part = sharing_cut(store, &what);

		give(store, &(struct waiting){ .what = part,
				    .born = born,
				    .given = store->generation });
	}
}

void store_give_last(struct store *store, struct extent what, uint32_t born)
{
	give(store, &(struct waiting){ .what = what,
			    .born = born,
			    .given = store->committed });
}

void store_give_kept(struct store *store, struct extent what, uint32_t born)
{
	give(store, &(struct waiting){ .what = what,
			    .born = born,
			    .given = store->generation,
			    .is_kept = true });
}

static int compare_waiting(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	return (x->what.start > y->what.start) -
	       (x->what.start < y->what.start);
}

void store_release(struct store *store)
{
	struct extent run = { 0, 0 };
	size_t kept = 0;

	if (store->waiting_count)
		qsort(store->waiting, store->waiting_count,
			sizeof(*store->waiting), compare_waiting);
	for (size_t i = 0; i < store->waiting_count; i++) {
		struct waiting w = store->waiting[i];

		if (is_referred_to(store, &w)) {
			store->waiting[kept++] = w;
		} else if (run.count && run.start + run.count == w.what.start) {
			run.count += w.what.count;
		} else {
			if (run.count)
				release(store, run);
			run = w.what;
		}
	}
	store->waiting_count = kept;
	if (run.count)
		release(store, run);
}

/* Whether the image may end at the address END. */
static int check_end(const struct store *store, uint64_t end)
{
	uint64_t from = store->committed ? store->shift : store->base;

	if (end - from <= store->capacity)
		return 0;
	return diag_fail(store->diag, -ENOSPC,
		"the image would have %llu sectors of 2048 bytes, "
		"at most %llu fit",
		(unsigned long long)(end - from),
		(unsigned long long)store->capacity);
}

/* Takes from the room; what is dirty comes out zeroed or not at all. */
static int take_room(struct store *store, struct extent what)
{
	bool dirty;
	int error = room_take(&store->room, what, &dirty);

	if (error || !dirty)
		return error;
	error = zero(store, what);
	if (error)
		(void)room_put(&store->room, what, true);
	return error;
}

int store_take_at(struct store *store, struct extent what)
{
	int error;

	if (what.start != store->tail)
		return take_room(store, what);
	error = check_end(store, what.start + what.count);
	if (!error)
		store->tail += what.count;
	return error;
}

static uint64_t align_of(uint64_t count)
{
	return count >= ALIGN_FROM ? ALIGN_TO : 1;
}

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

uint64_t store_find(const struct store *store, uint64_t count)
{
	uint64_t align = align_of(count), at;

	if (room_find(&store->room, count, align, &at))
		return at;
	return round_up(store->tail, align);
}

uint64_t store_find_first(const struct store *store, uint64_t count)
{
	uint64_t at;

	return room_find(&store->room, count, 1, &at) ? at : store->tail;
}

int store_leave(struct store *store, uint64_t end)
{
	struct extent left = { store->tail, end - store->tail };
	int error = room_put(&store->room, left, false);

	if (!error)
		store->tail = end;
	return error;
}

int store_take_last(struct store *store, uint64_t count, uint64_t *start)
{
	uint64_t at = round_up(store->tail, align_of(count));
	int error = check_end(store, at + count);

	if (!error)
		error = store_leave(store, at);
	if (error)
		return error;
	store->tail = at + count;
	*start = at;
	return 0;
}

int store_take(struct store *store, uint64_t count, uint64_t *start)
{
	uint64_t at;
	int error;

	if (!room_find(&store->room, count, align_of(count), &at))
		return store_take_last(store, count, start);
	error = take_room(store, (struct extent){ at, count });
	if (!error)
		*start = at;
	return error;
}
