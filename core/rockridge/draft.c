#include "rockridge/draft.h"

#include <assert.h>
#include <string.h>

void draft_begin(struct draft *draft)
{
	draft->count = 0;
	draft->size = 0;
	draft->apart = DRAFT_ENTRIES;
}

uint8_t *draft_next(struct draft *draft)
{
	assert(draft->count < DRAFT_ENTRIES);
	return draft->bytes + draft->size;
}

void draft_added(struct draft *draft, size_t size)
{
	draft->entry[draft->count].at = (uint32_t)draft->size;
	draft->entry[draft->count].size = (uint32_t)size;
	draft->count++;
	draft->size += size;
}

void draft_apart(struct draft *draft)
{
	draft->apart = draft->count;
}

/* As many entries from FIRST on as fit in ROOM, with a CE if there are more;
 * those that go apart only by themselves. */
static struct part take(const struct draft *draft, size_t first, size_t room)
{
	struct part part = { .first = first, .end = first };
	size_t limit = draft->count;
	size_t size = 0;

	if (first < draft->apart && draft->apart < limit)
		limit = draft->apart;
	for (size_t i = first; i < limit; i++) {
		size += draft->entry[i].size;
		if (i + 1 == draft->count && size <= room)
			return (struct part){ first, i + 1, size, false };
		if (size + sizeof(struct susp_ce) > room)
			break;
		part.end = i + 1;
		part.size = size;
	}
	part.more = part.end < draft->count;
	if (part.more)
		part.size += sizeof(struct susp_ce);
	return part;
}

struct part draft_inside(const struct draft *draft, size_t room)
{
	return take(draft, 0, room);
}

struct part draft_area(const struct draft *draft, const struct part *before)
{
	return take(draft, before->end, AREA_BLOCK);
}

uint64_t draft_place(uint64_t at, size_t size)
{
	if (at % AREA_BLOCK + size > AREA_BLOCK)
		at += AREA_BLOCK - at % AREA_BLOCK;
	return at;
}

void draft_write(const struct draft *draft, const struct part *part,
	const struct place *next, uint8_t *out)
{
	struct susp_ce ce = { .head = SUSP_HEAD('C', 'E', struct susp_ce) };

	for (size_t i = part->first; i < part->end; i++) {
		memcpy(out, draft->bytes + draft->entry[i].at,
			draft->entry[i].size);
		out += draft->entry[i].size;
	}
	if (!part->more)
		return;
	ce.block = both32_from(next->block);
	ce.offset = both32_from(next->offset);
	ce.length = both32_from(next->size);
	memcpy(out, &ce, sizeof(ce));
}
