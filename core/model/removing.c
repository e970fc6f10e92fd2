#include <errno.h>

#include "model/dir.h"
#include "model/fixed.h"
#include "model/link.h"
#include "model/place.h"
#include "model/record.h"
#include "model/tell.h"

/* Drops the names that the entry LINK at PLACE stands for. */
static int drop(
	struct model *model, const struct iw_place *place, struct link *link)
{
	struct iw_node *node = link->node;
	uint32_t expected = node->names - 1;
	int err = fixed_check_drop(model, place, link);

	if (!err)
		err = place_begin(model, place, NULL, RECORD_OPERATION_ROOM);
	if (err)
		return err;
	link_drop_all(model, link, place_views(link, place->view));
	link_release(link);
	node_touch(model, place->dir, TOUCH_DATA);
	node_touch(model, node, TOUCH_ATTRIBUTES);
	tell_count(model, node, expected);
	node_release(model, node);
	place_end(model);
	return 0;
}

static int find(
	struct model *model, const struct iw_place *place, struct link **out)
{
	int err = place_check(place);

	if (err)
		return err;
	*out = place_find(model, place);
	return *out ? 0 : -ENOENT;
}

int model_unlink(struct model *model, const struct iw_place *place)
{
	struct link *link;
	int err = find(model, place, &link);

	if (err)
		return err;
	if (S_ISDIR(link->node->mode))
		return -EISDIR;
	return drop(model, place, link);
}

int model_rmdir(struct model *model, const struct iw_place *place)
{
	struct link *link;
	int err = find(model, place, &link);

	if (err)
		return err;
	if (!S_ISDIR(link->node->mode))
		return -ENOTDIR;
	if (dir_count(link->node, place->view))
		return -ENOTEMPTY;
	return drop(model, place, link);
}
