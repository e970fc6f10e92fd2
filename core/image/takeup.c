#include "image/takeup.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/note.h"
#include "image/mark.h"
#include "image/tuning.h"
#include "image/usage.h"
#include "image/walk.h"
#include "model/record.h"
#include "store/sharing.h"
#include "store/sysio.h"
#include "store/turn.h"

static_assert((int)MARK_SETTING < (int)NOTE_LINE, "one list of kinds");

/* Sectors; what is far beyond was not written by this program. */
#define ADDRESS_MAX (UINT64_C(1) << 48)

/* Replaying stops here: what follows did not happen. */
#define STOP 1

struct takeup {
	struct iw_image *image;
	bool has_file, is_pending;
	struct mark_file file;	/* as it is now */
	struct mark_shift next; /* of a gap being closed; size 0: none */
	struct mark_pending pending;
	/* Of the pending commit, within the journal. */
	const uint8_t **undo;
	size_t *undo_size;
	size_t undo_count;
	/* Found by looking ahead. */
	size_t marks_ahead;
	bool last_is_open, is_begun;
	struct extent_list used;
};

/* Whether IMAGE is the file that the pending commit renames to it. */
static bool was_renamed(const struct takeup *t)
{
	const struct home *home = &t->image->home;
	struct mark_id id = mark_id_at(home->dir, home->name);

	return le32_get(t->pending.by_rename) && mark_same(&id, &t->pending.id);
}

static void commit(struct takeup *t)
{
	struct mark_file *file = &t->file;

	file->id = t->pending.id;
	file->shift = t->pending.shift;
	file->base = t->pending.base;
	file->held = t->pending.held;
	file->end = t->pending.end;
	memcpy(file->meta, t->pending.meta, sizeof(file->meta));
	file->is_image = le32_from(1);
	t->next.size = le64_from(0);
	t->is_pending = false;
	store_committed(t->image->store, le64_get(file->base));
}

static int add_undo(struct takeup *t, const uint8_t *bytes, size_t size)
{
	size_t count = t->undo_count + 1;
	const uint8_t **undo = reallocarray(t->undo, count, sizeof(*undo));
	size_t *sizes = NULL;

	if (undo) {
		t->undo = undo;
		sizes = reallocarray(t->undo_size, count, sizeof(*sizes));
	}
	if (!sizes)
		return -ENOMEM;
	t->undo_size = sizes;
	undo[t->undo_count] = bytes;
	sizes[t->undo_count++] = size;
	return 0;
}

static int take_pending(struct takeup *t, const uint8_t *bytes, size_t size)
{
	if (size != sizeof(t->pending))
		return -EUCLEAN;
	memcpy(&t->pending, bytes, size);
	t->is_pending = true;
	t->undo_count = 0;
	t->marks_ahead--;
	if (t->marks_ahead || !t->last_is_open)
		return 0;
	/* The last, without an end: did it happen? */
	return !le32_get(t->pending.by_rename) || was_renamed(t) ? 0 : STOP;
}

static int take_file(struct takeup *t, const uint8_t *bytes, size_t size)
{
	if (size != sizeof(t->file))
		return -EUCLEAN;
	memcpy(&t->file, bytes, size);
	t->has_file = true;
	t->next.size = le64_from(0);
	if (le32_get(t->file.is_image))
		store_committed(t->image->store, le64_get(t->file.base));
	return 0;
}

static int take_mark(
	void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct takeup *t = user;

	switch (kind) {
	case MARK_FILE:
		return take_file(t, bytes, size);
	case MARK_SHIFT:
		if (size != sizeof(t->next))
			return -EUCLEAN;
		memcpy(&t->next, bytes, size);
		return 0;
	case MARK_PENDING:
		return take_pending(t, bytes, size);
	case MARK_UNDO:
		return size < sizeof(struct mark_undo)
			       ? -EUCLEAN
			       : add_undo(t, bytes, size);
	case MARK_COMMIT:
		if (t->is_pending)
			commit(t);
		return 0;
	case MARK_ABORT:
		t->is_pending = false;
		return 0;
	case MARK_SETTING:
		return tuning_replay(t->image, bytes, size);
	default:
		return note_replay(&t->image->boot, kind, bytes, size);
	}
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

	if (!t->is_pending)
		return 0;
	for (size_t i = 0; i < t->undo_count && !error; i++) {
		struct mark_undo mark;

		memcpy(&mark, t->undo[i], sizeof(mark));
		error = sysio_write(fd, t->undo[i] + sizeof(mark),
			t->undo_size[i] - sizeof(mark), le64_get(mark.at));
	}
	if (!error && t->undo_count && sysio.fdatasync(fd))
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
	bool is_image = le32_get(t->file.is_image) != 0;
	const char *name = is_image ? image->home.name : image->home.data;
	int fd = home_open_file(&image->home, name);
	struct mark_id id;

	if (fd < 0)
		return fd;
	id = mark_id_of(fd);
	if (mark_same(&id, &t->file.id))
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

	if (le64_get(t->next.size) && !fstat(fd, &st) &&
		(uint64_t)st.st_size == le64_get(t->next.size))
		return le64_get(t->next.shift);
	return le64_get(t->file.shift);
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
	return shift <= ADDRESS_MAX && le64_get(t->file.base) <= ADDRESS_MAX &&
	       le64_get(t->file.held) <= ADDRESS_MAX &&
	       le64_get(t->file.end) <= ADDRESS_MAX;
}

static int rebuild(struct takeup *t)
{
	struct iw_image *image = t->image;
	int error = usage_collect(&image->model, &t->used);

	if (!error && image->boot.patch_count)
		error = walk_files(&image->model, bind_patch, &image->boot);

	for (int i = 0; i < 2 && !error; i++) {
		struct extent e = {
			le64_get(t->file.meta[i].start),
			le64_get(t->file.meta[i].count),
		};

		image->meta[i] = e;
		if (e.count)
			error = extents_add(&t->used, e);
	}
	if (!error && !are_places(t))
		error = -EUCLEAN;
	image->kept = le64_get(t->file.held);
	store_hold_below(image->store, image->kept);
	if (!error)
		error = store_rebuild(image->store, le64_get(t->file.base),
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

	if (le32_get(t->file.is_image) && end < le64_get(t->file.end))
		end = le64_get(t->file.end);
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

	if (t->is_pending && was_renamed(t)) {
		commit(t);
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
	if (le32_get(t->file.is_image))
		image->size =
			(le64_get(t->file.end) - file->shift) * SECTOR_SIZE;
	error = end_pending(t, fd);
	if (!error)
		error = rebuild(t);
	if (!error)
		error = cut_file(t);
	if (!error && file->shift != le64_get(t->file.shift))
		error = mark_put_file(image, image->journal);
	return error;
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
	store_replay(image->store);
	if (!error)
		error = record_replay(
			&image->model, image->journal, take_mark, &t);
	if (error == STOP) {
		error = 0;
		t.is_pending = true;
	}
	if (!error && !t.has_file)
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
	free(t.undo);
	free(t.undo_size);
	extents_free(&t.used);
	return error;
}
