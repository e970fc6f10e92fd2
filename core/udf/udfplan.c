#include "udf/udfplan.h"

#include <errno.h>

enum {
	ENTRIES_AT_ONCE = 64, /* blocks that one section renders */
	RANK_RUN = 1,	      /* all of it: it stays together */
};

#define NO_MEMORY "udf: no memory for the plan of the image"

uint32_t udfplan_block(const struct udf *udf, uint32_t in_run)
{
	if (udf->revision->metadata)
		return in_run;
	return in_run + (uint32_t)(udf->run->lba - UDF_PARTITION_LBA);
}

uint16_t udfplan_partition(const struct udf *udf)
{
	return udf->revision->metadata ? 1 : 0;
}

uint32_t udfplan_partition_blocks(const struct udf *udf)
{
	return (uint32_t)(udf->anchor->lba - UDF_PARTITION_LBA);
}

/* The entries that are in the run: but the last, unless the run is all there
 * is. */
static uint32_t run_entries(const struct udf *udf)
{
	return udf->entry_count - (udf->revision->metadata ? 0 : 1);
}

static uint32_t run_start(const struct udf *udf)
{
	return udf->revision->metadata ? UDF_FILE_SET_BLOCKS : 0;
}

uint32_t udfplan_entry(const struct udf *udf, uint32_t entry)
{
	if (entry < run_entries(udf))
		return udfplan_block(udf, run_start(udf) + entry);
	return (uint32_t)(udf->last->lba - UDF_PARTITION_LBA);
}

struct udf_timestamp udfplan_time(const struct udf *udf, struct timespec time)
{
	return ecma_time(
		source_time(&udf->source, time), udf->source.zone * 15);
}

const char *udfplan_volume_id(const struct udf *udf)
{
	const struct settings *settings = udf->source.settings;
	const char *id = settings->volid;

	/* One that the image had goes before another of ISO 9660, but not
	 * before what the user says. */
	if (*settings->udf_volid &&
		(!settings_given(settings, "volid") ||
			settings_given(settings, "udf-volid")))
		id = settings->udf_volid;
	return *id ? id : "ISOIMAGE";
}

/* Some entries, or what did not fit into one of them. */
struct part {
	const struct udf *udf;
	uint32_t first, count;
};

static void render_entries(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct part *part = self->subject;

	(void)layout;
	for (uint32_t i = 0; i < part->count; i++)
		fileentry_put(part->udf, part->first + i,
			out + (size_t)i * UDF_BLOCK);
}

static void render_more(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct part *part = self->subject;

	(void)layout;
	fileentry_put_more(part->udf, &part->udf->entries[part->first], out);
}

static void render_nothing(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	(void)self;
	(void)out;
}

int udfplan_extend(struct udf *udf, struct layout *layout, uint64_t blocks,
	udfplan_render *render, const void *subject)
{
	const struct section what = {
		.zone = ZONE_ENTRIES,
		.rank = RANK_RUN,
		.size = blocks * UDF_BLOCK,
		.render = render,
		.subject = subject,
	};
	const struct section *section = layout_add(layout, &what);

	if (!section)
		return -ENOMEM;
	if (!udf->run)
		udf->run = section;
	return 0;
}

static int add_part(struct udf *udf, struct layout *layout, uint64_t blocks,
	udfplan_render *render, const struct part *what)
{
	struct part *part = layout_alloc(layout, sizeof(*part));

	if (!part)
		return -ENOMEM;
	*part = *what;
	return udfplan_extend(udf, layout, blocks, render, part);
}

static int add_entries(struct udf *udf, struct layout *layout)
{
	uint32_t count = run_entries(udf);
	int error = 0;

	for (uint32_t i = 0; !error && i < count; i += ENTRIES_AT_ONCE) {
		uint32_t left = count - i;
		struct part part = { .udf = udf, .first = i };

		part.count = left < ENTRIES_AT_ONCE ? left : ENTRIES_AT_ONCE;
		error = add_part(
			udf, layout, part.count, render_entries, &part);
	}
	return error;
}

static int add_last(struct udf *udf, struct layout *layout)
{
	struct section what = {
		.zone = ZONE_TAIL,
		.rank = UDF_RANK_LAST,
		.size = UDF_BLOCK,
		.render = render_entries,
	};
	struct part *part = layout_alloc(layout, sizeof(*part));

	if (!part)
		return -ENOMEM;
	*part = (struct part){ udf, run_entries(udf), 1 };
	what.subject = part;
	udf->last = layout_add(layout, &what);
	return udf->last ? 0 : -ENOMEM;
}

static int add_more(struct udf *udf, struct layout *layout)
{
	int error = 0;

	for (uint32_t i = 0; !error && i < udf->entry_count; i++) {
		const struct part part = { .udf = udf, .first = i };

		if (udf->entries[i].blocks)
			error = add_part(udf, layout, udf->entries[i].blocks,
				render_more, &part);
	}
	return error;
}

/* The metadata partition consists of whole units. */
static int fill_unit(struct udf *udf, struct layout *layout)
{
	uint32_t unit = udf->revision->metadata ? UDF_METADATA_UNIT : 1;
	uint32_t blocks = (unit - udf->run_blocks % unit) % unit;

	if (!blocks)
		return 0;
	udf->run_blocks += blocks;
	return udfplan_extend(udf, layout, blocks, render_nothing, NULL);
}

static int add_sections(struct udf *udf, struct layout *layout)
{
	int error = udfhead_plan(udf, layout);

	if (!error)
		error = sequence_plan(udf, layout);
	if (!error)
		error = fileset_plan(udf, layout);
	if (!error)
		error = add_entries(udf, layout);
	if (!error)
		error = add_more(udf, layout);
	if (!error)
		error = fill_unit(udf, layout);
	if (!error)
		error = udf->revision->metadata ? metafile_plan(udf, layout)
						: add_last(udf, layout);
	return error;
}

/* Gives what does not fit into the entries its place in the run. */
static void number_run(struct udf *udf)
{
	udf->run_blocks = run_start(udf) + run_entries(udf);
	for (uint32_t i = 0; i < udf->entry_count; i++) {
		udf->entries[i].block = udf->run_blocks;
		udf->run_blocks += udf->entries[i].blocks;
	}
}

int udfplan_add(struct layout *layout, const struct source *source)
{
	struct udf *udf;
	int error;

	if (!source->root->dir->of[IW_UDF].count)
		return 0;
	udf = layout_alloc(layout, sizeof(*udf));
	if (!udf)
		return diag_fail(source->diag, -ENOMEM, NO_MEMORY);
	*udf = (struct udf){
		.source = *source,
		.layout = layout,
		.revision = ecma_revision(source->settings->udf),
	};
	error = udftree_walk(udf, layout);
	if (error)
		return error;
	number_run(udf);
	error = add_sections(udf, layout);
	return error ? diag_fail(source->diag, error, NO_MEMORY) : 0;
}
