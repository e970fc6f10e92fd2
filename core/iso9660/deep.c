/*
 * Directories past the eighth level (ECMA-119 6.8.2.1) move below a directory
 * of the root, and leave a record in their old place that tells where to:
 *
 *	root ─┬─ A ─ ... ─ H ── I, left behind ─ ─ ─┐
 *	      └─ RR_MOVED ───── I, moved ◀─ ─ ─ ─ ─ ┘
 *
 * Those moved lie before those that they were left in: libarchive, which reads
 * by the order of places, then joins the inner ones first, as it must.
 */
#include <errno.h>
#include <string.h>

#include "iso9660/parts.h"
#include "iso9660/shelter.h"

struct moved {
	struct moved *next;
	struct record record; /* in its new place */
};

int deep_move(struct tree *tree, struct record *record)
{
	struct moved *moved = layout_alloc(tree->layout, sizeof(*moved));
	char name[IDENTIFIER_MAX + 1] = "";

	if (!moved)
		return -ENOMEM;
	moved->record = *record;
	moved->record.kind = RECORD_MOVED;
	moved->next = tree->moved;
	tree->moved = moved;
	record->kind = RECORD_LEFT;
	record->of->origin = record->in;
	record->of->level = 3;
	memcpy(name, record->identifier, record->identifier_size);
	return identify_as(record, S_IFREG, name);
}

static bool is_taken(const struct directory *root, const struct shelter_name *n)
{
	for (size_t i = 0; i < root->count; i++) {
		char *const *name = root->records[i].link->name;

		if (name[IW_ISO] && strcmp(name[IW_ISO], n->iso) == 0)
			return true;
		if (name[IW_ROCKRIDGE] &&
			strcmp(name[IW_ROCKRIDGE], n->rockridge) == 0)
			return true;
	}
	return false;
}

/* The one that the image had, or else the other, if it is free. */
static const struct shelter_name *choose_name(const struct tree *tree)
{
	bool was_hidden = tree->carried.was_hidden;
	const struct shelter_name *first = &shelter_names[was_hidden],
				  *second = &shelter_names[!was_hidden];

	if (!is_taken(tree->root, first))
		return first;
	if (!is_taken(tree->root, second))
		return second;
	diag_say(tree->source->diag, LOG_NOTICE,
		"rockridge: deep directories cannot be relocated, as rr_moved "
		"and .rr_moved are names of other things");
	return NULL;
}

/* A link and a node that the model does not have. */
static struct link *make_link(
	struct tree *tree, const struct shelter_name *name)
{
	struct link *link = layout_alloc(tree->layout, sizeof(*link));
	struct iw_node *node = layout_alloc(tree->layout, sizeof(*node));
	const struct timespec now = tree->source->now;

	if (!link || !node)
		return NULL;
	*node = (struct iw_node){
		.ino = UINT32_MAX,
		.mode = S_IFDIR | 0755,
		.atime = now,
		.mtime = now,
		.ctime = now,
		.btime = now,
	};
	link->node = node;
	link->name[IW_ISO] = (char *)name->iso;
	link->name[IW_ROCKRIDGE] = (char *)name->rockridge;
	return link;
}

static int add_to_root(struct tree *tree, struct link *link)
{
	struct directory *root = tree->root;
	size_t count = root->count;
	struct record *records =
		layout_alloc(tree->layout, (count + 1) * sizeof(*records));

	if (!records)
		return -ENOMEM;
	memcpy(records, root->records, count * sizeof(*records));
	records[count] = (struct record){
		.kind = RECORD_SHELTER,
		.contexts = root->contexts,
		.node = link->node,
		.link = link,
		.in = root,
		.of = tree->shelter,
	};
	root->records = records;
	root->count++;
	if (identify_as(&records[count], S_IFDIR, link->name[IW_ISO]) < 0)
		return -ENOMEM;
	identify_sort(root);
	return 0;
}

static int fill_shelter(struct tree *tree)
{
	struct directory *shelter = tree->shelter;
	size_t count = 0;

	for (struct moved *m = tree->moved; m; m = m->next)
		count++;
	shelter->records =
		layout_alloc(tree->layout, count * sizeof(*shelter->records));
	if (!shelter->records)
		return -ENOMEM;
	for (struct moved *m = tree->moved; m; m = m->next) {
		m->record.in = shelter;
		m->record.of->parent = shelter;
		shelter->records[shelter->count++] = m->record;
	}
	return identify_apart(shelter);
}

int deep_shelter(struct tree *tree)
{
	const struct shelter_name *name;
	struct link *link;
	int error;

	if (!tree->moved)
		return 0;
	name = choose_name(tree);
	if (!name)
		return -EEXIST;
	link = make_link(tree, name);
	if (!link)
		return -ENOMEM;
	tree->shelter = tree_directory(tree, link->node, tree->root->contexts);
	if (!tree->shelter)
		return -ENOMEM;
	tree->shelter->parent = tree->root;
	tree->shelter->level = 2;
	tree->shelter->is_sheltered = true;
	error = fill_shelter(tree);
	return error ? error : add_to_root(tree, link);
}
