#include <errno.h>

#include "rockridge/ridge.h"

#define RUN_SIZE 65536u /* bytes that end a run: what is rendered at once */

struct place areas_place(const struct run *run, uint64_t at, size_t size)
{
	return (struct place){
		.block = (uint32_t)(run->section->lba + at / AREA_BLOCK),
		.offset = (uint32_t)(at % AREA_BLOCK),
		.size = (uint32_t)size,
	};
}

static void write_area(
	const struct ridge *ridge, const struct area *area, uint8_t *out)
{
	struct draft draft;
	struct part part, next;
	uint64_t at = area->at;

	entries_draw(ridge, area->record, &draft);
	part = draft_inside(&draft, ridge_room(area->record));
	for (part = draft_area(&draft, &part);; part = next) {
		uint64_t next_at;
		struct place place = { 0 };

		if (!part.more)
			break;
		next = draft_area(&draft, &part);
		next_at = draft_place(at + part.size, next.size);
		place = areas_place(area->run, next_at, next.size);
		draft_write(&draft, &part, &place, out + at);
		at = next_at;
	}
	draft_write(&draft, &part, NULL, out + at);
}

static void render_run(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct run *run = self->subject;

	(void)layout;
	for (const struct area *area = run->first; area; area = area->next)
		write_area(run->ridge, area, out);
}

static struct run *begin_run(struct ridge *ridge)
{
	struct run *run = layout_alloc(ridge->layout, sizeof(*run));
	const struct section section = {
		.zone = ZONE_CONTINUATIONS,
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
	run->ridge = ridge;
	ridge->run = run;
	return run;
}

/* Takes room in AREA's run for all that follows FIRST. */
static void take_room(
	struct area *area, const struct draft *draft, const struct part *first)
{
	struct section *section = area->run->section;
	struct part part = draft_area(draft, first);

	area->at = draft_place(section->size, part.size);
	section->size = area->at + part.size;
	while (part.more) {
		part = draft_area(draft, &part);
		section->size =
			draft_place(section->size, part.size) + part.size;
	}
}

int areas_add(struct ridge *ridge, const struct record *record,
	const struct draft *draft, const struct part *first)
{
	struct area *area = layout_alloc(ridge->layout, sizeof(*area));
	struct count *count = record->use;
	struct run *run = ridge->run;

	if (!area)
		return -ENOMEM;
	if (!run || run->section->size >= RUN_SIZE)
		run = begin_run(ridge);
	if (!run)
		return -ENOMEM;
	area->run = run;
	area->record = record;
	count->area = area;
	take_room(area, draft, first);
	if (run->last)
		run->last->next = area;
	else
		run->first = area;
	run->last = area;
	return 0;
}
