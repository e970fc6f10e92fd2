#include "commit/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <md5.h>
#include <stdlib.h>
#include <string.h>

#include "disk/implant.h"
#include "disk/iso_volume.h"
#include "store/sysio.h"
#include "store/turn.h"

#define STEP (32 * IMPLANT_CHUNK) /* bytes read at once */
#define VOLUME_AT (16 * (uint64_t)SECTOR_SIZE)

struct hashing {
	MD5_CTX context;
	uint64_t size; /* bytes of the image that are summed */
	uint64_t fragment;
	struct implant implant;
};

static void finish(const MD5_CTX *context, uint8_t out[IMPLANT_SUM])
{
	MD5_CTX copy = *context;

	MD5Final(out, &copy);
}

static void hash_chunk(
	struct hashing *h, const uint8_t *bytes, size_t size, uint64_t at)
{
	uint64_t fragment = at * (IMPLANT_FRAGMENTS + 1) / h->size;
	uint8_t sum[IMPLANT_SUM];

	MD5Update(&h->context, bytes, size);
	if (fragment == h->fragment)
		return;
	h->fragment = fragment;
	finish(&h->context, sum);
	implant_digits(
		sum, h->implant.fragments + (fragment - 1) * IMPLANT_DIGITS);
}

static int hash_all(
	struct hashing *h, const struct seal *seal, uint8_t buffer[STEP])
{
	for (uint64_t at = 0; at < h->size; at += STEP) {
		size_t size = h->size - at < STEP ? h->size - at : STEP;
		int error = seal->read(seal->user, buffer, size, at);

		if (error)
			return error;
		for (size_t i = 0; i < size; i += IMPLANT_CHUNK)
			hash_chunk(h, buffer + i,
				size - i < IMPLANT_CHUNK ? size - i
							 : IMPLANT_CHUNK,
				at + i);
	}
	finish(&h->context, h->implant.sum);
	return 0;
}

/* The bytes that are summed, by the descriptor. -ENOENT: there is none, or no
 * more than is skipped. */
static int find_size(const struct seal *seal, uint64_t *out)
{
	struct iso_volume volume;
	struct iso_volume_tree tree;
	int error = seal->read(seal->user, &volume, sizeof(volume), VOLUME_AT);

	if (error)
		return error;
	if (iso_volume_decode(&volume, &tree) || tree.type != ISO_PRIMARY ||
		tree.blocks <= IMPLANT_SKIPPED)
		return -ENOENT;
	*out = (tree.blocks - IMPLANT_SKIPPED) * (uint64_t)SECTOR_SIZE;
	return 0;
}

static int put(const struct seal *seal)
{
	struct hashing h = {
		.implant.is_supported = seal->kind == MD5_SUPPORTED,
	};
	uint8_t use[IMPLANT_SIZE], *buffer;
	int error = find_size(seal, &h.size);

	if (error)
		return error;
	buffer = malloc(STEP);
	if (!buffer)
		return -ENOMEM;
	memset(h.implant.fragments, '0', sizeof(h.implant.fragments));
	MD5Init(&h.context);
	error = hash_all(&h, seal, buffer);
	free(buffer);
	if (error)
		return error;
	implant_encode(&h.implant, use);
	return seal->write(seal->user, use, sizeof(use),
		VOLUME_AT + offsetof(struct iso_volume, application_use));
}

int seal_put(const struct seal *seal)
{
	int error;

	if (seal->kind == MD5_NONE)
		return 0;
	error = put(seal);
	if (error != -ENOENT)
		return error;
	diag_say(seal->diag, LOG_NOTICE,
		"md5: there is no ISO 9660 volume to put a sum into");
	return 0;
}

static int read_file(void *user, void *out, size_t size, uint64_t at)
{
	const struct datafile *file = user;

	/* No more than a hint: where it fails, reading takes longer. */
	(void)posix_fadvise(
		file->fd, (off_t)(at + size), (off_t)size, POSIX_FADV_WILLNEED);
	return sysio_read(file->fd, out, size, at);
}

static int write_file(void *user, const void *bytes, size_t size, uint64_t at)
{
	const struct datafile *file = user;
	int error = sysio_write(file->fd, bytes, size, at);

	if (!error && sysio.fdatasync(file->fd))
		error = -errno;
	return error;
}

int seal_image(struct iw_image *image)
{
	const struct seal seal = {
		.read = read_file,
		.write = write_file,
		.user = store_file(image->store),
		.kind = image->settings.md5,
		.diag = &image->diag,
	};
	int error;

	image->is_sealed = false;
	error = seal_put(&seal);
	if (error)
		return diag_fail(&image->diag, error,
			"%s is new, but its MD5 sum could not be put into it: "
			"%s",
			image->home.name, strerror(-error));
	image->is_sealed = true;
	return 0;
}

struct shown {
	struct iw_snapshot *snapshot;
	struct runs *pages;
};

static int read_shown(void *user, void *out, size_t size, uint64_t at)
{
	const struct shown *shown = user;
	ssize_t length = iw_snapshot_read(shown->snapshot, out, size, at);

	if (length < 0)
		return (int)length;
	return (size_t)length == size ? 0 : -EIO;
}

static int write_shown(void *user, const void *bytes, size_t size, uint64_t at)
{
	const struct shown *shown = user;

	patchwork_amend(shown->pages, bytes, size, at);
	return 0;
}

int seal_snapshot(struct iw_snapshot *snapshot, struct runs *pages,
	enum md5 kind, const struct diag *diag)
{
	struct shown shown = { snapshot, pages };
	const struct seal seal = {
		.read = read_shown,
		.write = write_shown,
		.user = &shown,
		.kind = kind,
		.diag = diag,
	};

	return seal_put(&seal);
}
