#include "commit/undo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/mark.h"
#include "store/sysio.h"

struct overwrite {
	struct overwrite *next;
	size_t size;
	uint8_t *fresh;
	/* As it is put into the journal: MARK_UNDO's, then the old bytes. */
	struct {
		struct mark_undo mark;
		uint8_t old[];
	} * saved;
};

struct undo {
	struct overwrite *first, **last;
};

struct undo *undo_new(void)
{
	struct undo *undo = calloc(1, sizeof(*undo));

	if (undo)
		undo->last = &undo->first;
	return undo;
}

void undo_free(struct undo *undo)
{
	if (!undo)
		return;
	for (struct overwrite *o = undo->first, *next; o; o = next) {
		next = o->next;
		free(o->fresh);
		free(o->saved);
		free(o);
	}
	free(undo);
}

int undo_add(struct undo *undo, uint64_t at, const void *bytes, size_t size)
{
	struct overwrite *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	*undo->last = o;
	undo->last = &o->next;
	o->size = size;
	o->fresh = malloc(size);
	o->saved = malloc(sizeof(*o->saved) + size);
	if (!o->fresh || !o->saved)
		return -ENOMEM;
	memcpy(o->fresh, bytes, size);
	o->saved->mark.at = le64_from(at);
	return 0;
}

int undo_save(struct undo *undo, int fd)
{
	int error = 0;

	for (struct overwrite *o = undo->first; o && !error; o = o->next)
		error = sysio_read(fd, o->saved->old, o->size,
			le64_get(o->saved->mark.at));
	return error;
}

size_t undo_room(const struct undo *undo)
{
	size_t room = 0;

	for (const struct overwrite *o = undo->first; o; o = o->next)
		room += JOURNAL_RECORD + sizeof(*o->saved) + o->size;
	return room;
}

void undo_record(const struct undo *undo, struct journal *journal)
{
	for (const struct overwrite *o = undo->first; o; o = o->next)
		journal_put(journal, MARK_UNDO, o->saved,
			sizeof(*o->saved) + o->size);
}

static int flush(int fd)
{
	return sysio.fdatasync(fd) ? -errno : 0;
}

int undo_write(const struct undo *undo, int fd)
{
	int error = 0;

	for (const struct overwrite *o = undo->first; o && !error; o = o->next)
		error = sysio_write(
			fd, o->fresh, o->size, le64_get(o->saved->mark.at));
	return error ? error : flush(fd);
}

int undo_restore(const struct undo *undo, int fd)
{
	int error = 0;

	for (const struct overwrite *o = undo->first; o && !error; o = o->next)
		error = sysio_write(fd, o->saved->old, o->size,
			le64_get(o->saved->mark.at));
	return error ? error : flush(fd);
}
