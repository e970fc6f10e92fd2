#include "store/import.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "store/inner.h"
#include "store/sysio.h"
#include "store/transfer.h"

/* Below this a copy through memory costs less than asking for a shared one. */
#define SHARE_FROM (1u << 20)

static int copy_short(
	struct store *store, const struct import *import, uint64_t to)
{
	uint8_t *bytes = malloc(import->size);
	int error;

	if (!bytes)
		return -ENOMEM;
	error = sysio_read(import->fd, bytes, import->size, import->at);
	if (!error)
		error = datafile_write(store->file, bytes, import->size, to);
	free(bytes);
	return error;
}

static int copy(struct store *store, const struct import *import, uint64_t to)
{
	if (import->size < SHARE_FROM)
		return copy_short(store, import, to);
	return sysio_copy(import->fd, import->at, datafile_fd(store->file, to),
		datafile_offset(store->file, to), import->size);
}

int content_import(struct store *store, struct content *c,
	const struct import *imports, uint32_t count)
{
	struct span spans[SPANS];
	uint64_t size = 0, to;
	int error;

	assert(!c->size && !c->count);
	for (uint32_t i = 0; i < count; i++)
		size += imports[i].size;
	if (!size)
		return 0;
	error = content_prepare(store, c, 0, size);
	if (error)
		return error;
	/* It was taken as a whole: one extent. */
	assert(c->count == 1);
	content_map(c, 0, size, spans);
	to = spans[0].at;
	for (uint32_t i = 0; i < count && !error; i++) {
		if (imports[i].size)
			error = copy(store, &imports[i], to);
		to += imports[i].size;
	}
	if (error)
		content_free(store, c);
	return error;
}
