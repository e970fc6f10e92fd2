#include <isoweave.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/plan.h"
#include "store/datafile.h"
#include "store/gate.h"
#include "store/turn.h"

/* No later head is shorter (layout.c keeps room for more descriptors). */
#define HEAD_LEAST 32

/*
 * A snapshot's bytes are, the first that has a sector:
 *
 *	pages     rendered metadata, in memory
 *	blanks    zeros, between what is rendered
 *	hollows   zeros, where sectors are free
 *	moved     of an ordered plan: data that a sync would put there
 *	          else: the data file, at the same address
 */
struct run {
	uint64_t at;	/* sector of the image */
	uint64_t count; /* sectors */
	union {
		const uint8_t *bytes; /* pages; owned */
		uint64_t from;	      /* moved: store address */
	};
};

struct runs {
	struct run *run; /* ascending, apart */
	size_t count, room;
};

struct iw_snapshot {
	struct iw_image *image;
	struct datafile *file;
	uint64_t size;	/* bytes */
	uint64_t shift; /* address of the image's sector 0 */
	uint64_t data;	/* sector from which the data file is shown */
	uint64_t head;	/* address up to which all is in memory */
	uint32_t pin;
	bool is_moved;
	struct runs pages, blanks, hollows, moved;
};

static int add_run(struct runs *runs, const struct run *run)
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

static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static void sort_runs(struct runs *runs)
{
	if (runs->count)
		qsort(runs->run, runs->count, sizeof(*runs->run), compare_runs);
}

/* The run that has SECTOR; NULL: none, and *LEFT is cut to what is before the
 * next. */
static const struct run *find_run(
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

static int keep_page(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct iw_snapshot *snapshot = user;
	uint8_t *bytes = malloc(count * SECTOR_SIZE);
	struct run run = { .at = lba, .count = count, .bytes = bytes };

	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, sectors, count * SECTOR_SIZE);
	if (!add_run(&snapshot->pages, &run))
		return 0;
	free(bytes);
	return -ENOMEM;
}

static int keep_zeros(const struct iw_snapshot *snapshot, struct runs *runs,
	struct extent what)
{
	struct run run = { .count = what.count };

	run.at = what.start - snapshot->shift;
	return what.count ? add_run(runs, &run) : 0;
}

static int keep_hollow(void *user, struct extent what)
{
	struct iw_snapshot *snapshot = user;

	return keep_zeros(snapshot, &snapshot->hollows, what);
}

static int keep_move(struct iw_snapshot *snapshot, const struct move *move)
{
	const struct extent *e = content_extents(&move->from);
	struct run run = { .at = move->to.start - snapshot->shift };
	uint64_t left = move->to.count;
	int error = 0;

	for (uint32_t i = 0; i < move->from.count && !error; i++) {
		run.from = e[i].start;
		run.count = e[i].count < left ? e[i].count : left;
		if (run.count)
			error = add_run(&snapshot->moved, &run);
		run.at += run.count;
		left -= run.count;
	}
	return error;
}

static int keep_moves(struct iw_snapshot *snapshot, const struct plan *plan)
{
	int error = 0;

	for (size_t i = 0; i < plan->move_count && !error; i++)
		error = keep_move(snapshot, &plan->moves[i]);
	return error;
}

/* What is free, or will be. */
static int keep_hollows(struct iw_snapshot *snapshot)
{
	const struct iw_image *image = snapshot->image;
	int error = store_each_hollow(image->store, keep_hollow, snapshot);

	for (int i = 0; i < 2 && !error; i++)
		error = keep_hollow(snapshot, image->meta[i]);
	return error;
}

static int keep_plan(struct iw_snapshot *snapshot, const struct plan *plan)
{
	const struct iw_image *image = snapshot->image;
	int error = layout_render(plan->layout, keep_page, snapshot);

	snapshot->shift = plan->shift;
	snapshot->head = plan->shift + layout_head_sectors(plan->layout);
	snapshot->size = (plan->end - plan->shift) * SECTOR_SIZE;
	snapshot->is_moved = plan->is_ordered;
	if (!store_has_commit(image->store))
		snapshot->data = store_base(image->store) - plan->shift;
	if (!error)
		error = plan->is_ordered ? keep_moves(snapshot, plan)
					 : keep_hollows(snapshot);
	for (int i = 0; i < 2 && !error; i++)
		error = keep_zeros(snapshot, &snapshot->blanks, plan->meta[i]);
	sort_runs(&snapshot->pages);
	sort_runs(&snapshot->blanks);
	sort_runs(&snapshot->hollows);
	sort_runs(&snapshot->moved);
	return error;
}

/* A sync would change nothing: the file as it is, whose head alone a later
 * sync writes over. */
