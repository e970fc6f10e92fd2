#include <errno.h>

#include "iso9660/carry.h"
#include "iso9660/parts.h"

/* 6.8.1.1: where a record of SIZE bytes goes, behind AT: sectors are not
 * crossed. */
static size_t place(size_t at, size_t size)
{
	if (at % SECTOR + size > SECTOR)
		at += SECTOR - at % SECTOR;
	return at;
}

static size_t size_of(const struct record *record)
{
	return iso_record_size(record->identifier_size,
		(size_t)record->head_size + record->use_size);
}

static bool has_data(const struct record *record)
{
	return S_ISREG(record->node->mode) && record->node->content.size;
}

static bool is_directory(const struct record *record)
{
	return record->of && record->kind != RECORD_LEFT;
}

static int plan_record(struct tree *tree, struct record *record)
{
	int error;

	if (!tree->blank && !is_directory(record) && !has_data(record)) {
		tree->blank = layout_blank(tree->layout);
		if (!tree->blank)
			return -ENOMEM;
	}
	/* libarchive names a file as soon as it comes to its data, and learns
	 * only from the directories where those that moved belong. */
	if (record->in->is_sheltered && has_data(record) &&
		record->node->content.count &&
		layout_follow(tree->layout, record->node))
		return -ENOMEM;
	error = carry_plan_head(record);
	if (error || !tree->extension)
		return error;
	return tree->extension->plan(tree->extension, record);
}

/* "." and "..", whose identifiers are the numbers of their order (6.8.2.2). */
void records_make_dots(struct directory *dir)
{
	static const uint8_t dots[] = { 0, 1 };

	dir->self = (struct record){
		.kind = RECORD_SELF,
		.contexts = dir->contexts,
		.node = dir->node,
		.in = dir,
		.of = dir,
		.identifier = &dots[0],
		.identifier_size = 1,
	};
	dir->up = dir->self;
	dir->up.kind = RECORD_PARENT;
	dir->up.node = dir->parent->node;
	dir->up.of = dir->parent;
	dir->up.identifier = &dots[1];
}

static uint8_t flags_of(const struct record *record)
{
	const struct tree *tree = record->in->tree;
	const unsigned view = VIEW_BIT(tree->kind->view);
	uint8_t flags = is_directory(record) ? ISO_DIRECTORY : 0;

	if (record->link &&
		(!(record->contexts & view) || record->link->hidden & view))
		flags |= ISO_EXISTENCE;
	return flags | carry_flags(record);
}

/* Where the record's data lie: of a directory, of a file's section, or the
 * blank sector. */
static void set_extent(const struct layout *layout, const struct record *record,
	struct iso_record *out)
{
	const struct tree *tree = record->in->tree;
	uint64_t skipped = record->section * SECTION_MAX;
	uint64_t rest;

	if (is_directory(record)) {
		out->extent =
			source_address(tree->source, record->of->section->lba);
		out->size = (uint32_t)record->of->section->size;
		return;
	}
	if (!has_data(record)) {
		out->extent = source_address(tree->source, tree->blank->lba);
		return;
	}
	rest = record->node->content.size - skipped;
	out->extent = source_address(
		tree->source, source_lba(layout, tree->source, record->node) +
				      skipped / SECTOR);
	out->size = (uint32_t)(rest > SECTION_MAX ? SECTION_MAX : rest);
	if (rest > SECTION_MAX)
		out->flags |= ISO_MULTI_EXTENT;
}

static void write_record(
	const struct layout *layout, const struct record *record, uint8_t *out)
{
	const struct tree *tree = record->in->tree;
	const struct timespec time =
		source_time(tree->source, record->node->mtime);
	struct iso_record fields = {
		.volume = tree->carried.volume,
		.flags = flags_of(record),
		.identifier_size = record->identifier_size,
		.identifier = record->identifier,
		.use_size = (uint8_t)(record->head_size + record->use_size),
		.date = iso_date_from(time.tv_sec, tree->source->zone),
	};
	uint8_t *use;

	set_extent(layout, record, &fields);
	use = iso_record_encode(&fields, out);
	carry_write_head(record, use);
	if (record->use_size)
		tree->extension->write(
			tree->extension, record, use + record->head_size);
}

static void render_directory(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	struct directory *dir = (struct directory *)self->subject;
	const struct record *record;
	size_t at = 0;

	for (size_t i = 0; (record = tree_record(dir, i)); i++) {
		size_t size = size_of(record);

		at = place(at, size);
		write_record(layout, record, out + at);
		at += size;
	}
}

static int plan_records(struct tree *tree, struct directory *dir)
{
	struct record *record;
	size_t at = 0;
	int error = 0;

	for (size_t i = 0; (record = tree_record(dir, i)) && !error; i++) {
		error = plan_record(tree, record);
		at = place(at, size_of(record)) + size_of(record);
	}
	dir->section->size = place(at, SECTOR);
	if (!error && dir->section->size > UINT32_MAX)
		return diag_fail(tree->source->diag, -EFBIG,
			"iso9660: a directory of %zu names takes more than "
			"4 GiB",
			dir->count);
	return error;
}

/* Whatever sections the extension adds for it lie directly behind. */
static int plan_directory(struct tree *tree, struct directory *dir)
{
	const struct section section = {
		.zone = ZONE_DIRECTORIES,
		.rank = tree->kind->rank,
		.size = SECTOR,
		.render = render_directory,
		.subject = dir,
	};

	dir->section = layout_add(tree->layout, &section);
	if (!dir->section)
		return -ENOMEM;
	return plan_records(tree, dir);
}

/* The root, then those in its shelter, then all others: see deep.c. */
int records_plan(struct tree *tree)
{
	struct directory *root = tree->root;
	int error = plan_directory(tree, root);

	for (struct directory *dir = root->next; dir && !error; dir = dir->next)
		if (dir->is_sheltered)
			error = plan_directory(tree, dir);
	for (struct directory *dir = root->next; dir && !error; dir = dir->next)
		if (!dir->is_sheltered)
			error = plan_directory(tree, dir);
	return error;
}
