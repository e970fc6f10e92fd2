#include "store/transfer.h"

#include <errno.h>
#include <unistd.h>

#include "store/gate.h"
#include "store/inner.h"
#include "store/sysio.h"

/* A content shorter than this is moved when something is in its way. */
#define MOVE_BELOW 512u
/* A new piece has at most so many sectors beyond what is asked for. */
#define PIECE_MAX (UINT64_C(256) << 9)
/* No image holds more. */
#define SIZE_MAX_BYTES (UINT64_C(0xffffffff) * SECTOR_SIZE)

static struct extent last_of(const struct content *c)
{
	return content_extents(c)[c->count - 1];
}

/* Adds ADD sectors in the same place. -ENOENT: something is in the way. */
static int extend(struct store *store, struct content *c, uint64_t add)
{
	struct extent last = last_of(c);
	int error = store_take_at(
		store, (struct extent){ last.start + last.count, add });

	if (error)
		return error;
	if (c->count > 1)
		c->at.many->extent[c->count - 1].count += add;
	else
		c->at.one.count += add;
	return 0;
}

static int add_piece(struct store *store, struct content *c, uint64_t add)
{
	struct extent piece = { 0, add };
	int error = store_take(store, add, &piece.start);

	if (error)
		return error;
	error = content_append(store, c, piece);
	if (error)
		store_give(store, piece, store->generation);
	return error;
}

/* Something else took the sectors behind C: goes on elsewhere, with room to
 * spare if there is some. */
static int grow_elsewhere(
	struct store *store, struct content *c, uint64_t have, uint64_t need)
{
	uint64_t add = need - have, ample = have < PIECE_MAX ? have : PIECE_MAX;
	int error;

	if (have < MOVE_BELOW && c->count == 1) {
		ample = need > 2 * have ? need : 2 * have;
		error = content_move(store, c, ample, c->size);
		if (error == -ENOSPC && ample > need)
			error = content_move(store, c, need, c->size);
		return error;
	}
	error = add_piece(store, c, add > ample ? add : ample);
	if (error == -ENOSPC && ample > add)
		error = add_piece(store, c, add);
	return error;
}

/* Makes C have sectors for END bytes. */
static int grow(struct store *store, struct content *c, uint64_t end)
{
	uint64_t have = content_sectors(c), need = sectors_of(end);
	int error;

	if (need <= have)
		return 0;
	if (!have) {
		c->generation = store->generation;
		return add_piece(store, c, need);
	}
	/* Grown large enough to be aligned? */
	if (have < ALIGN_FROM && need >= ALIGN_FROM &&
		content_extents(c)->start % ALIGN_TO)
		return content_move(store, c, need, c->size);
	error = extend(store, c, need - have);
	if (error != -ENOENT)
		return error;
	return grow_elsewhere(store, c, have, need);
}

static int too_large(const struct store *store, uint64_t end)
{
	return diag_fail(store->diag, -EFBIG,
		"a file of %llu bytes: no image holds more than %llu",
		(unsigned long long)end, (unsigned long long)SIZE_MAX_BYTES);
}

int content_prepare(
	struct store *store, struct content *c, uint64_t at, uint64_t size)
{
	uint64_t end = at + size;
	int error;

	if (size > SIZE_MAX_BYTES || at > SIZE_MAX_BYTES - size)
		return too_large(store, end);
	if (end < c->size)
		end = c->size;
	if (content_is_frozen(store, c)) {
		uint64_t sectors = sectors_of(end);

		error = content_move(store, c, sectors, c->size);
	} else {
		error = grow(store, c, end);
		if (!error)
			c->generation = store->generation;
	}
	if (!error)
		c->size = end;
	return error;
}

unsigned content_map(const struct content *c, uint64_t at, uint64_t size,
	struct span out[SPANS])
{
	const struct extent *e = content_extents(c);
	unsigned count = 0;

	for (uint32_t i = 0; i < c->count && size && count < SPANS; i++) {
		uint64_t bytes = e[i].count * SECTOR_SIZE;

		if (at >= bytes) {
			at -= bytes;
			continue;
		}
		bytes -= at;
		if (bytes > size)
			bytes = size;
		out[count++] = (struct span){
			e[i].start * SECTOR_SIZE + at,
			bytes,
		};
		at = 0;
		size -= bytes;
	}
	return count;
}

