#include "open/progress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void forget_undo(struct progress *progress)
{
	for (size_t i = 0; i < progress->undo_count; i++)
		free(progress->undo[i].bytes);
	progress->undo_count = 0;
}

void progress_free(struct progress *progress)
{
	forget_undo(progress);
	free(progress->undo);
	*progress = (struct progress){ 0 };
}

void progress_commit(struct progress *progress)
{
	const struct mark_pending *pending = &progress->pending;
	struct mark_file *file = &progress->file;

	file->id = pending->id;
	file->shift = pending->shift;
	file->base = pending->base;
	file->held = pending->held;
	file->end = pending->end;
	memcpy(file->meta, pending->meta, sizeof(file->meta));
	file->is_image = le32_from(1);
	progress->next.size = le64_from(0);
	progress->is_pending = false;
}

static int add_undo(
	struct progress *progress, const uint8_t *bytes, size_t size)
{
	struct medium_patch *grown = reallocarray(
		progress->undo, progress->undo_count + 1, sizeof(*grown));
	struct medium_patch patch;
	struct mark_undo mark;

	if (!grown)
		return -ENOMEM;
	progress->undo = grown;
	memcpy(&mark, bytes, sizeof(mark));
	patch.at = le64_get(mark.at);
	patch.size = size - sizeof(mark);
	patch.bytes = malloc(patch.size + 1);
	if (!patch.bytes)
		return -ENOMEM;
	memcpy(patch.bytes, bytes + sizeof(mark), patch.size);
	grown[progress->undo_count++] = patch;
	return 0;
}

static int take_fields(
	void *out, size_t wanted, const uint8_t *bytes, size_t size)
{
	if (size != wanted)
		return -EUCLEAN;
	memcpy(out, bytes, size);
	return 0;
}

static int take_file(
	struct progress *progress, const uint8_t *bytes, size_t size)
{
	progress->has_file = true;
	progress->next.size = le64_from(0);
	return take_fields(
		&progress->file, sizeof(progress->file), bytes, size);
}

static int take_pending(
	struct progress *progress, const uint8_t *bytes, size_t size)
{
	forget_undo(progress);
	progress->is_pending = true;
	return take_fields(
		&progress->pending, sizeof(progress->pending), bytes, size);
}

int progress_take(struct progress *progress, uint8_t kind, const uint8_t *bytes,
	size_t size)
{
	switch (kind) {
	case MARK_FILE:
		return take_file(progress, bytes, size);
	case MARK_SHIFT:
		return take_fields(
			&progress->next, sizeof(progress->next), bytes, size);
	case MARK_PENDING:
		return take_pending(progress, bytes, size);
	case MARK_UNDO:
		return size < sizeof(struct mark_undo)
			       ? -EUCLEAN
			       : add_undo(progress, bytes, size);
	case MARK_COMMIT:
		if (progress->is_pending)
			progress_commit(progress);
		return 0;
	case MARK_ABORT:
		progress->is_pending = false;
		return 0;
	default:
		return 0;
	}
}
