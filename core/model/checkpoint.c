
#include "model/inomap.h"
#include "model/record.h"

/* All of NODE but its names. */
static int write_node(const struct model *model, const struct iw_node *node)
{
	size_t room = RECORD_NODE_ROOM + RECORD_ATTRIBUTES_ROOM;
	int err;

	if (S_ISREG(node->mode))
		room += record_content_room(node);
	if (node->carried)
		room += record_carried_room(model, node);
	err = journal_begin(model->journal, room);
	if (err)
		return err;
	if (node != model->root && !node->role)
		record_node(model, node);
	record_attributes(model, node);
	if (S_ISREG(node->mode) && node->content.count)
		record_content(model, node);
	record_carried(model, node);
	journal_end(model->journal);
	return 0;
}

/* Names that are there from the beginning, like the root. */
static bool is_fixed(const struct link *link)
{
	return link->node->role && link->name[IW_BOOT];
}

static int write_link(const struct model *model, const struct link *link)
{
	int err = journal_begin(model->journal, IW_CONTEXTS * RECORD_NAME_ROOM);

	if (err)
		return err;
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (link->name[v])
			record_name(model, link, v);
	}
	journal_end(model->journal);
	return 0;
}

static int write_links(const struct model *model, const struct dir *dir)
{
	int err = 0;

	for (size_t i = 0; !err && i < dir->link_count; i++) {
		if (dir->links[i] && !is_fixed(dir->links[i]))
			err = write_link(model, dir->links[i]);
	}
	return err;
}

static int write_last_ino(const struct model *model)
{
	int err = journal_begin(model->journal, RECORD_ATTRIBUTES_ROOM);

	if (err)
		return err;
	record_last_ino(model);
	journal_end(model->journal);
	return 0;
}

int record_checkpoint(const struct model *model, struct journal *journal)
{
	struct model recorded = *model;
	struct inomap map;
	int err = inomap_fill(&map, model);

	recorded.journal = journal;
	for (size_t i = 0; !err && i < map.count; i++)
		err = write_node(&recorded, map.node[i]);
	for (size_t i = 0; !err && i < map.count; i++) {
		if (S_ISDIR(map.node[i]->mode))
			err = write_links(&recorded, map.node[i]->dir);
	}
	if (!err)
		err = write_last_ino(&recorded);
	inomap_free(&map);
	return err;
}
