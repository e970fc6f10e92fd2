#include "open/takeup.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/note.h"
#include "open/progress.h"
#include "image/tuning.h"
#include "image/usage.h"
#include "image/walk.h"
#include "load/losses.h"
#include "model/record.h"
#include "store/sharing.h"
#include "store/sysio.h"
#include "store/turn.h"

static_assert((int)MARK_ECHO < (int)NOTE_LINE, "one list of kinds");

/* Sectors; what is far beyond was not written by this program. */
#define ADDRESS_MAX (UINT64_C(1) << 48)

/* Replaying stops here: what follows did not happen. */
#define STOP 1

struct takeup {
	struct iw_image *image;
	struct progress at;
	/* Found by looking ahead. */
	size_t marks_ahead;
	bool last_is_open, is_begun;
	struct extent_list used;
};

/* Whether IMAGE is the file that the pending commit renames to it. */
static bool was_renamed(const struct takeup *t)
{
	const struct home *home = &t->image->home;
	const struct mark_pending *pending = &t->at.pending;
	struct mark_id id = mark_id_at(home->dir, home->name);

	return le32_get(pending->by_rename) && mark_same(&id, &pending->id);
}

/* The file is the store's, as the records up to here say. */
static void take_commit(struct takeup *t)
{
	if (le32_get(t->at.pending.is_ordered))
		t->image->echo = (struct echo){ 0 };
	if (le32_get(t->at.file.is_image))
		store_committed(t->image->store, le64_get(t->at.file.base));
}

/* The last commit that has no end may not have happened. */
static int take_pending(struct takeup *t)
{
	t->marks_ahead--;
	if (t->marks_ahead || !t->last_is_open)
		return 0;
	return !le32_get(t->at.pending.by_rename) || was_renamed(t) ? 0 : STOP;
}

static int take_mark(
	void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct takeup *t = user;
	int error;

	if (kind == MARK_ECHO)
		return mark_get_echo(bytes, size, &t->image->echo);
	if (kind == MARK_SETTING)
		return tuning_replay(t->image, bytes, size);
	if (kind > MARK_ECHO)
		return note_replay(&t->image->boot, kind, bytes, size);
	error = progress_take(&t->at, kind, bytes, size);
	if (error)
		return error;
	if (kind == MARK_FILE || kind == MARK_COMMIT)
		take_commit(t);
	return kind == MARK_PENDING ? take_pending(t) : 0;
}

static int look_ahead(
	void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct takeup *t = user;

	(void)bytes;
	(void)size;
	if (kind == MARK_PENDING) {
		t->marks_ahead++;
		t->last_is_open = true;
	} else if (kind == MARK_COMMIT || kind == MARK_ABORT) {
		t->last_is_open = false;
	} else if (kind == MARK_FILE) {
		t->is_begun = true;
	}
	return 0;
}

static int put_mark(struct iw_image *image, enum mark mark)
{
	int error = journal_begin(image->journal, JOURNAL_RECORD);

	if (error)
		return error;
	journal_put(image->journal, mark, NULL, 0);
	journal_end(image->journal);
	return 0;
}

/* The commit that was going on, in or beside IMAGE. */
static int end_pending(struct takeup *t, int fd)
{
	int error = 0;

	if (!t->at.is_pending)
		return 0;
	for (size_t i = 0; i < t->at.undo_count && !error; i++) {
		const struct medium_patch *undo = &t->at.undo[i];

		error = sysio_write(fd, undo->bytes, undo->size, undo->at);
	}
	if (!error && t->at.undo_count && sysio.fdatasync(fd))
		error = -errno;
	if (!error)
		error = put_mark(t->image, MARK_ABORT);
	if (error)
		return error;
	diag_say(&t->image->diag, LOG_NOTICE,
		"%s: a sync that was cut off has been undone",
		t->image->home.name);
	return 0;
}

static int open_file(struct takeup *t)
{
	struct iw_image *image = t->image;
	bool is_image = le32_get(t->at.file.is_image) != 0;
	const char *name = is_image ? image->home.name : image->home.data;
	int fd = home_open_file(&image->home, name);
	struct mark_id id;

	if (fd < 0)
		return fd;
	id = mark_id_of(fd);
	if (mark_same(&id, &t->at.file.id))
		return fd;
	close(fd);
	return diag_fail(&image->diag, -ESTALE,
		"%s is another file than the one that %s has changes for; "
		"bring that back, or remove %s and lose them",
		name, image->home.journal, image->home.journal);
}

/* A gap may have been closed, or not. */
static uint64_t shift_of(const struct takeup *t, int fd)
{
	struct stat st;

	if (le64_get(t->at.next.size) && !fstat(fd, &st) &&
		(uint64_t)st.st_size == le64_get(t->at.next.size))
		return le64_get(t->at.next.shift);
	return le64_get(t->at.file.shift);
}

static int bind_patch(void *user, struct iw_node *node)
{
	patch_bind(user, node);
	return 0;
}

