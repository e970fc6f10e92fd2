/*
 * Link counts and serial numbers (RRIP 4.1.1). A file's links are its names in
 * rockridge/; a directory has its name, its `.' and the `..' of each
 * subdirectory. Counted in one pass over all records, by way of the nodes.
 */
#include <errno.h>

#include "rockridge/ridge.h"

#define FOR_EACH_RECORD(tree, record)                                          \
	for (struct directory *dir = (tree)->root; dir; dir = dir->next)       \
		for (size_t i = 0; (record = tree_record(dir, i)); i++)

/* A node's plan: its serial number, then the names met so far. */
#define SERIAL(node) ((uint32_t)((node)->plan >> 32))
#define NAMES(node) ((uint32_t)(node)->plan)

static bool is_name(const struct record *record)
{
	return record->link && record->contexts & VIEW_BIT(IW_ROCKRIDGE) &&
	       !record->section;
}

/* In canonical order, the numbers must not tell what was made first. */
static uint32_t next_serial(
	const struct ridge *ridge, const struct iw_node *node, uint32_t *last)
{
	if (ridge->source->settings->order == ORDER_CANONICAL)
		return ++*last;
	return (uint32_t)node->ino;
}

/* Those that a reader sees there. */
static uint32_t subdirectories(const struct directory *dir)
{
	unsigned shown = dir->contexts & VIEW_BIT(IW_ROCKRIDGE)
				 ? VIEW_BIT(IW_ROCKRIDGE)
				 : dir->contexts;
	uint32_t count = 0;

	for (size_t i = 0; i < dir->count; i++) {
		const struct record *record = &dir->records[i];

		count += record->of && record->kind != RECORD_MOVED &&
			 record->kind != RECORD_SHELTER &&
			 record->contexts & shown;
	}
	return count;
}

static int keep(const struct ridge *ridge, struct record *record)
{
	struct count *count = layout_alloc(ridge->layout, sizeof(*count));

	if (!count)
		return -ENOMEM;
	count->serial = SERIAL(record->node);
	count->links = NAMES(record->node);
	if (record->of)
		count->links = 2 + record->of->subdirectories;
	else if (!count->links)
		count->links = 1;
	record->use = count;
	return 0;
}

int count_links(const struct ridge *ridge, struct tree *tree)
{
	struct record *record;
	uint32_t last = 0;
	int error = 0;

	for (struct directory *dir = tree->root; dir; dir = dir->next)
		dir->subdirectories = subdirectories(dir);
	FOR_EACH_RECORD(tree, record)
	record->node->plan = 0;
	FOR_EACH_RECORD(tree, record)
	{
		struct iw_node *node = record->node;

		if (!SERIAL(node))
			node->plan |= (uint64_t)next_serial(ridge, node, &last)
				      << 32;
		node->plan += is_name(record);
	}
	FOR_EACH_RECORD(tree, record)
	{
		error = keep(ridge, record);
		if (error)
			return error;
	}
	return 0;
}
