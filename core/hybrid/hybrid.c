#include "hybrid/hybrid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hybrid/ignored.h"
#include "hybrid/keep.h"
#include "hybrid/second.h"
#include "hybrid/tables.h"

/* Of the end: the GPT's second array and header, in whole sectors. */
#define BACKUP_SECTORS                                                         \
	((GPT_ARRAY_SIZE + BLOCK_SIZE + SECTOR_SIZE - 1) / SECTOR_SIZE)

/* What the sections of a plan share; in the layout's memory. */
struct hybrid {
	const struct store *store;
	const struct iw_node *loader; /* that the code starts, or NULL */
	uint64_t seed;
	struct hybrid_view is;
	struct placed placed[PARTITIONS_MAX]; /* of the render in hand */
	struct gpt *gpt;		      /* likewise; NULL: none */
};

uint64_t hybrid_seed(const struct source *source)
{
	struct timespec born = source_time(source, source->root->btime);

	return (uint64_t)born.tv_sec << 30 ^ (uint64_t)born.tv_nsec;
}

/* ---- Rendering ---- */

static struct geography survey(
	const struct layout *layout, struct hybrid *hybrid)
{
	const struct partitions *partitions = &hybrid->is.partitions;

	for (size_t i = 0; i < partitions->count; i++) {
		const struct partition *p = &partitions->of[i];
		const struct content *content = &p->node->content;

		hybrid->placed[i] = (struct placed){
			.partition = p,
			.start = content_lba(hybrid->store, content) *
				 BLOCKS_A_SECTOR,
			.blocks = sectors_of(content->size) * BLOCKS_A_SECTOR,
		};
	}
	return (struct geography){
		.area = &hybrid->is.area,
		.placed = hybrid->placed,
		.count = partitions->count,
		.blocks = layout_end(layout) * BLOCKS_A_SECTOR,
		.seed = hybrid->seed,
	};
}

static void put_mbr(const struct hybrid *hybrid,
	const struct geography *geography, uint8_t *out)
{
	static const enum mbr_code codes[] = {
		[MBR_ISOHYBRID] = MBR_CODE_ISOHYBRID,
		[MBR_GRUB2] = MBR_CODE_GRUB2,
		[MBR_PLAIN] = MBR_CODE_UNKNOWN,
	};
	const struct area_settings *is = &hybrid->is.area.is;
	struct mbr *mbr = (struct mbr *)out;

	if (is->mbr == MBR_NONE)
		return;
	if (hybrid->loader && is->mbr != MBR_PLAIN)
		mbr->pointer = le64_from(mbr_pointer(
			codes[is->mbr], (uint32_t)content_lba(hybrid->store,
						&hybrid->loader->content)));
	mbr->disk_id = le32_from((uint32_t)is->disk_id);
	if (is->tables == TABLES_KEEP)
		return;
	tables_mbr(geography, mbr->partition);
	mbr->signature[0] = 0x55;
	mbr->signature[1] = 0xaa;
}

static void put_gpt(const struct hybrid *hybrid,
	const struct geography *geography, uint8_t *out)
{
	struct gpt_header header;
	uint8_t *array;

	if (!hybrid->gpt)
		return;
	tables_gpt(geography, hybrid->gpt);
	array = out + hybrid->gpt->array * BLOCK_SIZE;
	gpt_array_encode(hybrid->gpt, array);
	header = gpt_primary_encode(hybrid->gpt, array);
	memset(out + BLOCK_SIZE, 0, BLOCK_SIZE);
	memcpy(out + BLOCK_SIZE, &header, sizeof(header));
}

static void put_apm(const struct hybrid *hybrid,
	const struct geography *geography, uint8_t *out)
{
	struct apm_descriptor descriptor = apm_descriptor_encode();
	struct apm_range ranges[APM_MAX];
	uint32_t count;

	if (hybrid->is.area.is.apm != ANSWER_YES)
		return;
	count = tables_apm(geography, ranges);
	memcpy(out, &descriptor, sizeof(descriptor));
	for (uint32_t i = 0; i < count; i++) {
		struct apm_partition partition =
			apm_partition_encode(&ranges[i], count);

		memcpy(out + (i + 1) * APM_BLOCK_SIZE, &partition,
			sizeof(partition));
	}
}

