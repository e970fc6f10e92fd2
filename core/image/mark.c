#include "image/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "boot/note.h"
#include "image/tuning.h"
#include "model/record.h"
#include "store/sysio.h"
#include "store/turn.h"

#define LBA_MAX UINT64_C(0xffffffff) /* ECMA-119 8.4.8 */

static struct mark_id id_of(int fd, const char *name, int flags)
{
	struct statx st;

	if (statx(fd, name, flags, STATX_INO | STATX_BTIME, &st))
		return (struct mark_id){ 0 };
	if (!(st.stx_mask & STATX_BTIME))
		st.stx_btime = (struct statx_timestamp){ 0 };
	return (struct mark_id){
		.ino = le64_from(st.stx_ino),
		.seconds = le64_from((uint64_t)st.stx_btime.tv_sec),
		.nanoseconds = le64_from(st.stx_btime.tv_nsec),
	};
}

struct mark_id mark_id_of(int fd)
{
	return id_of(fd, "", AT_EMPTY_PATH);
}

struct mark_id mark_id_at(int fd, const char *name)
{
	return id_of(fd, name, AT_SYMLINK_NOFOLLOW);
}

bool mark_same(const struct mark_id *a, const struct mark_id *b)
{
	return le64_get(a->ino) && !memcmp(a, b, sizeof(*a));
}

static void put_echo(const struct iw_image *image, struct journal *journal)
{
	const struct echo *echo = &image->echo;
	struct mark_echo mark = {
		.session = le64_from(echo->session),
		.room = le64_from(echo->room),
		.tags = le32_from(echo->tags),
		.is_blank = le32_from(echo->is_blank),
	};

	for (unsigned i = 0; i < echo->tags; i++)
		mark.tag[i] = le64_from(echo->tag[i]);
	journal_put(journal, MARK_ECHO, &mark, sizeof(mark));
}

int mark_get_echo(const uint8_t *bytes, size_t size, struct echo *out)
{
	struct mark_echo mark;

	if (size != sizeof(mark))
		return -EUCLEAN;
	memcpy(&mark, bytes, size);
	*out = (struct echo){
		.session = le64_get(mark.session),
		.room = le64_get(mark.room),
		.tags = le32_get(mark.tags),
		.is_blank = le32_get(mark.is_blank) != 0,
	};
	if (out->session > LBA_MAX || out->room > ECHO_ROOM ||
		out->tags > ECHO_TAGS)
		return -EUCLEAN;
	for (unsigned i = 0; i < out->tags; i++) {
		out->tag[i] = le64_get(mark.tag[i]);
		if (out->tag[i] > LBA_MAX)
			return -EUCLEAN;
	}
	return 0;
}

int mark_put_file(const struct iw_image *image, struct journal *journal)
{
	const struct store *store = image->store;
	struct mark_file mark = {
		.id = mark_id_of(store_fd(store)),
		.shift = le64_from(store_file(store)->shift),
		.base = le64_from(store_base(store)),
		.held = le64_from(image->kept),
		.end = le64_from(
			store_file(store)->shift + sectors_of(image->size)),
		.is_image = le32_from(store_has_commit(store)),
	};
	int error = journal_begin(
		journal, JOURNAL_RECORD + sizeof(mark) + JOURNAL_RECORD +
				 sizeof(struct mark_echo) + tuning_room());

	if (error)
		return diag_fail(&image->diag, error, "%s: %s",
			image->home.journal, strerror(-error));
	for (int i = 0; i < 2; i++) {
		mark.meta[i].start = le64_from(image->meta[i].start);
		mark.meta[i].count = le64_from(image->meta[i].count);
	}
	journal_put(journal, MARK_FILE, &mark, sizeof(mark));
	put_echo(image, journal);
	tuning_record(image, journal);
	journal_end(journal);
	return 0;
}

int mark_checkpoint(const struct iw_image *image, struct journal *journal)
{
	int error = record_checkpoint(&image->model, journal);

	return error ? error : note_checkpoint(&image->boot, journal);
}

/* Fills JOURNAL, locks it, and puts it in the place of the image's. */
static int replace(
	const struct iw_image *image, struct journal *journal, int fd)
{
	const struct home *home = &image->home;
	int error = mark_checkpoint(image, journal);

	if (!error)
		error = mark_put_file(image, journal);
	if (!error)
		error = journal_flush(journal);
	if (!error && flock(fd, LOCK_EX | LOCK_NB))
		error = -errno;
	if (!error && sysio.renameat2(home->dir, home->fresh, home->dir,
			      home->journal, 0))
		error = -errno;
	return error;
}

int mark_restart(struct iw_image *image)
{
	struct home *home = &image->home;
	struct journal *journal = NULL;
	int fd = home_make(home, home->fresh);
	int error;

	if (fd < 0)
		return fd;
	error = journal_new(fd, &journal);
	if (error)
		close(fd);
	else
		error = replace(image, journal, fd);
	if (!error) {
		journal_replace(image->journal, journal);
		error = home_flush(home);
	} else {
		journal_free(journal);
		home_remove(home, home->fresh);
	}
	if (!error)
		return 0;
	return diag_fail(
		&image->diag, error, "%s: %s", home->journal, strerror(-error));
}
