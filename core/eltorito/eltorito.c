#include "eltorito/eltorito.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/patch.h"
#include "eltorito/catalog.h"

/* What the sections of a plan share; in the layout's memory. */
struct eltorito {
	const struct store *store;
	struct catalog_entry *entries;
	struct iw_node **nodes;
	size_t count;
	const struct section *catalog;
};

/* A loader whose first sectors differ from its file's. */
struct patched {
	const struct store *store;
	const struct iw_node *node;
	uint64_t size; /* of the file */
	struct info_fields fields;
	uint32_t sum;
	uint8_t head[INFO_TABLE_REACH];
};

static uint8_t media_of(int64_t emulation)
{
	static const uint8_t media[] = {
		[EMULATION_NONE] = MEDIA_NO_EMULATION,
		[EMULATION_1200] = MEDIA_FLOPPY_1200,
		[EMULATION_1440] = MEDIA_FLOPPY_1440,
		[EMULATION_2880] = MEDIA_FLOPPY_2880,
		[EMULATION_HD] = MEDIA_HARD_DISK,
	};

	return media[emulation];
}

static struct catalog_entry catalog_entry_of(const struct boot_entry *entry)
{
	const struct entry_settings *is = &entry->is;
	struct catalog_entry out = {
		.platform = boot_places[entry->place].platform,
		.bootable = is->bootable,
		.media = media_of(is->emulation),
		.system_type = (uint8_t)is->system_type,
		.load_segment = (uint16_t)is->load_segment,
		.sectors = boot_entry_blocks(entry),
	};

	static_assert(sizeof(out.id) == sizeof(is->id) &&
			      sizeof(out.criteria) == sizeof(is->criteria),
		"the settings are as long as the catalog's");
	memcpy(out.id, is->id, sizeof(out.id));
	memcpy(out.criteria, is->criteria, sizeof(out.criteria));
	return out;
}

/* ---- The catalog and its record ---- */

static void render_catalog(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct eltorito *plan = self->subject;

	(void)layout;
	for (size_t i = 0; i < plan->count; i++)
		plan->entries[i].lba = (uint32_t)content_lba(
			plan->store, &plan->nodes[i]->content);
	catalog_encode(plan->entries, plan->count, out);
}

static void render_record(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct eltorito *plan = self->subject;

	(void)layout;
	catalog_record_encode(
		(uint32_t)plan->catalog->lba, (struct eltorito_record *)out);
}

static struct eltorito *plan_new(struct layout *layout,
	const struct source *source, const struct boot_entry *entries,
	size_t count)
{
	struct eltorito *plan = layout_alloc(layout, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->store = source->store;
	plan->count = count;
	plan->entries = layout_alloc(layout, count * sizeof(*plan->entries));
	plan->nodes = layout_alloc(layout, count * sizeof(*plan->nodes));
	if (!plan->entries || !plan->nodes)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		plan->entries[i] = catalog_entry_of(&entries[i]);
		plan->nodes[i] = entries[i].node;
	}
	return plan;
}

static int plan_catalog(struct layout *layout, const struct source *source,
	const struct boot_entry *entries, size_t count)
{
	struct eltorito *plan = plan_new(layout, source, entries, count);
	struct section catalog = {
		.zone = ZONE_ENTRIES,
		.render = render_catalog,
		.subject = plan,
	};
	const struct section record = {
		.zone = ZONE_DESCRIPTORS,
		.rank = RANK_BOOT_RECORD,
		.size = sizeof(struct eltorito_record),
		.render = render_record,
		.subject = plan,
	};

	if (!plan)
		return -ENOMEM;
	catalog.size = catalog_size(plan->entries, count);
	plan->catalog = layout_add(layout, &catalog);
	if (!plan->catalog || !layout_add(layout, &record))
		return -ENOMEM;
	return layout_own(layout, source->boot->catalog, plan->catalog);
}

/* ---- Loaders ---- */