static int keep_file(struct iw_snapshot *snapshot)
{
	const struct iw_image *image = snapshot->image;
	struct datafile *file = store_file(image->store);
	uint64_t head = store_base(image->store) - file->shift;
	struct run run = { .count = head > HEAD_LEAST ? head : HEAD_LEAST };
	uint8_t *bytes = malloc(run.count * SECTOR_SIZE);
	int error;

	if (!bytes)
		return -ENOMEM;
	snapshot->shift = file->shift;
	snapshot->head = file->shift + run.count;
	snapshot->size = image->size;
	run.bytes = bytes;
	error = datafile_read(file, bytes, run.count * SECTOR_SIZE,
		file->shift * SECTOR_SIZE);
	if (!error)
		error = add_run(&snapshot->pages, &run);
	if (error)
		free(bytes);
	return error;
}

/* What a sync would write. */
static int keep_commit(struct iw_snapshot *snapshot)
{
	struct iw_image *image = snapshot->image;
	struct plan plan;
	int error = plan_make(image, &plan);

	if (error)
		return error;
	/* What is on its way in belongs to it. */
	gate_close_all(image->store);
	gate_open_all(image->store);
	error = keep_plan(snapshot, &plan);
	plan_drop(image, &plan);
	return error;
}

static void snapshot_free(struct iw_snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->pages.count; i++)
		free((void *)snapshot->pages.run[i].bytes);
	free(snapshot->pages.run);
	free(snapshot->blanks.run);
	free(snapshot->hollows.run);
	free(snapshot->moved.run);
	datafile_drop(snapshot->file);
	free(snapshot);
}

int iw_snapshot_open(struct iw_image *image, struct iw_snapshot **out)
{
	struct iw_snapshot *snapshot = calloc(1, sizeof(*snapshot));
	int error;

	if (!snapshot)
		return -ENOMEM;
	snapshot->image = image;
	pthread_mutex_lock(&image->lock);
	error = image_is_synced(image) ? keep_file(snapshot)
				       : keep_commit(snapshot);
	if (!error)
		error = store_pin(image->store, &snapshot->pin);
	if (!error && snapshot->head < image->shown)
		image->shown = snapshot->head;
	if (!error)
		snapshot->file = datafile_hold(store_file(image->store));
	pthread_mutex_unlock(&image->lock);
	if (error)
		snapshot_free(snapshot);
	else
		*out = snapshot;
	return error;
}

uint64_t iw_snapshot_size(const struct iw_snapshot *snapshot)
{
	return snapshot->size;
}

/* Where the bytes from SECTOR on come from; cuts *LEFT to one source. FALSE:
 * zeros. */
static bool find_source(const struct iw_snapshot *snapshot, uint64_t sector,
	uint64_t *left, uint64_t *from)
{
	const struct run *run;

	if (find_run(&snapshot->blanks, sector, left))
		return false;
	if (snapshot->is_moved) {
		run = find_run(&snapshot->moved, sector, left);
		if (run)
			*from = run->from + (sector - run->at);
		return run != NULL;
	}
	if (find_run(&snapshot->hollows, sector, left))
		return false;
	if (sector < snapshot->data) {
		if (*left > snapshot->data - sector)
			*left = snapshot->data - sector;
		return false;
	}
	*from = snapshot->shift + sector;
	return true;
}

/* Reads from one source; returns how much, or -errno. */
static ssize_t read_some(
	const struct iw_snapshot *snapshot, char *out, size_t size, uint64_t at)
{
	uint64_t sector = at / SECTOR_SIZE, offset = at % SECTOR_SIZE;
	uint64_t left = sectors_of(offset + size), from;
	const struct run *page = find_run(&snapshot->pages, sector, &left);
	bool is_data = !page && find_source(snapshot, sector, &left, &from);
	int error = 0;

	if (size > left * SECTOR_SIZE - offset)
		size = left * SECTOR_SIZE - offset;
	if (page)
		memcpy(out,
			page->bytes + (sector - page->at) * SECTOR_SIZE +
				offset,
			size);
	else if (is_data)
		error = datafile_read(
			snapshot->file, out, size, from * SECTOR_SIZE + offset);
	else
		memset(out, 0, size);
	return error ? error : (ssize_t)size;
}

ssize_t iw_snapshot_read(
	struct iw_snapshot *snapshot, void *out, size_t size, uint64_t at)
{
	struct iw_image *image = snapshot->image;
	size_t done = 0;
	ssize_t part = 0;

	if (at >= snapshot->size)
		return 0;
	if (size > snapshot->size - at)
		size = snapshot->size - at;
	pthread_mutex_lock(&image->lock);
	gate_enter(image->store, NULL);
	pthread_mutex_unlock(&image->lock);
	while (done < size) {
		part = read_some(
			snapshot, (char *)out + done, size - done, at + done);
		if (part < 0)
			break;
		done += (size_t)part;
	}
	gate_leave(image->store, NULL);
	return part < 0 ? part : (ssize_t)done;
}

void iw_snapshot_close(struct iw_snapshot *snapshot)
{
	struct iw_image *image = snapshot->image;

	pthread_mutex_lock(&image->lock);
	store_unpin(image->store, snapshot->pin);
	if (!store_is_pinned(image->store))
		image->shown = UINT64_MAX;
	snapshot_free(snapshot);
	pthread_mutex_unlock(&image->lock);
}
