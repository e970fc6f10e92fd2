#include "rockridge/rockridge.h"

#include <errno.h>
#include <string.h>

#include "iso9660/iso9660.h"
#include "rockridge/ridge.h"

/* A record with nothing but PX and CE behind the identifier. */
#define LONGEST_IDENTIFIER                                                     \
	(ISO_RECORD_MAX - sizeof(struct iso_record_head) -                     \
		sizeof(struct rrip_px) - sizeof(struct susp_ce))

/* Of a symlink's target; xorriso refuses an image with a longer one. */
#define TARGET_OF_ALL_READERS 1023

static void remark_on_target(
	const struct ridge *ridge, const struct record *record)
{
	size_t size;

	if (!record->link || !S_ISLNK(record->node->mode))
		return;
	size = strlen(record->node->target);
	if (size > TARGET_OF_ALL_READERS)
		diag_say(ridge->source->diag, LOG_NOTICE,
			"rockridge: the target of '%s' has %zu bytes; xorriso "
			"opens no image with more than %d",
			record->link->name[IW_ROCKRIDGE], size,
			TARGET_OF_ALL_READERS);
}

static int begin(struct extension *self, struct tree *tree)
{
	return count_links((const struct ridge *)self, tree);
}

static int plan(struct extension *self, struct record *record)
{
	struct ridge *ridge = (struct ridge *)self;
	struct draft draft;
	struct part part;

	entries_draw(ridge, record, &draft);
	part = piece_inside(record, &draft).part;
	/* Readers want at least the attributes in the record. */
	if (part.end == 0)
		return diag_fail(ridge->source->diag, -ENAMETOOLONG,
			"rockridge: the identifier '%.*s' of %u characters in "
			"iso/ leaves no room for attributes beside it; at most "
			"%zu do",
			record->identifier_size,
			(const char *)record->identifier,
			record->identifier_size,
			LONGEST_IDENTIFIER - record->head_size);
	record->use_size = (uint8_t)part.size;
	remark_on_target(ridge, record);
	if (!part.more)
		return 0;
	/* libarchive refuses an image where the data of such a file comes
	 * before the areas. */
	if (record->node->content.count &&
		layout_follow(ridge->layout, record->node))
		return -ENOMEM;
	return areas_add(ridge, record, &draft, &part);
}

static void write(
	const struct extension *self, const struct record *record, uint8_t *out)
{
	const struct ridge *ridge = (const struct ridge *)self;
	struct piece piece, next;
	struct draft draft;

	entries_draw(ridge, record, &draft);
	piece = piece_inside(record, &draft);
	if (piece.part.more)
		next = piece_next(record, &draft, &piece);
	piece_write(&draft, &piece, &next, out);
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