static uint64_t locate_patched(const struct section *self)
{
	const struct patched *patched = self->subject;

	return content_lba(patched->store, &patched->node->content);
}

static void render_patched(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct patched *patched = self->subject;
	uint8_t head[INFO_TABLE_REACH];

	(void)layout;
	memcpy(head, patched->head, sizeof(head));
	info_table_patch(head, &patched->fields, patched->sum, patched->size,
		(uint32_t)self->lba);
	memcpy(out, head, self->size);
}

static int plan_patched(struct layout *layout, const struct source *source,
	const struct boot_patch *patch)
{
	const struct iw_node *node = patch->node;
	struct patched *patched = layout_alloc(layout, sizeof(*patched));
	const struct section section = {
		.zone = ZONE_PATCHES,
		.size = node->content.size < INFO_TABLE_REACH
				? sectors_of(node->content.size) * SECTOR_SIZE
				: INFO_TABLE_REACH,
		.locate = locate_patched,
		.render = render_patched,
		.subject = patched,
	};
	int error;

	if (!patched)
		return -ENOMEM;
	*patched = (struct patched){
		.store = source->store,
		.node = node,
		.size = node->content.size,
		.fields = patch->fields,
	};
	error = boot_sum(source->boot, node, &patch->fields, &patched->sum);
	if (!error)
		error = boot_read(source->boot, node, patched->head,
			sizeof(patched->head), 0);
	if (error)
		return diag_fail(source->diag, error,
			"eltorito: a boot image cannot be read: %s",
			strerror(-error));
	return layout_add(layout, &section) ? 0 : -ENOMEM;
}

static int plan_entries(struct layout *layout, const struct source *source,
	struct boot_entry *entries, size_t count)
{
	const struct boot *boot = source->boot;
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		error = boot_entry_settle(boot, source->diag, &entries[i]);
	if (!error)
		error = plan_catalog(layout, source, entries, count);
	for (size_t i = 0; i < boot->patch_count && !error; i++)
		error = plan_patched(layout, source, &boot->patches[i]);
	return error;
}

int eltorito_plan(struct layout *layout, const struct source *source)
{
	struct boot_entry *entries;
	size_t count;
	int error;

	if (!source->boot)
		return 0;
	error = boot_entries(source->boot, &entries, &count);
	if (error)
		return error;
	if (count)
		error = plan_entries(layout, source, entries, count);
	free(entries);
	return error;
}

/* ---- The catalog without a plan ---- */

static int settle_all(const struct boot *boot, struct boot_entry *entries,
	size_t count, struct catalog_entry *out)
{
	int error = 0;

	for (size_t i = 0; i < count && (!error || error == -EINVAL); i++) {
		const struct content *content = &entries[i].node->content;

		error = boot_entry_settle(boot, NULL, &entries[i]);
		out[i] = catalog_entry_of(&entries[i]);
		out[i].lba = (uint32_t)content_lba(boot->model->store, content);
	}
	return error == -EINVAL ? 0 : error;
}

/* The entries as the catalog has them; the caller frees *OUT. */
static int list(
	const struct boot *boot, struct catalog_entry **out, size_t *count)
{
	struct boot_entry *entries;
	struct catalog_entry *list;
	int error = boot_entries(boot, &entries, count);

	if (error)
		return error;
	list = calloc(*count + 1, sizeof(*list));
	error = list ? settle_all(boot, entries, *count, list) : -ENOMEM;
	free(entries);
	if (error)
		free(list);
	else
		*out = list;
	return error;
}

int eltorito_preview(const struct boot *boot, uint8_t **out, size_t *size)
{
	struct catalog_entry *entries;
	uint8_t *bytes;
	size_t count;
	int error = list(boot, &entries, &count);

	if (error)
		return error;
	*size = catalog_size(entries, count);
	bytes = calloc(1, *size + 1);
	if (bytes && count)
		catalog_encode(entries, count, bytes);
	free(entries);
	if (!bytes)
		return -ENOMEM;
	*out = bytes;
	return 0;
}
