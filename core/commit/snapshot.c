#include <isoweave.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "access/copying.h"
#include "commit/echo.h"
#include "commit/commit.h"
#include "commit/patchwork.h"
#include "commit/seal.h"
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
struct iw_snapshot {
	struct iw_image *image;
	struct datafile *file;
	uint64_t size;	/* bytes */
	uint64_t shift; /* address of the image's sector 0 */
	uint64_t data;	/* sector from which the data file is shown */
	uint64_t head;	/* address up to which all is in memory */
	uint32_t pin;
	bool is_moved;
	bool shows_meta;    /* of the last commit, in the file */
	uint32_t meta_born; /* of that */
	enum md5 md5;	    /* yet to be put in */
	struct runs pages, blanks, hollows, moved;
};

static int keep_page(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct iw_snapshot *snapshot = user;
	uint8_t *bytes = malloc(count * SECTOR_SIZE);
	struct run run = { .at = lba, .count = count, .bytes = bytes };

	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, sectors, count * SECTOR_SIZE);
	if (!patchwork_add(&snapshot->pages, &run))
		return 0;
	free(bytes);
	return -ENOMEM;
}

static int keep_zeros(const struct iw_snapshot *snapshot, struct runs *runs,
	struct extent what)
{
	struct run run = { .count = what.count };

	run.at = what.start - snapshot->shift;
	return what.count ? patchwork_add(runs, &run) : 0;
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
			error = patchwork_add(&snapshot->moved, &run);
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

static int keep_bytes(struct iw_snapshot *snapshot, struct extent what)
{
	struct datafile *file = store_file(snapshot->image->store);
	struct run run = { .at = what.start - snapshot->shift,
		.count = what.count };
	uint8_t *bytes;
	int error;

	if (!what.count)
		return 0;
	bytes = malloc(what.count * SECTOR_SIZE);
	if (!bytes)
		return -ENOMEM;
	run.bytes = bytes;
	error = datafile_read(file, bytes, what.count * SECTOR_SIZE,
		what.start * SECTOR_SIZE);
	if (!error)
		error = patchwork_add(&snapshot->pages, &run);
	if (error)
		free(bytes);
	return error;
}

/* The tail is read now: while it is the last, commits may write over it. */
static int keep_old_meta(struct iw_snapshot *snapshot, const struct plan *plan)
{
	const struct iw_image *image = snapshot->image;
	int error = 0;

	snapshot->shows_meta = image->meta_kept;
	if (!image->meta_kept)
		error = keep_hollow(snapshot, image->meta[0]);
	if (error || plan->keeps_tail)
		return error;
	return image->meta_kept ? keep_bytes(snapshot, image->meta[1])
				: keep_hollow(snapshot, image->meta[1]);
}

/* What is free, or will be. */
static int keep_hollows(struct iw_snapshot *snapshot)
{
	return store_each_hollow(snapshot->image->store, keep_hollow, snapshot);
}

/* Data where it is. */
static int keep_places(struct iw_snapshot *snapshot, const struct plan *plan)
{
	int error = keep_hollows(snapshot);

	return error ? error : keep_old_meta(snapshot, plan);
}

static int keep_plan(struct iw_snapshot *snapshot, const struct plan *plan)
{
	const struct iw_image *image = snapshot->image;
	int error = echo_render(plan, keep_page, snapshot);

	snapshot->shift = plan->shift;
	snapshot->head = plan->shift + layout_head_sectors(plan->layout);
	snapshot->size = (plan->end - plan->shift) * SECTOR_SIZE;
	snapshot->is_moved = plan->is_ordered;
	if (!store_has_commit(image->store))
		snapshot->data = store_base(image->store) - plan->shift;
	if (!error)
		error = plan->is_ordered ? keep_moves(snapshot, plan)
					 : keep_places(snapshot, plan);
	for (int i = 0; i < 2 && !error; i++)
		error = keep_zeros(snapshot, &snapshot->blanks, plan->meta[i]);
	patchwork_sort(&snapshot->pages);
	patchwork_sort(&snapshot->blanks);
	patchwork_sort(&snapshot->hollows);
	patchwork_sort(&snapshot->moved);
	return error;
}

static int keep_echo(struct iw_snapshot *snapshot)
{
	struct extent place[ECHO_PLACES];
	unsigned count = echo_places(&snapshot->image->echo, place);
	int error = 0;

	for (unsigned i = 0; i < count && !error; i++) {
		place[i].start += snapshot->shift;
		error = keep_bytes(snapshot, place[i]);
	}
	return error;
}

/* A sync would change nothing: the file as it is, whose head, tail and echo a
 * later sync writes over. */
static int keep_file(struct iw_snapshot *snapshot)
{
	const struct iw_image *image = snapshot->image;
	const struct datafile *file = store_file(image->store);
	uint64_t sectors = store_base(image->store) - file->shift;
	struct extent head = { file->shift, sectors };
	int error;

	if (head.count < HEAD_LEAST)
		head.count = HEAD_LEAST;
	snapshot->shift = file->shift;
	snapshot->head = head.start + head.count;
	snapshot->size = image->size;
	snapshot->shows_meta = true;
	error = keep_bytes(snapshot, head);
	if (!error)
		error = keep_bytes(snapshot, image->meta[1]);
	if (!error)
		error = keep_echo(snapshot);
	if (!error)
		error = keep_hollows(snapshot);
	patchwork_sort(&snapshot->pages);
	patchwork_sort(&snapshot->hollows);
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
	snapshot->md5 = image->settings.md5;
	plan_drop(image, &plan);
	return error;
}

static void snapshot_free(struct iw_snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->pages.count; i++)
		free(snapshot->pages.run[i].bytes);
	patchwork_free(&snapshot->pages);
	patchwork_free(&snapshot->blanks);
	patchwork_free(&snapshot->hollows);
	patchwork_free(&snapshot->moved);
	datafile_drop(snapshot->file);
	free(snapshot);
}

