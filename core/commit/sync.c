#include "commit/commit.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "access/copying.h"
#include "access/early.h"
#include "image/mark.h"
#include "commit/seal.h"
#include "commit/undo.h"
#include "store/gate.h"
#include "store/sysio.h"
#include "store/turn.h"

/* A journal is begun anew when it is longer than so much, and than so much an
 * inode: what a model takes, about. */
#define JOURNAL_LONG (4u << 20)
#define JOURNAL_NODE 1024u

int commit_fail(const struct commit *commit, int error, const char *step)
{
	diag_say(&commit->image->diag, LOG_ERR, "%s %s: writing %s failed: %s",
		commit->image->home.name,
		commit->is_done ? "is new, but may not survive a power cut"
				: "is as it was",
		step, strerror(-error));
	return error;
}

int commit_flush(struct commit *commit)
{
	int error = journal_flush(commit->image->journal);

	if (!error)
		return 0;
	commit->image->suspect = true;
	return commit_fail(commit, error, "its journal");
}

static void put_pending(const struct commit *commit)
{
	const struct plan *plan = &commit->plan;
	const struct iw_image *image = commit->image;
	struct mark_pending mark = {
		.id = mark_id_of(commit->file->fd),
		.shift = le64_from(plan->shift),
		.base = le64_from(plan->base),
		.held = le64_from(image->kept),
		.end = le64_from(plan->end),
		.by_rename = le32_from(commit->by_rename),
		.is_ordered = le32_from(plan->is_ordered),
	};

	for (int i = 0; i < 2; i++) {
		mark.meta[i].start = le64_from(plan->meta[i].start);
		mark.meta[i].count = le64_from(plan->meta[i].count);
	}
	journal_put(image->journal, MARK_PENDING, &mark, sizeof(mark));
}

int commit_begin(struct commit *commit, size_t size)
{
	size_t room =
		2 * (size + sizeof(struct mark_pending) + 8 * JOURNAL_RECORD);
	int error = journal_begin(commit->image->journal, room);

	if (error)
		return commit_fail(commit, error, "its journal");
	put_pending(commit);
	return 0;
}

int commit_end(struct commit *commit)
{
	struct journal *journal = commit->image->journal;
	/* commit_begin() kept room for that. */
	int error = journal_begin(journal, JOURNAL_RECORD);

	if (error)
		return commit_fail(commit, error, "its journal");
	journal_put(journal, MARK_COMMIT, NULL, 0);
	journal_end(journal);
	return 0;
}

/* A first commit's lie below and behind all that the store hands out. */
static bool takes_places(const struct commit *commit)
{
	return store_has_commit(commit->image->store) &&
	       !commit->plan.is_ordered;
}

int commit_take(struct commit *commit)
{
	struct plan *plan = &commit->plan;
	struct store *store = commit->image->store;
	int error = 0;

	if (!takes_places(commit))
		return 0;
	error = store_take_at(store, plan->meta[0]);
	if (error)
		return commit_fail(commit, error, "its metadata");
	if (!plan->meta[1].count || plan->keeps_tail)
		return 0;
	error = store_take_at(store, plan->meta[1]);
	if (!error)
		return 0;
	store_give(store, plan->meta[0], store_generation(store));
	return commit_fail(commit, error, "its metadata");
}

void commit_give(struct commit *commit)
{
	struct plan *plan = &commit->plan;
	struct store *store = commit->image->store;

	if (!takes_places(commit))
		return;
	store_give(store, plan->meta[0], store_generation(store));
	if (!plan->keeps_tail)
		store_give(store, plan->meta[1], store_generation(store));
}

static void give_old(struct iw_image *image, struct extent meta)
{
	if (image->meta_kept)
		store_give_kept(image->store, meta, image->meta_born);
	else
		store_give_last(image->store, meta, image->meta_born);
}

static void forget_sessions(struct iw_image *image)
{
	if (image->has_sessions)
		diag_say(&image->diag, LOG_WARNING,
			"%s: has one session now: its data are in a new order",
			image->home.name);
	image->has_sessions = false;
	image->echo = (struct echo){ 0 };
}

void commit_settle(struct commit *commit)
{
	struct iw_image *image = commit->image;
	struct store *store = image->store;
	struct plan *plan = &commit->plan;

	commit->is_done = true;
	for (int i = 0; i < 2; i++) {
		if (!plan->is_ordered && !(i == 1 && plan->keeps_tail))
			give_old(image, image->meta[i]);
		image->meta[i] = plan->meta[i];
	}
	image->meta_kept = false;
	image->meta_shown = 0;
	image->meta_born = store_generation(store);
	image->size = (plan->end - plan->shift) * SECTOR_SIZE;
	if (plan->is_ordered)
		forget_sessions(image);
	if (plan->is_ordered)
		store_put_zone(store, datafile_hold(commit->file), plan->base,
			plan->end);
	else if (commit->file != store_file(store))
		store_put_file(store, datafile_hold(commit->file));
	store_reach(store, plan->end);
	store_committed(store, plan->base);
}

