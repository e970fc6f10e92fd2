#include "load/medium.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

static bool within(uint64_t at, uint64_t size, uint64_t whole)
{
	return at <= whole && size <= whole - at;
}

bool medium_has(const struct medium *medium, uint64_t lba, uint64_t size)
{
	return lba <= medium->size / SECTOR_SIZE &&
	       within(lba * SECTOR_SIZE, size, medium->size);
}

static int read_file(
	const struct medium *medium, uint64_t at, size_t size, uint8_t *to)
{
	while (size > 0) {
		ssize_t got = pread(medium->fd, to, size, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return -EUCLEAN;
		to += got;
		at += (uint64_t)got;
		size -= (size_t)got;
	}
	return 0;
}

/* Lays what PATCH has of the SIZE bytes AT over OUT. */
static void lay(const struct medium_patch *patch, uint64_t at, size_t size,
	uint8_t *out)
{
	uint64_t end = patch->at + patch->size;
	uint64_t from = patch->at > at ? patch->at : at;
	uint64_t to = end < at + size ? end : at + size;

	if (from < to)
		memcpy(out + (from - at), patch->bytes + (from - patch->at),
			(size_t)(to - from));
}

int medium_read(
	const struct medium *medium, uint64_t at, size_t size, void *out)
{
	int error;

	if (!within(at, size, medium->size))
		return -EUCLEAN;
	at += medium->origin;
	error = read_file(medium, at, size, out);
	for (size_t i = 0; i < medium->patch_count && !error; i++)
		lay(&medium->patches[i], at, size, out);
	return error;
}

int medium_sectors(
	const struct medium *medium, uint64_t lba, size_t size, void *out)
{
	if (!medium_has(medium, lba, size))
		return -EUCLEAN;
	return medium_read(medium, lba * SECTOR_SIZE, size, out);
}
