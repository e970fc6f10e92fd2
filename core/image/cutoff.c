#include "image/cutoff.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/mark.h"

struct looking {
	struct cutoff *out;
	struct mark_id id; /* of the image */
	bool is_pending;
	uint64_t end; /* of the commit that is pending */
};

static void forget(struct cutoff *cutoff)
{
	for (size_t i = 0; i < cutoff->count; i++)
		free(cutoff->patches[i].bytes);
	cutoff->count = 0;
}

void cutoff_free(struct cutoff *cutoff)
{
	forget(cutoff);
	free(cutoff->patches);
	*cutoff = (struct cutoff){ 0 };
}

static int add(struct cutoff *out, const uint8_t *bytes, size_t size)
{
	size_t count = out->count + 1;
	struct medium_patch *patches =
		reallocarray(out->patches, count, sizeof(*patches));
	struct mark_undo mark;
	uint8_t *copy;

	if (!patches)
		return -ENOMEM;
	out->patches = patches;
	memcpy(&mark, bytes, sizeof(mark));
	size -= sizeof(mark);
	copy = malloc(size ? size : 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bytes + sizeof(mark), size);
	patches[out->count++] =
		(struct medium_patch){ le64_get(mark.at), size, copy };
	return 0;
}

static void begin(struct looking *looking, const struct mark_pending *pending)
{
	forget(looking->out);
	looking->is_pending = !le32_get(pending->by_rename) &&
			      mark_same(&pending->id, &looking->id);
	looking->end = (le64_get(pending->end) - le64_get(pending->shift)) *
		       SECTOR_SIZE;
}

static void begin_file(struct looking *looking, const struct mark_file *file)
{
	if (le32_get(file->is_image))
		looking->out->size =
			(le64_get(file->end) - le64_get(file->shift)) *
			SECTOR_SIZE;
}

static int take(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct looking *looking = user;

	if (kind == MARK_FILE && size == sizeof(struct mark_file))
		begin_file(looking, (const void *)bytes);
	else if (kind == MARK_PENDING && size == sizeof(struct mark_pending))
		begin(looking, (const void *)bytes);
	else if (kind == MARK_COMMIT)
		looking->out->size = looking->end;
	if (kind == MARK_COMMIT || kind == MARK_ABORT)
		looking->is_pending = false;
	if (kind == MARK_UNDO && looking->is_pending &&
		size > sizeof(struct mark_undo))
		return add(looking->out, bytes, size);
	return 0;
}

int cutoff_find(const struct iw_image *image, int fd, struct cutoff *out)
{
	const struct home *home = &image->home;
	struct looking looking = { .out = out, .id = mark_id_of(fd) };
	int journal = openat(
		home->dir, home->journal, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int error;

	*out = (struct cutoff){ 0 };
	if (journal < 0)
		return 0;
	error = journal_look(journal, take, &looking);
	close(journal);
	/* One that is not begun, or that nobody can take up, undoes nothing. */
	if (error == -EUCLEAN)
		error = 0;
	if (error || !looking.is_pending)
		cutoff_free(out);
	return error;
}
