#include "commit/commit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "commit/echo.h"
#include "image/mark.h"
#include "commit/undo.h"
#include "store/sysio.h"
#include "store/turn.h"

struct sink {
	struct commit *commit;
	struct undo *undo;
};

/* The sectors at the address AT that lie in one of the new metadata's places,
 * or those up to it. */
static uint64_t run_of(
	const struct plan *plan, uint64_t at, uint64_t count, bool *is_new)
{
	*is_new = false;
	for (int i = 0; i < 2; i++) {
		struct extent e = plan->meta[i];
		uint64_t end = e.start + e.count;

		if (i == 1 && plan->keeps_tail)
			continue;
		if (at >= e.start && at < end) {
			*is_new = true;
			return end - at < count ? end - at : count;
		}
		if (at < e.start && e.count && e.start - at < count)
			count = e.start - at;
	}
	return count;
}

/* New sectors are written at once, what the last commit has is kept for
 * later. */
static int write_or_keep(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct sink *sink = user;
	const struct plan *plan = &sink->commit->plan;
	int error = 0;

	while (count && !error) {
		uint64_t at = plan->shift + lba;
		bool is_new;
		uint64_t run = run_of(plan, at, count, &is_new);
		size_t size = run * SECTOR_SIZE;

		if (is_new)
			error = datafile_write(sink->commit->file, sectors,
				size, at * SECTOR_SIZE);
		else
			error = undo_add(
				sink->undo, lba * SECTOR_SIZE, sectors, size);
		sectors += size;
		lba += run;
		count -= run;
	}
	return error;
}

static int set_size(const struct commit *commit)
{
	uint64_t size = (commit->plan.end - commit->plan.shift) * SECTOR_SIZE;

	return datafile_cut(commit->file, size);
}

/* Longer at once, shorter only when nothing refers to the rest. */
static int grow_file(const struct commit *commit)
{
	struct stat st;

	if (fstat(commit->file->fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) ||
		(uint64_t)st.st_size / SECTOR_SIZE >=
			commit->plan.end - commit->plan.shift)
		return 0;
	return set_size(commit);
}

/* All of the new commit that is in sectors of its own, on the disc. */
static int write_body(struct commit *commit, struct undo *undo)
{
	struct sink sink = { commit, undo };
	int error = grow_file(commit);

	if (!error)
		error = echo_render(&commit->plan, write_or_keep, &sink);
	if (error)
		return commit_fail(commit, error, "its metadata");
	if (sysio.fdatasync(commit->file->fd)) {
		error = -errno;
		commit->image->suspect = true;
		return commit_fail(commit, error, "its data to the disc");
	}
	error = undo_save(undo, commit->file->fd);
	if (error)
		return commit_fail(commit, error, "what is overwritten");
	return 0;
}

/* Writes the head, which makes it the new commit. Takes UNDO. */
static int write_head(struct commit *commit, struct undo *undo)
{
	struct iw_image *image = commit->image;
	int error = commit_begin(commit, undo_room(undo));

	if (error) {
		undo_free(undo);
		return error;
	}
	undo_record(undo, image->journal);
	journal_end(image->journal);
	image->undo = undo;
	error = commit_flush(commit);
	if (!error) {
		error = undo_write(undo, commit->file->fd);
		if (error)
			commit_fail(commit, error, "its head");
	}
	if (error) {
		(void)commit_restore(image);
		return error;
	}
	image->undo = NULL;
	undo_free(undo);
	return 0;
}

int commit_in_place(struct commit *commit)
{
	struct undo *undo = undo_new();
	int error;

	if (!undo)
		return commit_fail(commit, -ENOMEM, "its metadata");
	error = commit_take(commit);
	if (error) {
		undo_free(undo);
		return error;
	}
	error = write_body(commit, undo);
	if (error)
		undo_free(undo);
	else
		error = write_head(commit, undo);
	if (error) {
		commit_give(commit);
		return error;
	}
	commit->is_done = true;
	error = commit_end(commit);
	/* Else a power cut would undo it. */
	if (!error)
		error = commit_flush(commit);
	/* Only now nothing goes back to the old sectors, which are zeroed. */
	commit_settle(commit);
	if (set_size(commit))
		diag_say(&commit->image->diag, LOG_WARNING,
			"%s: could not be cut to its size: %s",
			commit->image->home.name, strerror(errno));
	return error;
}
