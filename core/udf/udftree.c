#include "udf/udfplan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Breadth first: the entries found so far are the queue. */
struct walk {
	struct udf *udf;
	struct layout *layout;
	struct udf_entry *entries;
	uint32_t count, room;
};

static int no_memory(const struct udf *udf)
{
	return diag_fail(udf->source.diag, -ENOMEM,
		"udf: no memory for the entries of the image");
}

static bool is_directory(const struct iw_node *node)
{
	return S_ISDIR(node->mode);
}

/* Whether NODE was met in this walk; if so, its index is NODE's plan. */
static bool is_known(const struct walk *walk, const struct iw_node *node)
{
	return node->plan < walk->count &&
	       walk->entries[node->plan].node == node;
}

static int add_entry(struct walk *walk, struct iw_node *node, uint32_t parent)
{
	uint32_t room = walk->room ? walk->room * 2 : 64;
	struct udf_entry *entries = walk->entries;

	if (walk->count == walk->room) {
		entries = reallocarray(entries, room, sizeof(*entries));
		if (!entries)
			return no_memory(walk->udf);
		walk->entries = entries;
		walk->room = room;
	}
	node->plan = walk->count;
	entries[walk->count++] = (struct udf_entry){
		.node = node,
		.parent = parent,
		.unique_id = walk->udf->next_unique_id,
	};
	return 0;
}

static int by_name(const void *left, const void *right)
{
	const struct udf_name *l = left, *r = right;

	return strcmp(l->link->name[IW_UDF], r->link->name[IW_UDF]);
}

/* The directory's names in order; what they name is not yet known. */
static int list_names(struct walk *walk, uint32_t index)
{
	struct udf_entry *entry = &walk->entries[index];
	const struct dir *dir = entry->node->dir;
	uint32_t count = 0;

	if (!dir->of[IW_UDF].count)
		return 0;
	entry->names = layout_alloc(
		walk->layout, dir->of[IW_UDF].count * sizeof(*entry->names));
	if (!entry->names)
		return no_memory(walk->udf);
	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];

		if (link && link->name[IW_UDF])
			entry->names[count++].link = link;
	}
	assert(count == dir->of[IW_UDF].count);
	entry->name_count = count;
	qsort(entry->names, count, sizeof(*entry->names), by_name);
	return 0;
}

static void count_name(
	struct walk *walk, uint32_t parent, const struct iw_node *node)
{
	if (!is_directory(node)) {
		walk->udf->names++;
		return;
	}
	walk->udf->directories++;
	/* The parent's identifier in the subdirectory. */
	walk->entries[parent].links++;
}

/* A further name has a unique identifier of its own: UDF 3.2.1.1. */
static int follow(struct walk *walk, uint32_t parent, struct udf_name *name)
{
	struct iw_node *node = name->link->node;
	int error;

	if (!is_known(walk, node)) {
		error = add_entry(walk, node, parent);
		if (error)
			return error;
	}
	name->entry = (uint32_t)node->plan;
	name->unique_id = walk->udf->next_unique_id++;
	walk->entries[name->entry].links++;
	count_name(walk, parent, node);
	return 0;
}

static int visit(struct walk *walk, uint32_t index)
{
	int error;

	if (!is_directory(walk->entries[index].node))
		return 0;
	error = list_names(walk, index);
	for (uint32_t i = 0; !error && i < walk->entries[index].name_count; i++)
		error = follow(walk, index, &walk->entries[index].names[i]);
	return error;
}

static int visit_all(struct walk *walk)
{
	struct udf *udf = walk->udf;
	int error = add_entry(walk, udf->source.root, 0);

	if (error)
		return error;
	udf->next_unique_id = UDF_FIRST_UNIQUE_ID;
	udf->directories = 1;
	walk->entries[0].links = 1; /* its own identifier of its parent */
	for (uint32_t i = 0; !error && i < walk->count; i++)
		error = visit(walk, i);
	return error;
}

static uint64_t data_size(const struct udf_entry *entry)
{
	const struct iw_node *node = entry->node;

	if (S_ISREG(node->mode))
		return node->content.size;
	if (S_ISDIR(node->mode))
		return fileident_size(entry);
	if (S_ISLNK(node->mode))
		return pathname_size(node->target);
	return 0;
}

static void warn_of_target(const struct udf *udf, const char *target)
{
	if (!pathname_fits(target))
		diag_say(udf->source.diag, LOG_WARNING,
			"udf: a symlink's target is cut, as one of its names "
			"is longer than a name can be: '%s'",
			target);
}

/*
 * Whether its data stands in its entry. Directories do not where readers that
 * know no later revision still have to be reckoned with: pycdlib looks for
 * those in the wrong block.
 */
static bool fits_entry(const struct udf *udf, const struct udf_entry *entry)
{
	if (is_directory(entry->node) && !udf->revision->embeds)
		return false;
	return entry->size <= fileentry_room(udf, entry->node);
}

static int measure(struct udf *udf, struct udf_entry *entry)
{
	const struct iw_node *node = entry->node;
	struct udf_space space;

	if (entry->links > UINT16_MAX)
		return diag_fail(udf->source.diag, -EMLINK,
			"udf: inode %llu is named by %u identifiers, at most "
			"%u fit",
			(unsigned long long)node->ino, entry->links,
			UINT16_MAX);
	if (S_ISLNK(node->mode))
		warn_of_target(udf, node->target);
	entry->size = data_size(entry);
	if (S_ISREG(node->mode)) {
		space = fileentry_space(udf, entry);
		entry->blocks = filespace_blocks(&space);
	} else if (!fits_entry(udf, entry)) {
		entry->blocks = (uint32_t)sectors_of(entry->size);
	}
	return 0;
}

/* The entries as they stay, in the layout's memory, with their sizes. */
static int keep(struct walk *walk)
{
	struct udf *udf = walk->udf;
	size_t size = walk->count * sizeof(*walk->entries);
	int error = 0;

	udf->entries = layout_alloc(walk->layout, size);
	if (!udf->entries)
		return no_memory(udf);
	memcpy(udf->entries, walk->entries, size);
	udf->entry_count = walk->count;
	for (uint32_t i = 0; !error && i < walk->count; i++)
		error = measure(udf, &udf->entries[i]);
	return error;
}

int udftree_walk(struct udf *udf, struct layout *layout)
{
	struct walk walk = { .udf = udf, .layout = layout };
	int error = visit_all(&walk);

	if (!error)
		error = keep(&walk);
	free(walk.entries);
	return error;
}
