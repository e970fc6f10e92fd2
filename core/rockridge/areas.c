#include <errno.h>

#include "rockridge/ridge.h"

#define RUN_SIZE 65536u /* bytes that end a run of those apart */

struct piece piece_inside(
	const struct record *record, const struct draft *draft)
{
	size_t room = ISO_RECORD_MAX -
		      iso_record_use_at(record->identifier_size) -
		      record->head_size;

	return (struct piece){ .part = draft_inside(draft, room) };
}

struct piece piece_next(const struct record *record, const struct draft *draft,
	const struct piece *before)
{
	const struct count *count = record->use;
	struct piece next = { .part = draft_area(draft, &before->part) };
	const struct area *area =
		next.part.first >= draft->apart ? count->far : count->near;

	next.run = area->run;
	next.at = before->run == area->run
			  ? draft_place(before->at + before->part.size,
				    next.part.size)
			  : area->at;
	return next;
}

void piece_write(const struct draft *draft, const struct piece *piece,
	const struct piece *next, uint8_t *out)
{
	struct place place = { 0 };

	if (piece->part.more)
		place = (struct place){
			.block = source_address(next->run->ridge->source,
				next->run->section->lba +
					next->at / AREA_BLOCK),
			.offset = (uint32_t)(next->at % AREA_BLOCK),
			.size = (uint32_t)next->part.size,
		};
	draft_write(draft, &piece->part, &place, out);
}

/* Writes those pieces of the record that are in the area's run. */
static void write_area(const struct area *area, uint8_t *out)
{
	const struct record *record = area->record;
	struct draft draft;
	struct piece piece, next;

	entries_draw(area->run->ridge, record, &draft);
	for (piece = piece_inside(record, &draft); piece.part.more;
		piece = next) {
		next = piece_next(record, &draft, &piece);
		if (piece.run == area->run)
			piece_write(&draft, &piece, &next, out + piece.at);
	}
	if (piece.run == area->run)
		piece_write(&draft, &piece, NULL, out + piece.at);
}

static void render_run(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct run *run = self->subject;

	(void)layout;
	for (const struct area *area = run->first; area; area = area->next)
		write_area(area, out);
}

/* A new run: of DIR, behind it, or of those apart. */
static struct run *begin_run(struct ridge *ridge, const struct directory *dir)
{
	struct run *run = layout_alloc(ridge->layout, sizeof(*run));
	const struct section section = {
		.zone = dir ? ZONE_DIRECTORIES : ZONE_CONTINUATIONS,
		.rank = dir ? dir->section->rank : 0,
		.size = 1, /* grows with its areas */
		.render = render_run,
		.subject = run,
	};

	if (!run)
		return NULL;
	run->section = layout_add(ridge->layout, &section);
	if (!run->section)
		return NULL;
	run->section->size = 0;
	run->dir = dir;
	run->ridge = ridge;
	return run;
}

static struct run *near_run(struct ridge *ridge, const struct directory *dir)
{
	if (!ridge->near || ridge->near->dir != dir)
		ridge->near = begin_run(ridge, dir);
	return ridge->near;
}

static struct run *far_run(struct ridge *ridge)
{
	if (!ridge->far || ridge->far->section->size >= RUN_SIZE)
		ridge->far = begin_run(ridge, NULL);
	return ridge->far;
}

static struct area *add_area(
	struct ridge *ridge, struct run *run, const struct record *record)
{
	struct area *area = layout_alloc(ridge->layout, sizeof(*area));

	if (!run || !area)
		return NULL;
	area->run = run;
	area->record = record;
	if (run->last)
		run->last->next = area;
	else
		run->first = area;
	run->last = area;
	return area;
}

/* Room for SIZE bytes in RUN; where they are. */
static uint64_t take_room(struct run *run, size_t size)
{
	uint64_t at = draft_place(run->section->size, size);

	run->section->size = at + size;
	return at;
}

int areas_add(struct ridge *ridge, const struct record *record,
	const struct draft *draft, const struct part *inside)
{
	struct count *count = record->use;

	for (struct part part = *inside; part.more;) {
		struct area **area;
		uint64_t at;

		part = draft_area(draft, &part);
		area = part.first >= draft->apart ? &count->far : &count->near;
		if (*area) {
			take_room((*area)->run, part.size);
			continue;
		}
		*area = add_area(ridge,
			area == &count->far ? far_run(ridge)
					    : near_run(ridge, record->in),
			record);
		if (!*area)
			return -ENOMEM;
		at = take_room((*area)->run, part.size);
		(*area)->at = at;
	}
	return 0;
}
