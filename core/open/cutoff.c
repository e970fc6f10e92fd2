#include "open/cutoff.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "open/progress.h"

void cutoff_free(struct cutoff *cutoff)
{
	for (size_t i = 0; i < cutoff->count; i++)
		free(cutoff->patches[i].bytes);
	free(cutoff->patches);
	*cutoff = (struct cutoff){ 0 };
}

static int take(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	return progress_take(user, kind, bytes, size);
}

/* Whether what PROGRESS has pending is being written into the file ID. */
static bool is_into(const struct progress *progress, struct mark_id id)
{
	return progress->is_pending && !le32_get(progress->pending.by_rename) &&
	       mark_same(&progress->pending.id, &id);
}

/* Bytes that the image had before. */
static uint64_t size_before(const struct mark_file *file)
{
	if (!le32_get(file->is_image))
		return 0;
	return (le64_get(file->end) - le64_get(file->shift)) * SECTOR_SIZE;
}

int cutoff_find(const struct iw_image *image, int fd, struct cutoff *out)
{
	const struct home *home = &image->home;
	struct progress progress = { 0 };
	int journal = openat(
		home->dir, home->journal, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int error;

	*out = (struct cutoff){ 0 };
	if (journal < 0)
		return 0;
	error = journal_look(journal, take, &progress);
	close(journal);
	if (!error && is_into(&progress, mark_id_of(fd))) {
		*out = (struct cutoff){ progress.undo, progress.undo_count,
			size_before(&progress.file) };
		progress.undo = NULL;
		progress.undo_count = 0;
	}
	progress_free(&progress);
	/* One that is not begun, or that nobody can take up, undoes nothing. */
	return error == -EUCLEAN ? 0 : error;
}
