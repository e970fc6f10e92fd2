#include "rockridge/rockridge.h"

#include <errno.h>

#include "disk/rrip.h"
#include "iso9660/iso9660.h"
#include "rockridge/ridge.h"

/* A record with nothing but PX and CE behind the identifier. */
#define LONGEST_IDENTIFIER                                                     \
	(ISO_RECORD_MAX - sizeof(struct iso_record_head) -                     \
		sizeof(struct rrip_px) - sizeof(struct susp_ce))

size_t ridge_room(const struct record *record)
{
	return ISO_RECORD_MAX - iso_record_use_at(record->identifier_size);
}

static int begin(struct extension *self, struct tree *tree)
{
	return count_links((const struct ridge *)self, tree);
}

static int plan(struct extension *self, struct record *record, size_t room)
{
	struct ridge *ridge = (struct ridge *)self;
	struct draft draft;
	struct part part;

	entries_draw(ridge, record, &draft);
	part = draft_inside(&draft, room);
	/* Readers want at least the attributes in the record. */
	if (part.end == 0)
		return diag_fail(ridge->source->diag, -ENAMETOOLONG,
			"rockridge: the identifier '%.*s' of %u characters in "
			"iso/ leaves no room for attributes beside it; at most "
			"%zu do",
			record->identifier_size,
			(const char *)record->identifier,
			record->identifier_size, LONGEST_IDENTIFIER);
	record->use_size = (uint8_t)part.size;
	return part.more ? areas_add(ridge, record, &draft, &part) : 0;
}

static void write(
	const struct extension *self, const struct record *record, uint8_t *out)
{
	const struct ridge *ridge = (const struct ridge *)self;
	const struct count *count = record->use;
	struct place next = { 0 };
	struct draft draft;
	struct part part;

	entries_draw(ridge, record, &draft);
	part = draft_inside(&draft, ridge_room(record));
	if (part.more)
		next = areas_place(count->area->run, count->area->at,
			draft_area(&draft, &part).size);
	draft_write(&draft, &part, &next, out);
}

int rockridge_plan(struct layout *layout, const struct source *source)
{
	struct ridge *ridge;

	if (!source->root->dir->of[IW_ROCKRIDGE].count)
		return iso9660_plan(layout, source, NULL);
	ridge = layout_alloc(layout, sizeof(*ridge));
	if (!ridge)
		return -ENOMEM;
	*ridge = (struct ridge){
		.extension = { .begin = begin, .plan = plan, .write = write },
		.layout = layout,
		.source = source,
	};
	return iso9660_plan(layout, source, &ridge->extension);
}
