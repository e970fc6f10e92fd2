#include "iso9660/tree.h"

#include <errno.h>
#include <stdlib.h>

#include "iso9660/carry.h"
#include "iso9660/parts.h"

struct directory *tree_directory(
	struct tree *tree, struct iw_node *node, unsigned contexts)
{
	struct directory *dir = layout_alloc(tree->layout, sizeof(*dir));

	if (!dir)
		return NULL;
	*dir = (struct directory){
		.node = node,
		.contexts = contexts,
		.tree = tree,
		.level = 1,
		.parent = dir,
	};
	return dir;
}

static void append(struct tree *tree, struct directory *dir)
{
	if (tree->last)
		tree->last->next = dir;
	else
		tree->root = dir;
	dir->next = NULL;
	tree->last = dir;
	dir->number = ++tree->directories;
	if (dir->level > tree->levels)
		tree->levels = dir->level;
}

static unsigned contexts_of(
	const struct directory *dir, const struct link *link)
{
	unsigned contexts = 0;

	for (int view = 0; view < IW_CONTEXTS; view++) {
		if (link->name[view])
			contexts |= VIEW_BIT(view);
	}
	return contexts & dir->contexts;
}

static uint32_t sections_of(const struct iw_node *node)
{
	uint64_t size = S_ISREG(node->mode) ? node->content.size : 0;

	return size ? (uint32_t)((size - 1) / SECTION_MAX + 1) : 1;
}

static size_t count_records(const struct directory *dir)
{
	const struct dir *from = dir->node->dir;
	size_t count = 0;

	for (size_t i = 0; i < from->link_count; i++) {
		const struct link *link = from->links[i];

		if (link && contexts_of(dir, link))
			count += sections_of(link->node);
	}
	return count;
}

static void collect(struct tree *tree, struct directory *dir, struct link *link)
{
	uint32_t sections = sections_of(link->node);

	tree->large_files += sections > 1;
	for (uint32_t i = 0; i < sections; i++) {
		dir->records[dir->count++] = (struct record){
			.kind = RECORD_NAME,
			.contexts = contexts_of(dir, link),
			.node = link->node,
			.link = link,
			.in = dir,
			.section = i,
		};
	}
}

static int fill(struct tree *tree, struct directory *dir)
{
	const struct dir *from = dir->node->dir;
	size_t count = count_records(dir);

	if (!count)
		return 0;
	dir->records =
		layout_alloc(tree->layout, count * sizeof(*dir->records));
	if (!dir->records)
		return -ENOMEM;
	for (size_t i = 0; i < from->link_count; i++) {
		struct link *link = from->links[i];

		if (link && contexts_of(dir, link))
			collect(tree, dir, link);
	}
	return identify_records(dir);
}

static int descend(struct tree *tree, struct record *record)
{
	struct directory *child =
		tree_directory(tree, record->node, record->contexts);

	if (!child)
		return -ENOMEM;
	record->of = child;
	child->parent = record->in;
	child->level = record->in->level + 1;
	append(tree, child);
	if (tree->deepest && child->level > tree->deepest)
		return deep_move(tree, record);
	return 0;
}

static int descend_all(struct tree *tree, struct directory *dir)
{
	int error = 0;

	for (size_t i = 0; i < dir->count && !error; i++) {
		if (S_ISDIR(dir->records[i].node->mode))
			error = descend(tree, &dir->records[i]);
	}
	return error;
}

/* Each directory is met once for each of its places: depth is no recursion. */
static int walk(struct tree *tree)
{
	struct directory *root =
		tree_directory(tree, tree->source->root, tree->kind->contexts);
	int error = 0;

	if (!root)
		return -ENOMEM;
	append(tree, root);
	for (struct directory *dir = root; dir && !error; dir = dir->next) {
		error = fill(tree, dir);
		if (!error)
			error = descend_all(tree, dir);
	}
	return error ? error : deep_shelter(tree);
}

/* Where a record leads down the hierarchy of the medium. */
static struct directory *below(const struct record *record)
{
	return record->kind == RECORD_LEFT ? NULL : record->of;
}

/*
 * Breadth first by sorted records is the order of the path table (6.9.1):
 * levels, then parents, then identifiers.
 */
static void number(struct tree *tree)
{
	struct directory *root = tree->root;

	tree->last = NULL;
	tree->directories = 0;
	append(tree, root);
	for (struct directory *dir = root; dir; dir = dir->next) {
		records_make_dots(dir);
		for (size_t i = 0; i < dir->count; i++) {
			struct directory *child = below(&dir->records[i]);

			if (!child)
				continue;
			child->named = &dir->records[i];
			child->is_sheltered |= dir->is_sheltered;
			append(tree, child);
		}
	}
}

int tree_plan(struct layout *layout, const struct source *source,
	const struct tree_kind *kind, struct extension *extension,
	struct tree **out)
{
	struct tree *tree = layout_alloc(layout, sizeof(*tree));
	int error;

	if (!tree)
		return -ENOMEM;
	*tree = (struct tree){
		.kind = kind,
		.source = source,
		.layout = layout,
		.extension = extension,
		.deepest = extension && source->settings->deep == DEEP_RELOCATE
				   ? TREE_LEVELS
				   : 0,
	};
	tree->carried = carry_common(tree);
	error = walk(tree);
	if (error)
		return error;
	number(tree);
	if (extension)
		error = extension->begin(extension, tree);
	if (!error)
		error = records_plan(tree);
	if (!error)
		error = paths_plan(tree);
	*out = tree;
	return error;
}