static void render_area(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	struct hybrid *hybrid = (struct hybrid *)self->subject;
	struct geography geography = survey(layout, hybrid);

	memcpy(out, hybrid->is.area.bytes, AREA_SIZE);
	put_mbr(hybrid, &geography, out);
	if (hybrid->is.area.is.tables == TABLES_KEEP) {
		keep_tables(&geography, out);
		return;
	}
	put_gpt(hybrid, &geography, out);
	put_apm(hybrid, &geography, out);
}

static void render_kept_backup(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	struct hybrid *hybrid = (struct hybrid *)self->subject;
	struct geography geography = survey(layout, hybrid);
	uint8_t area[AREA_SIZE];

	memcpy(area, hybrid->is.area.bytes, sizeof(area));
	keep_tables(&geography, area);
	keep_backup(area, out + self->size);
}

/* The array and the header end with the image. */
static void render_backup(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	struct hybrid *hybrid = (struct hybrid *)self->subject;
	struct geography geography = survey(layout, hybrid);
	uint8_t *end = out + self->size - BLOCK_SIZE;
	uint8_t *array = end - GPT_ARRAY_SIZE;
	struct gpt_header header;

	tables_gpt(&geography, hybrid->gpt);
	gpt_array_encode(hybrid->gpt, array);
	header = gpt_backup_encode(hybrid->gpt, array);
	memcpy(end, &header, sizeof(header));
}

/* ---- Planning ---- */

static bool suits(const struct area *area, const struct boot_image *image)
{
	if (area->is.mbr == MBR_GRUB2)
		return image->loader == LOADER_GRUB2;
	return image->loader == LOADER_ISOLINUX;
}

/* The loader that the code is for: the first that suits, or else the first. */
static int find_loader(const struct boot *boot, struct hybrid *hybrid)
{
	struct boot_entry *entries;
	size_t count;
	int error = boot_entries(boot, &entries, &count);
	bool found = false;

	if (error)
		return error;
	for (size_t i = 0; i < count && !error && !found; i++) {
		if (entries[i].place != PLACE_BIOS)
			break;
		error = boot_look(boot, entries[i].node, &entries[i].image);
		found = suits(&hybrid->is.area, &entries[i].image);
		if (found || !hybrid->loader)
			hybrid->loader = entries[i].node;
	}
	free(entries);
	return error;
}

int hybrid_find_loader(
	const struct boot *boot, int64_t mbr, const struct iw_node **out)
{
	struct hybrid *hybrid = calloc(1, sizeof(*hybrid));
	int error = -ENOMEM;

	if (!hybrid)
		return error;
	hybrid->is.area.is.mbr = mbr;
	error = find_loader(boot, hybrid);
	*out = hybrid->loader;
	free(hybrid);
	return error;
}

static int check_apm(const struct hybrid_view *view, const struct diag *diag)
{
	if (view->area.is.apm != ANSWER_YES ||
		view->area.is.tables == TABLES_KEEP)
		return 0;
	if (!apm_fits_over(view->area.bytes))
		return diag_fail(diag, -EINVAL,
			"boot/system-area: its code leaves no room for an "
			"Apple partition map's first bytes");
	if (view->partitions.count + 1 > APM_MAX)
		return diag_fail(diag, -EINVAL,
			"boot/partitions: an Apple partition map here has at "
			"most %d partitions",
			APM_MAX - 1);
	return 0;
}

int hybrid_look(const struct boot *boot, uint64_t seed, const struct diag *diag,
	struct hybrid_view *out)
{
	int error = area_settle(boot, seed, &out->area);

	out->partitions.count = 0;
	if (!error)
		error = partitions_list(
			boot, &out->area, seed, diag, &out->partitions);
	return error ? error : check_apm(out, diag);
}

static void warn(const struct hybrid *hybrid, const struct diag *diag)
{
	int64_t mbr = hybrid->is.area.is.mbr;

	if (!hybrid->loader && (mbr == MBR_ISOHYBRID || mbr == MBR_GRUB2))
		diag_say(diag, LOG_WARNING,
			"boot/system-area: there is nothing in boot/bios that "
			"its code could start");
}

