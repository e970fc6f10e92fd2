/*
 * The inputs of the image's harness: the bytes of an image that are not zeros,
 * and the frames of the journal beside it.
 *
 *	input := mode end piece*
 *	piece := at size bytes		at: in units of 512 bytes, or
 *					SPARSE_JOURNAL: the next frame's records
 *
 * So a volume of UDF, which has its anchor at sector 256, is a few kilobytes;
 * and a mutation never shifts what is behind it.
 */
#ifndef ISOWEAVE_TESTS_FUZZ_SPARSE_H
#define ISOWEAVE_TESTS_FUZZ_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPARSE_UNIT 512u
#define SPARSE_PIECES 512u     /* more are left out */
#define SPARSE_PIECE 4096u     /* bytes of one, at most */
#define SPARSE_END (80u << 11) /* units of the largest image, 80 MiB */
#define SPARSE_JOURNAL UINT32_MAX

enum sparse_mode {
	SPARSE_READ_ONLY = 1,
	SPARSE_FROM = 2,   /* the image is the base of a new one */
	SPARSE_DATA = 4,   /* it is the data of one that was never synced */
	SPARSE_COMMIT = 8, /* an edit is written, and opened again */
	SPARSE_FAULT = 16, /* times the number of the commit's system call that
			      fails before that; 0: none */
};

struct sparse_piece {
	uint32_t at;
	uint32_t size;
	uint8_t bytes[SPARSE_PIECE];
};

struct sparse {
	uint8_t mode;
	uint32_t end; /* units of the image */
	size_t count;
	struct sparse_piece piece[SPARSE_PIECES];
};

static inline bool sparse_is_frame(const struct sparse_piece *piece)
{
	return piece->at == SPARSE_JOURNAL;
}

/* Takes SIZE bytes apart; any are an input. */
void sparse_get(struct sparse *sparse, const uint8_t *from, size_t size);
/* Returns the bytes of SPARSE's whole pieces that fit into SIZE. */
size_t sparse_put(const struct sparse *sparse, uint8_t *out, size_t size);
/* SIZE bytes of the image from the byte AT. */
void sparse_read(
	const struct sparse *sparse, uint64_t at, void *out, size_t size);

#endif
