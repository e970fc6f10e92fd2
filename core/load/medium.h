/*
 * The medium: an existing image as bytes that can be asked for, and refused.
 * Every read of a loader goes through here, so nothing in an image can make it
 * read beyond the image's end.
 */
#ifndef ISOWEAVE_LOAD_MEDIUM_H
#define ISOWEAVE_LOAD_MEDIUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes to be read instead of those in the file. */
struct medium_patch {
	uint64_t at;
	size_t size;
	uint8_t *bytes;
};

struct medium {
	int fd;		 /* the caller's */
	uint64_t size;	 /* bytes */
	uint64_t origin; /* the file's byte where it begins */
	const struct medium_patch *patches; /* the caller's; or NULL */
	size_t patch_count;
};

/* Whether the image has all SIZE bytes from sector LBA. */
bool medium_has(const struct medium *medium, uint64_t lba, uint64_t size);

/*
 * Reads SIZE bytes from the byte AT into OUT. -EUCLEAN: they are not all in
 * the image; -EIO and the like from the disc.
 */
int medium_read(
	const struct medium *medium, uint64_t at, size_t size, void *out);
/* The same from the start of sector LBA. */
int medium_sectors(
	const struct medium *medium, uint64_t lba, size_t size, void *out);

#endif
