#include "load/medium.h"

#include <errno.h>
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

int medium_read(
	const struct medium *medium, uint64_t at, size_t size, void *out)
{
	uint8_t *to = out;

	if (!within(at, size, medium->size))
		return -EUCLEAN;
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

int medium_sectors(
	const struct medium *medium, uint64_t lba, size_t size, void *out)
{
	if (!medium_has(medium, lba, size))
		return -EUCLEAN;
	return medium_read(medium, lba * SECTOR_SIZE, size, out);
}
