#include "sparse.h"

#include <string.h>

#include "util/bytes.h"

struct sparse_head {
	uint8_t mode;
	le32 end;
};

struct piece_head {
	le32 at;
	le16 size;
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void sparse_get(struct sparse *sparse, const uint8_t *from, size_t size)
{
	struct sparse_head head = { 0 };
	struct piece_head next;

	memcpy(&head, from, least(size, sizeof(head)));
	sparse->mode = head.mode;
	sparse->end = le32_get(head.end) % (SPARSE_END + 1);
	sparse->count = 0;
	from += least(size, sizeof(head));
	size -= least(size, sizeof(head));
	while (size > sizeof(next) && sparse->count < SPARSE_PIECES) {
		struct sparse_piece *piece = &sparse->piece[sparse->count++];

		memcpy(&next, from, sizeof(next));
		from += sizeof(next);
		size -= sizeof(next);
		piece->at = le32_get(next.at);
		piece->size = le16_get(next.size) % (SPARSE_PIECE + 1);
		piece->size = (uint32_t)least(piece->size, size);
		memcpy(piece->bytes, from, piece->size);
		from += piece->size;
		size -= piece->size;
	}
}

size_t sparse_put(const struct sparse *sparse, uint8_t *out, size_t size)
{
	const struct sparse_head head = {
		.mode = sparse->mode,
		.end = le32_from(sparse->end),
	};
	size_t used = sizeof(head);

	if (size < used)
		return 0;
	memcpy(out, &head, used);
	for (size_t i = 0; i < sparse->count; i++) {
		const struct sparse_piece *piece = &sparse->piece[i];
		const struct piece_head next = {
			.at = le32_from(piece->at),
			.size = le16_from((uint16_t)piece->size),
		};

		if (size - used < sizeof(next) + piece->size)
			continue;
		memcpy(out + used, &next, sizeof(next));
		memcpy(out + used + sizeof(next), piece->bytes, piece->size);
		used += sizeof(next) + piece->size;
	}
	return used;
}

void sparse_read(
	const struct sparse *sparse, uint64_t at, void *out, size_t size)
{
	uint8_t *to = out;

	memset(to, 0, size);
	for (size_t i = 0; i < sparse->count; i++) {
		const struct sparse_piece *piece = &sparse->piece[i];
		uint64_t start = (uint64_t)piece->at * SPARSE_UNIT;
		uint64_t end = start + piece->size;
		uint64_t from = start > at ? start : at;

		if (sparse_is_frame(piece))
			continue;
		if (end > at + size)
			end = at + size;
		if (from < end)
			memcpy(to + (from - at), piece->bytes + (from - start),
				end - from);
	}
}
