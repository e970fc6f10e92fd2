#include "layout/sections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_SECTORS 512u /* rendered and written at once */

/* Sectors that adjoin, gathered so that small sections do not cost a write
 * each. */
struct batch {
	const struct layout *layout;
	layout_write *write;
	void *user;
	uint8_t *sectors;
	uint64_t room; /* sectors */
	uint64_t lba, count;
};

static int batch_flush(struct batch *batch)
{
	uint64_t count = batch->count;

	batch->count = 0;
	if (!count)
		return 0;
	return batch->write(batch->user, batch->lba, batch->sectors, count);
}

/* Room for COUNT more sectors at LBA, zeroed, in OUT. */
static int batch_take(
	struct batch *batch, uint64_t lba, uint64_t count, uint8_t **out)
{
	int error;

	if (batch->lba + batch->count != lba ||
		batch->count + count > batch->room) {
		error = batch_flush(batch);
		if (error)
			return error;
		batch->lba = lba;
	}
	if (count > batch->room) {
		uint8_t *grown = reallocarray(batch->sectors, count, SECTOR);

		if (!grown)
			return -ENOMEM;
		batch->sectors = grown;
		batch->room = count;
	}
	*out = batch->sectors + batch->count * SECTOR;
	memset(*out, 0, count * SECTOR);
	batch->count += count;
	return 0;
}

/* The head is written without gaps: what stood there before is gone. */
static int batch_blanks(struct batch *batch, uint64_t from, uint64_t to)
{
	uint8_t *out;
	int error = 0;

	while (!error && from < to) {
		uint64_t count = to - from;

		if (count > BATCH_SECTORS)
			count = BATCH_SECTORS;
		error = batch_take(batch, from, count, &out);
		from += count;
	}
	return error;
}

static int batch_section(struct batch *batch, const struct section *section)
{
	uint8_t *out;
	int error =
		batch_take(batch, section->lba, section_sectors(section), &out);

	if (!error)
		section->render(batch->layout, section, out);
	return error;
}

static int render_all(struct batch *batch)
{
	const struct layout *layout = batch->layout;
	uint64_t head = layout_head_sectors(layout);
	uint64_t drawn = 0;
	int error = 0;

	for (size_t i = 0; i < layout->count && !error; i++) {
		const struct section *s = &layout->entries[i]->section;

		error = batch_blanks(
			batch, drawn, section_in_head(s) ? s->lba : head);
		if (!error)
			error = batch_section(batch, s);
		drawn = s->lba + section_sectors(s);
	}
	if (!error)
		error = batch_blanks(batch, drawn, head);
	return error ? error : batch_flush(batch);
}

int layout_render(const struct layout *layout, layout_write *write, void *user)
{
	struct batch batch = {
		.layout = layout,
		.write = write,
		.user = user,
		.room = BATCH_SECTORS,
	};
	int error;

	batch.sectors = malloc((size_t)BATCH_SECTORS * SECTOR);
	if (!batch.sectors)
		return -ENOMEM;
	error = render_all(&batch);
	free(batch.sectors);
	return error;
}