static int add_gpt(struct layout *layout, struct hybrid *hybrid)
{
	const struct section backup = {
		.zone = ZONE_END,
		.size = BACKUP_SECTORS * SECTOR_SIZE,
		.render = render_backup,
		.subject = hybrid,
	};

	if (hybrid->is.area.is.gpt != ANSWER_YES)
		return 0;
	hybrid->gpt = layout_alloc(layout, sizeof(*hybrid->gpt));
	return hybrid->gpt && layout_add(layout, &backup) ? 0 : -ENOMEM;
}

/* The same size as in the image that they are kept of. */
static int add_kept_gpt(struct layout *layout, struct hybrid *hybrid)
{
	uint64_t blocks = keep_backup_blocks(hybrid->is.area.bytes);
	const struct section backup = {
		.zone = ZONE_END,
		.size = sectors_of(blocks * BLOCK_SIZE) * SECTOR_SIZE,
		.render = render_kept_backup,
		.subject = hybrid,
	};

	return !blocks || layout_add(layout, &backup) ? 0 : -ENOMEM;
}

static int add_sections(struct layout *layout, struct hybrid *hybrid)
{
	const struct section area = {
		.zone = ZONE_SYSTEM_AREA,
		.size = AREA_SIZE,
		.render = render_area,
		.subject = hybrid,
	};

	if (hybrid->is.area.is.padding == PADDING_CYLINDER)
		layout_round_end(layout, geometry_round);
	if (!layout_add(layout, &area))
		return -ENOMEM;
	if (hybrid->is.area.is.tables != TABLES_KEEP)
		return add_gpt(layout, hybrid);
	if (hybrid->is.area.is.partition_offset == OFFSET_0 &&
		kept_own_end(hybrid->is.area.bytes) &&
		second_drop(layout, hybrid->store) < 0)
		return -ENOMEM;
	return add_kept_gpt(layout, hybrid);
}

int hybrid_plan(struct layout *layout, const struct source *source)
{
	const struct boot *boot = source->boot;
	struct hybrid *hybrid;
	int error;

	if (!boot)
		return 0;
	hybrid = layout_alloc(layout, sizeof(*hybrid));
	if (!hybrid)
		return -ENOMEM;
	hybrid->store = source->store;
	hybrid->seed = hybrid_seed(source);
	error = hybrid_look(boot, hybrid->seed, source->diag, &hybrid->is);
	if (!error)
		error = find_loader(boot, hybrid);
	if (error)
		return error;
	warn(hybrid, source->diag);
	ignored_say(source, &hybrid->is);
	return add_sections(layout, hybrid);
}

static int look(const struct source *source, struct hybrid_view **out)
{
	struct hybrid_view *view = calloc(1, sizeof(*view));
	int error = view ? hybrid_look(source->boot, 0, NULL, view) : -ENOMEM;

	if (error && error != -EINVAL) {
		free(view);
		return error;
	}
	*out = view;
	return 0;
}

static bool is_partition(const struct hybrid_view *view)
{
	return view->area.is.partition_offset == OFFSET_16;
}

/* In tables that are kept, others can be in the volume's partition. */
static bool is_behind(const struct area *area, int number)
{
	return area->is.tables != TABLES_KEEP ||
	       kept_entry(area->bytes, number).start >=
		       kept_own_end(area->bytes);
}

int hybrid_is_partition(const struct source *source, bool *out)
{
	struct hybrid_view *view;
	int error;

	*out = false;
	if (!source->boot)
		return 0;
	error = look(source, &view);
	if (error)
		return error;
	*out = is_partition(view);
	free(view);
	return 0;
}

int hybrid_apart(
	const struct source *source, const struct iw_node *out[PARTITIONS_MAX])
{
	struct hybrid_view *view;
	int count = look(source, &view);

	if (count)
		return count;
	for (size_t i = 0; is_partition(view) && i < view->partitions.count;
		i++) {
		if (is_behind(&view->area, view->partitions.of[i].number))
			out[count++] = view->partitions.of[i].node;
	}
	free(view);
	return count;
}
