#include "commit/echo.h"

#include <string.h>

#include "disk/iso_volume.h"

struct listening {
	const struct plan *plan;
	layout_write *write;
	void *user;
	uint8_t heard[ECHO_ROOM * SECTOR_SIZE]; /* from sector 16 on */
};

void echo_plan(const struct iw_image *image, struct plan *plan)
{
	uint64_t head = layout_head_sectors(plan->layout);
	const struct echo *echo = &image->echo;

	plan->echo = (struct echo){ 0 };
	if (plan->is_ordered)
		return;
	if (echo->session + ECHO_DESCRIPTORS >= head) {
		plan->echo.session = echo->session;
		plan->echo.room = echo->room;
		plan->echo.is_blank = echo->is_blank;
	}
	for (unsigned i = 0; i < echo->tags; i++) {
		if (echo->tag[i] >= head)
			plan->echo.tag[plan->echo.tags++] = echo->tag[i];
	}
}

static bool is_behind_descriptors(const struct echo *echo, uint64_t lba)
{
	uint64_t at = echo->session + ECHO_DESCRIPTORS;

	return echo->session && lba >= at && lba < at + echo->room;
}

unsigned echo_places(const struct echo *echo, struct extent out[ECHO_PLACES])
{
	unsigned count = 0;

	if (echo->session)
		out[count++] = (struct extent){
			echo->session + ECHO_DESCRIPTORS,
			echo->room,
		};
	for (unsigned i = 0; i < echo->tags; i++) {
		if (!is_behind_descriptors(echo, echo->tag[i]))
			out[count++] = (struct extent){ echo->tag[i], 1 };
	}
	return count;
}

static int listen(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct listening *l = user;

	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = lba + i - ECHO_DESCRIPTORS;

		if (lba + i >= ECHO_DESCRIPTORS && at < ECHO_ROOM)
			memcpy(l->heard + at * SECTOR_SIZE,
				sectors + i * SECTOR_SIZE, SECTOR_SIZE);
	}
	return l->write(l->user, lba, sectors, count);
}

/* Makes what was heard descriptors of a session that begins at START: those up
 * to the terminator. More than ROOM are none. */
static void tune(struct listening *l, uint64_t start, uint64_t room)
{
	struct iso_volume *volume = (void *)l->heard;
	struct iso_volume_tree tree;
	uint64_t count = 0;

	for (; count < room && volume[count].head.type != ISO_TERMINATOR;
		count++) {
		if (iso_volume_decode(&volume[count], &tree) == 0)
			volume[count].space_size =
				both32_from(tree.blocks - (uint32_t)start);
	}
	count = count < room ? count + 1 : 0;
	memset(l->heard + count * SECTOR_SIZE, 0,
		sizeof(l->heard) - count * SECTOR_SIZE);
}

static int repeat(struct listening *l)
{
	static const uint8_t blank[SECTOR_SIZE];
	const struct echo *echo = &l->plan->echo;
	struct extent place[ECHO_PLACES];
	unsigned count = echo_places(echo, place);
	int error = 0;

	tune(l, echo->session, echo->is_blank ? 0 : echo->room);
	for (unsigned i = 0; i < count && !error; i++) {
		bool is_session = !i && echo->session;

		error = l->write(l->user, place[i].start,
			is_session ? l->heard : blank, place[i].count);
	}
	return error;
}

int echo_render(const struct plan *plan, layout_write *write, void *user)
{
	struct listening l = { .plan = plan, .write = write, .user = user };
	int error = layout_render(plan->layout, listen, &l);

	return error ? error : repeat(&l);
}