int commit_restore(struct iw_image *image)
{
	int error;

	if (!image->undo)
		return 0;
	error = undo_restore(image->undo, store_fd(image->store));
	if (!error)
		error = journal_begin(image->journal, JOURNAL_RECORD);
	if (error)
		return diag_fail(&image->diag, error,
			"%s: its head is half-written and could not be written "
			"back: %s; syncing or mounting it again does that",
			image->home.name, strerror(-error));
	journal_put(image->journal, MARK_ABORT, NULL, 0);
	journal_end(image->journal);
	undo_free(image->undo);
	image->undo = NULL;
	return 0;
}

/* Whether the commit can go into IMAGE itself. */
static int check_place(struct commit *commit)
{
	struct iw_image *image = commit->image;
	int error = home_check(&image->home);

	commit->by_rename = !store_has_commit(image->store) || error ||
			    image->suspect || commit->plan.is_ordered;
	return error == -ENOENT ? 0 : error;
}

/* After a commit of what could not be flushed, which is in a new file now: the
 * journal has to be too. */
static int renew_journal(struct iw_image *image)
{
	int error = mark_restart(image);

	if (error)
		image->suspect = true;
	return error;
}

static void shorten_journal(struct iw_image *image)
{
	uint64_t limit = JOURNAL_LONG + JOURNAL_NODE * image->model.nodes;

	/* Where that fails, the long one goes on. */
	if (journal_size(image->journal) > limit)
		(void)mark_restart(image);
}

/* After a commit. */
static void finish(struct iw_image *image)
{
	shorten_journal(image);
	if (image->has_hfs)
		diag_say(&image->diag, LOG_WARNING,
			"%s: its HFS volume shows what the image had before",
			image->home.name);
	image->has_hfs = false;
	image->synced = image->model.changes;
	image->taken_up = false;
}

static int write_commit(struct commit *commit)
{
	struct store *store = commit->image->store;
	int error = check_place(commit);

	if (error)
		return error;
	if (commit->by_rename)
		return commit_by_rename(commit);
	commit->file = datafile_hold(store_file(store));
	return commit_in_place(commit);
}

/* The commit, with the lock held; does not ask whether anything changed. */
static int commit_file(struct iw_image *image)
{
	struct commit commit = { .image = image };
	bool renews = image->suspect;
	int error = commit_restore(image);

	if (!error)
		error = plan_make(image, &commit.plan);
	if (error)
		return error;
	gate_close_all(image->store);
	error = write_commit(&commit);
	gate_open_all(image->store);
	datafile_drop(commit.file);
	if (commit.is_done)
		plan_keep(&commit.plan);
	else
		plan_drop(image, &commit.plan);
	if (!error && renews)
		error = renew_journal(image);
	if (error)
		return error;
	finish(image);
	return seal_image(image);
}

/* Writes most of the data back while others go on. */
static int flush_data(struct iw_image *image)
{
	struct datafile *file = datafile_hold(store_file(image->store));
	int error = 0;

	pthread_mutex_unlock(&image->lock);
	if (sysio.fdatasync(file->fd))
		error = -errno;
	pthread_mutex_lock(&image->lock);
	datafile_drop(file);
	if (!error)
		return 0;
	image->suspect = true;
	diag_say(&image->diag, LOG_ERR,
		"%s is as it was: its data did not get to the disc: %s",
		image->home.name, strerror(-error));
	return error;
}

bool commit_is_current(const struct iw_image *image)
{
	return store_has_commit(image->store) && !image->taken_up &&
	       !image->suspect && !image->undo &&
	       !store_has_remains(image->store) &&
	       image->synced == image->model.changes && image->is_sealed;
}

static int commit_now(struct iw_image *image)
{
	/* What fails of this, the commit tries again, or does without. */
	(void)copying_join(image);
	copying_await_all(image);
	return commit_file(image);
}

int iw_sync(struct iw_image *image)
{
	int error = 0;

	pthread_mutex_lock(&image->lock);
	error = early_failed(image);
	if (!error && !image->settings.read_only && !commit_is_current(image)) {
		/* What is suspect is written again, and flushed then. */
		if (!image->suspect)
			error = flush_data(image);
		if (!error)
			error = commit_now(image);
	}
	pthread_mutex_unlock(&image->lock);
	return error;
}
