#include <errno.h>
#include <string.h>

#include "model/dir.h"
#include "model/entry.h"
#include "model/fixed.h"
#include "model/meeting.h"
#include "model/place.h"
#include "model/record.h"

/* Names NODE at PLACE as WANTED; NULL LINK: on a new link. */
static int give_names(struct model *model, const struct iw_place *place,
	struct iw_node *node, struct link *link, const struct wanted *wanted)
{
	struct entry entry = { .link = link };
	int err = link_allowed(model, place->dir, node, wanted->views);

	if (!err)
		err = entry_prepare(model, place->dir, node, wanted, &entry);
	if (err)
		return err;
	entry_give(model, &entry);
	return 0;
}

static int fill_new(struct model *model, const struct iw_place *place,
	const struct iw_new *what, struct iw_node *node)
{
	const struct iw_node *dir = place->dir;
	int err = 0;

	node->uid = what->uid;
	node->gid = what->gid;
	if (dir->mode & S_ISGID) {
		node->gid = dir->gid;
		if (S_ISDIR(node->mode))
			node->mode |= S_ISGID;
	}
	if (S_ISLNK(node->mode))
		err = node_set_target(node, what->target);
	else if (S_ISBLK(node->mode) || S_ISCHR(node->mode))
		node->rdev = what->rdev;
	if (err)
		return err;
	record_node(model, node);
	record_attributes(model, node);
	return 0;
}

static int make_new(struct model *model, const struct iw_place *place,
	const struct iw_new *what, const struct wanted *wanted,
	struct iw_node **out)
{
	struct iw_node *node = node_new(model, what->mode);
	int err;

	if (!node)
		return -ENOMEM;
	err = fill_new(model, place, what, node);
	if (!err)
		err = give_names(model, place, node, NULL, wanted);
	if (err) {
		node_release(model, node);
		return err;
	}
	node_touch(model, place->dir, TOUCH_DATA);
	*out = node;
	return 0;
}

/* mkdir meets the directory of LINK: it gets its name here. */
static int meet(struct model *model, const struct iw_place *place,
	struct link *link, const struct wanted *wanted, struct iw_node **out)
{
	int err = give_names(model, place, link->node, link, wanted);

	if (err)
		return err;
	node_touch(model, place->dir, TOUCH_DATA);
	node_touch(model, link->node, TOUCH_ATTRIBUTES);
	*out = link->node;
	return 0;
}

/* The names of a thing of MODE's type that is new at PLACE: NODE, or NULL if
 * there is none yet. */
static int new_names(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct iw_node *node, struct wanted *out)
{
	int err = place_check(place);

	if (!err)
		err = fixed_check_give(model, place, mode, node);
	if (err)
		return err;
	if (place->view == IW_ALL && place_find(model, place))
		return -EEXIST;
	out->views = place_wanted(model, place);
	return entry_names(model, place, mode, NULL, out);
}

int model_make(struct model *model, const struct iw_place *place,
	const struct iw_new *what, struct iw_node **out)
{
	struct wanted wanted;
	struct link *link = NULL;
	int err = new_names(model, place, what->mode, NULL, &wanted);

	if (!err && S_ISLNK(what->mode) && strlen(what->target) >= TARGET_SIZE)
		err = -ENAMETOOLONG;
	if (!err)
		err = place_begin(model, place, NULL, RECORD_OPERATION_ROOM);
	if (err)
		return err;
	if (S_ISDIR(what->mode) && place->view < IW_BOOT)
		link = meeting_find(model, place->dir, place->view,
			wanted.name[place->view]);
	if (link)
		err = meet(model, place, link, &wanted, out);
	else
		err = make_new(model, place, what, &wanted, out);
	place_end(model);
	return err;
}

int model_link(
	struct model *model, struct iw_node *node, const struct iw_place *place)
{
	struct wanted wanted;
	struct link *link = NULL;
	int err;

	if (S_ISDIR(node->mode))
		return -EPERM;
	if (!node->names)
		return -ENOENT;
	err = new_names(model, place, node->mode, node, &wanted);
	if (!err)
		err = place_begin(model, place, NULL, RECORD_OPERATION_ROOM);
	if (err)
		return err;
	if (place->view != IW_ALL)
		link = entry_join(model, place->dir, node, &wanted);
	err = give_names(model, place, node, link, &wanted);
	if (!err) {
		node_touch(model, place->dir, TOUCH_DATA);
		node_touch(model, node, TOUCH_ATTRIBUTES);
	}
	place_end(model);
	return err;
}

/* A loader has seen NAME on the medium: only the model's own rules hold. */
static int check_given(const struct model *model, struct iw_node *dir,
	enum iw_view view, const char *name, const struct iw_node *node)
{
	const struct iw_place place = { dir, view, name };
	int err = place_check(&place);

	if (err)
		return err;
	if (strlen(name) >= NAME_SIZE)
		return -ENAMETOOLONG;
	if (dir_find(model, dir, view, name))
		return -EEXIST;
	if (S_ISDIR(node->mode) && dir_present(node, view))
		return diag_fail(model->diag, -EPERM,
			"%s: '%s' would be a second name of a directory",
			views[view].folder, name);
	return 0;
}

int link_name(struct model *model, struct iw_node *dir, enum iw_view view,
	const char *name, struct iw_node *node)
{
	const struct iw_place place = { dir, view, name };
	struct wanted wanted = { .views = VIEW_BIT(view) };
	int err = check_given(model, dir, view, name, node);

	if (!err)
		err = place_begin(model, NULL, NULL, RECORD_NAME_ROOM);
	if (err)
		return err;
	strcpy(wanted.name[view], name);
	err = give_names(model, &place, node,
		entry_join(model, dir, node, &wanted), &wanted);
	place_end(model);
	return err;
}

void link_hide(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	struct link *link = dir_find(model, dir, view, name);

	if (link)
		link->hidden |= VIEW_BIT(view);
}

struct iw_node *model_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name)
{
	struct link *link = dir_find(model, dir, view, name);

	return link ? link->node : NULL;
}