/* Whether all that is in use can be in the file. */
static bool are_places(const struct takeup *t)
{
	uint64_t shift = store_file(t->image->store)->shift;

	for (size_t i = 0; i < t->used.count; i++) {
		struct extent e = t->used.e[i];

		if (e.start < shift || e.start > ADDRESS_MAX ||
			e.count > ADDRESS_MAX)
			return false;
	}
	return shift <= ADDRESS_MAX &&
	       le64_get(t->at.file.base) <= ADDRESS_MAX &&
	       le64_get(t->at.file.held) <= ADDRESS_MAX &&
	       le64_get(t->at.file.end) <= ADDRESS_MAX;
}

static bool is_used(const struct takeup *t, struct extent what)
{
	for (size_t i = 0; i < t->used.count; i++) {
		struct extent e = t->used.e[i];

		if (e.start < extent_end(what) && what.start < extent_end(e))
			return true;
	}
	return false;
}

/* The metadata of the last commit, which the next one gives back: nobody else
 * has a sector of it. */
static int take_meta(struct takeup *t)
{
	int error = 0;

	for (int i = 0; i < 2 && !error; i++) {
		struct extent e = {
			le64_get(t->at.file.meta[i].start),
			le64_get(t->at.file.meta[i].count),
		};

		t->image->meta[i] = e;
		if (e.count && is_used(t, e))
			error = -EUCLEAN;
		else if (e.count)
			error = extents_add(&t->used, e);
	}
	return error;
}

static int rebuild(struct takeup *t)
{
	struct iw_image *image = t->image;
	int error = usage_collect(&image->model, &t->used);

	if (!error && image->boot.patch_count)
		error = walk_files(&image->model, bind_patch, &image->boot);
	if (!error)
		error = take_meta(t);
	if (!error && !are_places(t))
		error = -EUCLEAN;
	image->kept = le64_get(t->at.file.held);
	store_hold_below(image->store, image->kept);
	if (!error)
		error = store_rebuild(image->store, le64_get(t->at.file.base),
			t->used.e, t->used.count);
	if (!error)
		error = store_share(image->store, extents_in(&t->used));
	return error;
}

/* Cuts off what was written without being noted. */
static int cut_file(struct takeup *t)
{
	const struct store *store = t->image->store;
	uint64_t end = store_tail(store);
	struct stat st;
	uint64_t size;

	if (le32_get(t->at.file.is_image) && end < le64_get(t->at.file.end))
		end = le64_get(t->at.file.end);
	size = (end - store_file(store)->shift) * SECTOR_SIZE;
	if (fstat(store_fd(store), &st))
		return -errno;
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > size &&
		sysio.ftruncate(store_fd(store), (off_t)size))
		return -errno;
	return 0;
}

/* Puts the file under the store, and its room around the contents. */
static int take_store(struct takeup *t)
{
	struct iw_image *image = t->image;
	struct datafile *file;
	int fd, error;

	if (t->at.is_pending && was_renamed(t)) {
		progress_commit(&t->at);
		take_commit(t);
		error = put_mark(image, MARK_COMMIT);
		if (error)
			return error;
	}
	fd = open_file(t);
	if (fd < 0)
		return fd;
	file = datafile_new(fd, shift_of(t, fd));
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	store_put_file(image->store, file);
	if (le32_get(t->at.file.is_image))
		image->size =
			(le64_get(t->at.file.end) - file->shift) * SECTOR_SIZE;
	error = end_pending(t, fd);
	if (!error)
		error = rebuild(t);
	if (!error)
		error = cut_file(t);
	if (!error && file->shift != le64_get(t->at.file.shift))
		error = mark_put_file(image, image->journal);
	return error;
}

/* What was done is of the last session. */
static int check_session(const struct iw_image *image)
{
	const struct settings *settings = &image->settings;

	if (settings->from ||
		(!settings->session && settings->sbsector == SBSECTOR_NONE))
		return 0;
	diag_say(&image->diag, LOG_WARNING,
		"%s: opened as with 'ro': there is what was done since the "
		"last sync, which is not of a session that is asked for",
		image->home.name);
	return LOSSES_REFUSED;
}

int takeup_journal(struct iw_image *image)
{
	struct takeup t = { .image = image };
	int error = journal_replay(image->journal, look_ahead, &t);

	/* The process that made it ended before it had opened IMAGE. */
	if (!error && !t.is_begun) {
		journal_empty(image->journal);
		return -ENODATA;
	}
	if (!error)
		error = check_session(image);
	if (error == LOSSES_REFUSED)
		return error;
	store_replay(image->store);
	if (!error)
		error = record_replay(
			&image->model, image->journal, take_mark, &t);
	if (error == STOP) {
		error = 0;
		t.at.is_pending = true;
	}
	if (!error && !t.at.has_file)
		error = -ENODATA;
	if (!error)
		error = take_store(&t);
	image->taken_up = !error;
	if (!error)
		diag_say(&image->diag, LOG_NOTICE,
			"%s: taken up what was done since the last sync",
			image->home.name);
	else if (error != -ENODATA && error != -ESTALE)
		diag_fail(&image->diag, error,
			"%s: what was done since the last sync could not be "
			"taken up from %s: %s",
			image->home.name, image->home.journal,
			strerror(-error));
	progress_free(&t.at);
	extents_free(&t.used);
	return error;
}
