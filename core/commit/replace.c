#include "commit/commit.h"

#include <errno.h>
#include <unistd.h>

#include "commit/echo.h"
#include "model/record.h"
#include "store/sysio.h"
#include "store/turn.h"

static uint64_t bytes(uint64_t sectors)
{
	return sectors * SECTOR_SIZE;
}

static int copy_move(const struct commit *commit, const struct move *move)
{
	const struct datafile *from = store_file(commit->image->store);
	const struct extent *e = content_extents(&move->from);
	uint64_t to = datafile_offset(commit->file, bytes(move->to.start));
	uint64_t left = bytes(move->to.count);
	int error = 0;

	for (uint32_t i = 0; i < move->from.count && !error; i++) {
		uint64_t size = bytes(e[i].count);

		if (size > left)
			size = left;
		error = sysio_copy(from->fd,
			datafile_offset(from, bytes(e[i].start)),
			commit->file->fd, to, size);
		to += size;
		left -= size;
	}
	return error;
}

/* Copies all data, at its old places or its new. */
static int copy_data(const struct commit *commit)
{
	const struct plan *plan = &commit->plan;
	const struct store *store = commit->image->store;
	const struct datafile *from = store_file(store);
	/* There is no room below the base, but there may be files: those of an
	 * image that a journal was taken up for. */
	uint64_t base =
		store_has_commit(store) ? from->shift : store_base(store);
	int error = 0;

	if (!plan->is_ordered)
		return sysio_copy(from->fd, bytes(base - from->shift),
			commit->file->fd, bytes(base - plan->shift),
			bytes(store_tail(store) - base));
	for (size_t i = 0; i < plan->move_count && !error; i++)
		error = copy_move(commit, &plan->moves[i]);
	return error;
}

/* A new file beside IMAGE with all data in it. */
static int make_copy(struct commit *commit)
{
	struct iw_image *image = commit->image;
	int fd = home_make(&image->home, image->home.fresh);
	int error;

	if (fd < 0)
		return fd;
	commit->file = datafile_new(fd, commit->plan.shift);
	if (!commit->file) {
		close(fd);
		return -ENOMEM;
	}
	error = copy_data(commit);
	if (error)
		return commit_fail(commit, error, "a copy of its data");
	return 0;
}

/* The gap of a fresh image is closed; how far that came is known after a
 * crash from the size of the file. */
static int close_gap(struct commit *commit)
{
	struct iw_image *image = commit->image;
	struct mark_shift mark = {
		.shift = le64_from(commit->plan.shift),
		.size = le64_from(
			store_size_after(image->store, commit->plan.shift)),
	};
	int error =
		journal_begin(image->journal, JOURNAL_RECORD + sizeof(mark));

	if (error)
		return commit_fail(commit, error, "its journal");
	journal_put(image->journal, MARK_SHIFT, &mark, sizeof(mark));
	journal_end(image->journal);
	error = commit_flush(commit);
	if (error)
		return error;
	error = store_close_gap(image->store, commit->plan.shift);
	if (error && error != -EOPNOTSUPP)
		return commit_fail(commit, error, "its front");
	if (error)
		return error;
	error = mark_put_file(image, image->journal);
	return error ? error : commit_flush(commit);
}

/* Gets the file that is to be IMAGE, with its data in it; NAME is its name. */
static int get_file(struct commit *commit, const char **name)
{
	struct iw_image *image = commit->image;
	int error = -EOPNOTSUPP;

	*name = image->home.fresh;
	if (!store_has_commit(image->store) && !commit->plan.is_ordered &&
		!image->suspect)
		error = close_gap(commit);
	if (error == -EOPNOTSUPP)
		return make_copy(commit);
	if (error)
		return error;
	*name = image->home.data;
	commit->file = datafile_hold(store_file(image->store));
	return 0;
}

static int write_sectors(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct commit *commit = user;

	return sysio_write(commit->file->fd, sectors, bytes(count), bytes(lba));
}

static int write_file(struct commit *commit)
{
	const struct plan *plan = &commit->plan;
	int fd = commit->file->fd, error = 0;

	/* The front of a commit that failed may lie there. */
	if (commit->file == store_file(commit->image->store))
		error = sysio_zero(fd, 0,
			bytes(plan->meta[0].start + plan->meta[0].count -
				plan->shift));
	if (!error &&
		sysio.ftruncate(fd, (off_t)bytes(plan->end - plan->shift)))
		error = -errno;
	if (!error)
		error = echo_render(plan, write_sectors, commit);
	if (error)
		return commit_fail(commit, error, "its metadata");
	if (!sysio.fdatasync(fd))
		return 0;
	error = -errno;
	commit->image->suspect |=
		commit->file == store_file(commit->image->store);
	return commit_fail(commit, error, "its data to the disc");
}

static size_t moves_room(const struct plan *plan)
{
	size_t room = RECORD_REPLACED_ROOM;

	for (size_t i = 0; i < plan->move_count; i++)
		room += model_content_room(plan->moves[i].node) +
			plan->moves[i].from.count * sizeof(struct mark_extent);
	return room;
}

static void record_moves(struct commit *commit)
{
	const struct plan *plan = &commit->plan;
	struct model *model = &commit->image->model;

	for (size_t i = 0; i < plan->move_count; i++)
		record_content(model, plan->moves[i].node);
	if (plan->is_ordered && model->root->carried)
		record_replaced(model, model->root);
}

/* Where the data is, after all: as before. */
static void abort_commit(struct commit *commit)
{
	struct iw_image *image = commit->image;
	struct plan *plan = &commit->plan;

	plan_restore(plan);
	/* commit_begin() kept room for that. */
	if (journal_begin(image->journal, JOURNAL_RECORD + moves_room(plan)))
		return;
	journal_put(image->journal, MARK_ABORT, NULL, 0);
	record_moves(commit);
	journal_end(image->journal);
}

static int publish(struct commit *commit, const char *name)
{
	struct iw_image *image = commit->image;
	int error = commit_begin(commit, moves_room(&commit->plan));

	if (error)
		return error;
	record_moves(commit);
	journal_end(image->journal);
	error = commit_flush(commit);
	if (!error)
		error = home_publish(&image->home, name, commit->file->fd);
	if (error) {
		abort_commit(commit);
		return error;
	}
	if (name == image->home.fresh)
		home_remove(&image->home, image->home.data);
	image->suspect = false;
	commit_settle(commit);
	/* Not flushed: the name says it as well (takeup.c). */
	return commit_end(commit);
}

int commit_by_rename(struct commit *commit)
{
	struct iw_image *image = commit->image;
	const char *name;
	int error = commit_take(commit);

	if (error)
		return error;
	error = get_file(commit, &name);
	if (!error)
		error = write_file(commit);
	if (!error)
		error = publish(commit, name);
	if (!commit->is_done && name == image->home.fresh)
		home_remove(&image->home, name);
	if (!commit->is_done)
		commit_give(commit);
	if (commit->is_done && home_flush(&image->home) && !error)
		error = commit_fail(commit, -errno, "its name to the disc");
	return error;
}