/* What SNAPSHOT shows stays while it is open. */
static int pin(struct iw_snapshot *snapshot)
{
	struct iw_image *image = snapshot->image;
	int error = store_pin(image->store, &snapshot->pin);

	if (error)
		return error;
	snapshot->meta_born = image->meta_born;
	image->meta_shown += snapshot->shows_meta;
	if (snapshot->head < image->shown)
		image->shown = snapshot->head;
	snapshot->file = datafile_hold(store_file(image->store));
	return 0;
}

static void unpin(const struct iw_snapshot *snapshot)
{
	struct iw_image *image = snapshot->image;

	if (snapshot->meta_born == image->meta_born)
		image->meta_shown -= snapshot->shows_meta;
	store_unpin(image->store, snapshot->pin);
	if (!store_is_pinned(image->store))
		image->shown = UINT64_MAX;
}

int iw_snapshot_open(struct iw_image *image, struct iw_snapshot **out)
{
	struct iw_snapshot *snapshot = calloc(1, sizeof(*snapshot));
	bool is_synced;
	int error;

	if (!snapshot)
		return -ENOMEM;
	snapshot->image = image;
	pthread_mutex_lock(&image->lock);
	/* As a sync does. */
	if (!commit_is_current(image))
		(void)copying_join(image);
	copying_await_all(image);
	is_synced = commit_is_current(image);
	error = is_synced ? keep_file(snapshot) : keep_commit(snapshot);
	if (!error)
		error = pin(snapshot);
	if (!error && is_synced)
		store_hold_waiting(image->store);
	pthread_mutex_unlock(&image->lock);
	if (error) {
		snapshot_free(snapshot);
		return error;
	}
	error = seal_snapshot(
		snapshot, &snapshot->pages, snapshot->md5, &image->diag);
	if (error)
		iw_snapshot_close(snapshot);
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

	if (patchwork_find(&snapshot->blanks, sector, left))
		return false;
	if (snapshot->is_moved) {
		run = patchwork_find(&snapshot->moved, sector, left);
		if (run)
			*from = run->from + (sector - run->at);
		return run != NULL;
	}
	if (patchwork_find(&snapshot->hollows, sector, left))
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
	const struct run *page =
		patchwork_find(&snapshot->pages, sector, &left);
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
	unpin(snapshot);
	snapshot_free(snapshot);
	pthread_mutex_unlock(&image->lock);
}