/* Zeroes what [FROM, TO) of C holds. */
static int zero_bytes(struct store *store, const struct content *c,
	uint64_t from, uint64_t to)
{
	const struct extent *e = content_extents(c);
	uint64_t at = 0;
	int error = 0;

	for (uint32_t i = 0; i < c->count && at < to && !error; i++) {
		uint64_t bytes = e[i].count * SECTOR_SIZE;
		uint64_t start = from > at ? from - at : 0;
		uint64_t end = to - at < bytes ? to - at : bytes;

		if (start < end)
			error = sysio_zero(
				datafile_fd(store->file,
					e[i].start * SECTOR_SIZE + start),
				datafile_offset(store->file,
					e[i].start * SECTOR_SIZE + start),
				end - start);
		at += bytes;
	}
	return error;
}

int content_zero(
	struct store *store, struct content *c, uint64_t at, uint64_t size)
{
	int error;

	gate_close(store, c);
	error = zero_bytes(store, c, at, at + size);
	gate_open(store, c);
	return error;
}

/* What lies behind the size in the last sector reads as zeros for ever. */
static int shorten(struct store *store, struct content *c, uint64_t size)
{
	uint64_t sectors = sectors_of(size), end = sectors * SECTOR_SIZE;
	int error = 0;

	if (size < end && content_is_frozen(store, c))
		return content_move(store, c, sectors, size);
	gate_close(store, c);
	if (size < end)
		error = zero_bytes(
			store, c, size, end < c->size ? end : c->size);
	if (!error)
		content_cut(store, c, sectors);
	gate_open(store, c);
	return error;
}

/* Whether something is in C's last sector behind its end: an existing image may
 * have anything there. */
static int look_behind(struct store *store, const struct content *c, bool *out)
{
	uint8_t behind[SECTOR_SIZE];
	uint64_t size = (SECTOR_SIZE - c->size % SECTOR_SIZE) % SECTOR_SIZE;
	struct span spans[SPANS];
	int error;

	*out = false;
	if (!size || !content_map(c, c->size, size, spans))
		return 0;
	error = datafile_read(store->file, behind, (size_t)size, spans[0].at);
	for (uint64_t i = 0; i < size && !error; i++)
		*out = *out || behind[i];
	return error;
}

static int lengthen(struct store *store, struct content *c, uint64_t size)
{
	bool is_dirty = false;
	int error = 0;

	if (size > c->size && store_frozen(store, c->generation))
		error = look_behind(store, c, &is_dirty);
	if (error)
		return error;
	return is_dirty ? content_move(store, c, sectors_of(size), c->size)
			: grow(store, c, size);
}

int content_resize(struct store *store, struct content *c, uint64_t size)
{
	int error = 0;

	if (size > SIZE_MAX_BYTES)
		return too_large(store, size);
	if (!size)
		content_free(store, c);
	else if (size < c->size)
		error = shorten(store, c, size);
	else
		error = lengthen(store, c, size);
	if (!error)
		c->size = size;
	return error;
}

/* Seeks in one extent; -ENXIO: none of what is looked for in it. */
static int64_t seek_extent(
	struct store *store, struct extent e, uint64_t from, int whence)
{
	uint64_t start = datafile_offset(store->file, e.start * SECTOR_SIZE);
	uint64_t end = start + e.count * SECTOR_SIZE;
	int fd = datafile_fd(store->file, e.start * SECTOR_SIZE);
	off_t found = lseek(fd, (off_t)(start + from), whence);

	if (found < 0 && errno == ENXIO)
		/* Behind the end of the file all is one hole. */
		return whence == SEEK_HOLE ? (int64_t)from : -ENXIO;
	if (found < 0)
		return -errno;
	return (uint64_t)found < end ? found - (off_t)start : -ENXIO;
}

int64_t content_seek(
	struct store *store, const struct content *c, uint64_t at, int whence)
{
	const struct extent *e = content_extents(c);
	uint64_t before = 0;

	if (at >= c->size)
		return -ENXIO;
	for (uint32_t i = 0; i < c->count; i++) {
		uint64_t bytes = e[i].count * SECTOR_SIZE;
		int64_t found = -ENXIO;

		if (at < before + bytes)
			found = seek_extent(store, e[i],
				at > before ? at - before : 0, whence);
		if (found >= 0 && before + (uint64_t)found < c->size)
			return (int64_t)(before + (uint64_t)found);
		if (found < 0 && found != -ENXIO)
			return found;
		before += bytes;
	}
	/* There is always a hole behind the last byte. */
	return whence == SEEK_HOLE ? (int64_t)c->size : -ENXIO;
}
