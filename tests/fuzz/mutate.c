/*
 * The mutations of an image: of the bytes in a piece, of what points from one
 * piece to another, and of the pieces themselves; then checksums are made true.
 */
#include <string.h>

#include "reseal.h"
#include "util/bytes.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1,
	const uint8_t *data2, size_t size2, uint8_t *out, size_t max_size,
	unsigned seed);

static struct sparse sparse, other;
static uint64_t state;

static uint32_t random_below(uint64_t limit)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((state >> 33) % limit);
}

static struct sparse_piece *any_piece(void)
{
	return sparse.count ? &sparse.piece[random_below(sparse.count)] : NULL;
}

/* All of a piece, which may grow. */
static void mutate_piece(struct sparse_piece *piece)
{
	piece->size = (uint32_t)LLVMFuzzerMutate(
		piece->bytes, piece->size, SPARSE_PIECE);
}

/* A few bytes, and the rest stays where it is. */
static void mutate_window(struct sparse_piece *piece)
{
	uint8_t window[64];
	uint32_t size = 1u << random_below(7), at;

	if (piece->size < size)
		return;
	at = random_below(piece->size - size + 1);
	memcpy(window, piece->bytes + at, size);
	LLVMFuzzerMutate(window, size, size);
	memcpy(piece->bytes + at, window, size);
}

/* A number that is asked for: of a sector, a block, a size. */
static uint32_t any_number(void)
{
	const struct sparse_piece *piece = any_piece();

	switch (random_below(6)) {
	case 0:
		return sparse.end / 4 + random_below(3) - 1;
	case 1:
		return 2048 * random_below(5);
	case 2:
		return UINT32_MAX >> random_below(32);
	case 3:
		return random_below(20);
	default:
		return piece ? piece->at / (random_below(8) ? 4 : 1) : 0;
	}
}

/* As one of the ways in which structures hold it. */
static void put_number(uint8_t *to, uint32_t number)
{
	const le32 little = le32_from(number);
	const be32 big = be32_from(number);

	switch (random_below(4)) {
	case 0:
		memcpy(to, &little, 4);
		memcpy(to + 4, &big, 4);
		break;
	case 1:
		memcpy(to, &big, 4);
		break;
	case 2:
		memcpy(to, &little, 2);
		break;
	default:
		memcpy(to, &little, 4);
	}
}

static void mutate_number(struct sparse_piece *piece)
{
	if (piece->size >= 8)
		put_number(piece->bytes + random_below(piece->size - 7),
			any_number());
}

static bool is_piece_at(uint32_t lba)
{
	for (size_t i = 0; i < sparse.count; i++) {
		if (sparse.piece[i].at == 4 * lba)
			return true;
	}
	return false;
}

/* What seems to be the sector of another piece becomes one of a third. */
static void mutate_pointer(struct sparse_piece *piece)
{
	uint32_t start, tries = 512;

	if (piece->size < 8)
		return;
	start = random_below(piece->size - 7);
	for (uint32_t at = start; at <= piece->size - 8 && tries; at++) {
		le32 number;

		tries--;
		memcpy(&number, piece->bytes + at, 4);
		if (le32_get(number) > 15 && is_piece_at(le32_get(number))) {
			put_number(piece->bytes + at, any_number());
			return;
		}
	}
}

static void move_piece(struct sparse_piece *piece, uint32_t at)
{
	if (!sparse_is_frame(piece)) {
		reseal_moved(piece, at - piece->at);
		piece->at = at;
	}
}

static void copy_piece(const struct sparse_piece *piece)
{
	const struct sparse_piece *there = any_piece();
	struct sparse_piece *added;

	if (sparse.count == SPARSE_PIECES)
		return;
	added = &sparse.piece[sparse.count++];
	*added = *piece;
	if (!sparse_is_frame(there))
		move_piece(added, there->at + 4 * random_below(2));
}

static void drop_piece(struct sparse_piece *piece)
{
	struct sparse_piece *end = sparse.piece + sparse.count;

	memmove(piece, piece + 1, (size_t)(end - piece - 1) * sizeof(*piece));
	sparse.count--;
}

static void swap_pieces(struct sparse_piece *piece)
{
	static struct sparse_piece kept;
	struct sparse_piece *with = any_piece();
	uint32_t at = piece->at;

	if (sparse_is_frame(piece) != sparse_is_frame(with))
		return;
	kept = *piece;
	*piece = *with;
	*with = kept;
	move_piece(with, piece->at);
	move_piece(piece, at);
}

static void mutate_frame(void)
{
	if (random_below(2))
		sparse.mode ^= (uint8_t)(1u << random_below(8));
	else
		sparse.end = any_number() * 4 % (SPARSE_END + 1);
}

static void mutate_once(struct sparse_piece *piece)
{
	switch (random_below(20)) {
	case 0:
		mutate_frame();
		break;
	case 1:
		copy_piece(piece);
		break;
	case 2:
		drop_piece(piece);
		break;
	case 3:
		swap_pieces(piece);
		break;
	case 4:
	case 5:
	case 6:
		mutate_piece(piece);
		break;
	case 7:
	case 8:
	case 9:
		mutate_pointer(piece);
		break;
	case 10:
	case 11:
	case 12:
		mutate_number(piece);
		break;
	default:
		mutate_window(piece);
	}
}

size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	uint32_t times;

	state = seed;
	sparse_get(&sparse, data, size);
	times = 1u << random_below(8);
	for (uint32_t i = 0; i < times && sparse.count; i++)
		mutate_once(any_piece());
	/* Now and then it stays as damaged as it is. */
	if (random_below(16))
		reseal_all(&sparse);
	return sparse_put(&sparse, data, max_size);
}

static struct sparse_piece *piece_at(uint32_t at)
{
	for (size_t i = 0; i < sparse.count; i++) {
		if (sparse.piece[i].at == at && at != SPARSE_JOURNAL)
			return &sparse.piece[i];
	}
	return sparse.count < SPARSE_PIECES ? &sparse.piece[sparse.count++]
					    : any_piece();
}

/* The one, with a few pieces of the other in the place of its own. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1,
	const uint8_t *data2, size_t size2, uint8_t *out, size_t max_size,
	unsigned seed)
{
	state = seed;
	sparse_get(&sparse, data1, size1);
	sparse_get(&other, data2, size2);
	for (size_t i = random_below(4); i < 4 && other.count; i++) {
		const struct sparse_piece *piece =
			&other.piece[random_below(other.count)];

		*piece_at(piece->at) = *piece;
	}
	reseal_all(&sparse);
	return sparse_put(&sparse, out, max_size);
}
