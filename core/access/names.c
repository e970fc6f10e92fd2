#include <isoweave.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/patch.h"
#include "access/bootfile.h"
#include "access/copying.h"
#include "access/early.h"
#include "image/image.h"
#include "model/record.h"
#include "name/name.h"
#include "store/content.h"
#include "util/charset.h"

/* Bytes that hold a shown name or a path of iw_names in any charset. */
#define MOUNT_SIZE (4 * 65536)

/* A place of the public functions, its name in UTF-8. */
struct inner_place {
	struct iw_place of;
	char name[NAME_SIZE];
};

/* NAME in UTF-8: itself, or in OUT of SIZE bytes. NULL: it is not in the
 * mount's charset, which has been said. */
static const char *to_utf8(
	struct iw_image *image, const char *name, char *out, size_t size)
{
	const char *converted;

	if (!image->charset)
		return name;
	converted = charset_to_utf8(image->charset, name, out, size);
	if (!converted)
		diag_say(&image->diag, LOG_NOTICE,
			"'%s' is not in the charset %s", name,
			image->settings.charset);
	return converted;
}

/* Takes the lock and converts PLACE's name. On failure the lock is not held. */
static int enter(struct iw_image *image, const struct iw_place *place,
	struct inner_place *out)
{
	out->of = *place;
	pthread_mutex_lock(&image->lock);
	out->of.name =
		to_utf8(image, place->name, out->name, sizeof(out->name));
	if (out->of.name)
		return 0;
	pthread_mutex_unlock(&image->lock);
	return -EILSEQ;
}

static int leave(struct iw_image *image, int err)
{
	pthread_mutex_unlock(&image->lock);
	return err;
}

/* Ends a change of names: a name in VIEW came or went. */
static int leave_changed(struct iw_image *image, int err, enum iw_view view)
{
	if (!err && view == IW_BOOT)
		bootfile_changed(image);
	return leave(image, err);
}

/* The same for a change of names. */
static int enter_change(struct iw_image *image, const struct iw_place *place,
	struct inner_place *out)
{
	if (image->settings.read_only)
		return -EROFS;
	return enter(image, place, out);
}

/* Ends a function that returns a node, with a reference. */
static int leave_with(struct iw_image *image, int err, struct iw_node *node,
	enum iw_view view, struct iw_node **out)
{
	if (!err) {
		node_ref(node, view);
		*out = node;
	}
	return leave(image, err);
}

struct iw_node *iw_root(struct iw_image *image)
{
	return image->model.root;
}

const char *iw_view_name(enum iw_view view)
{
	return views[view].folder;
}

bool iw_view_enabled(struct iw_image *image, enum iw_view view)
{
	bool enabled;

	if (view == IW_ALL || view == IW_BOOT)
		return true;
	pthread_mutex_lock(&image->lock);
	enabled = image->settings.context[view] || image->model.names[view];
	pthread_mutex_unlock(&image->lock);
	return enabled;
}

void iw_ref(struct iw_image *image, struct iw_node *node, enum iw_view view)
{
	pthread_mutex_lock(&image->lock);
	node_ref(node, view);
	pthread_mutex_unlock(&image->lock);
}

void iw_unref(struct iw_image *image, struct iw_node *node, enum iw_view view,
	uint64_t count)
{
	pthread_mutex_lock(&image->lock);
	node_unref(&image->model, node, view, count);
	pthread_mutex_unlock(&image->lock);
}

int iw_lookup(struct iw_image *image, const struct iw_place *place,
	struct iw_node **out)
{
	struct inner_place inner;
	struct iw_node *node;
	int err = enter(image, place, &inner);

	if (err)
		return -ENOENT;
	err = model_lookup(&image->model, &inner.of, &node);
	return leave_with(image, err, node, place->view, out);
}

bool iw_names_as_given(
	struct iw_image *image, struct iw_node *dir, enum iw_view view)
{
	bool as_given;

	if (view != IW_ALL)
		return model_as_given(&image->model, dir, view);
	pthread_mutex_lock(&image->lock);
	as_given = model_as_given(&image->model, dir, view);
	pthread_mutex_unlock(&image->lock);
	return as_given;
}

int iw_make(struct iw_image *image, const struct iw_place *place,
	const struct iw_new *what, struct iw_node **out)
{
	struct inner_place inner;
	struct iw_new converted = *what;
	struct iw_node *node;
	char target[TARGET_SIZE];
	int err = enter_change(image, place, &inner);

	if (err)
		return err;
	if (what->target)
		converted.target =
			to_utf8(image, what->target, target, sizeof(target));
	if (what->target && !converted.target)
		return leave(image, -EILSEQ);
	err = model_make(&image->model, &inner.of, &converted, &node);
	return leave_with(image, err, node, place->view, out);
}

int iw_link(struct iw_image *image, struct iw_node *node,
	const struct iw_place *place)
{
	struct inner_place inner;
	int err = enter_change(image, place, &inner);

	if (err)
		return err;
	err = model_link(&image->model, node, &inner.of);
	return leave_changed(image, err, place->view);
}

int iw_unlink(struct iw_image *image, const struct iw_place *place)
{
	struct inner_place inner;
	int err = enter_change(image, place, &inner);

	if (err)
		return err;
	err = model_unlink(&image->model, &inner.of);
	return leave_changed(image, err, place->view);
}

int iw_rmdir(struct iw_image *image, const struct iw_place *place)
{
	struct inner_place inner;
	int err = enter_change(image, place, &inner);

	if (err)
		return err;
	return leave(image, model_rmdir(&image->model, &inner.of));
}

int iw_rename(struct iw_image *image, const struct iw_place *from,
	const struct iw_place *to, unsigned flags)
{
	struct inner_place inner, target = { .of = *to };
	int err = enter_change(image, from, &inner);

	if (err)
		return err;
	target.of.name =
		to_utf8(image, to->name, target.name, sizeof(target.name));
	if (!target.of.name)
		return leave(image, -EILSEQ);
	err = model_rename(&image->model, &inner.of, &target.of, flags);
	return leave_changed(
		image, err, to->view == IW_BOOT ? to->view : from->view);
}

/* The target of the symlink NODE in the mount's charset. */
static const char *target_of(
	const struct iw_image *image, const struct iw_node *node)
{
	static _Thread_local char target[4 * TARGET_SIZE];

	if (!image->charset)
		return node->target;
	return charset_from_utf8(
		image->charset, node->target, target, sizeof(target));
}

void iw_node_stat(struct iw_image *image, struct iw_node *node,
	enum iw_view view, struct stat *out)
{
	bootfile_refresh(image, node);
	model_stat(node, view, out);
	if (S_ISLNK(node->mode) && image->charset)
		out->st_size = (off_t)strlen(target_of(image, node));
}

int iw_getattr(struct iw_image *image, struct iw_node *node, enum iw_view view,
	struct stat *out)
{
	pthread_mutex_lock(&image->lock);
	iw_node_stat(image, node, view, out);
	return leave(image, 0);
}

void iw_node_ref(struct iw_node *node, enum iw_view view)
{
	node_ref(node, view);
}

/* Cuts or lengthens NODE, in the frame of the caller. */
static int set_size(struct iw_image *image, struct iw_node *node, off_t size)
{
	uint64_t old_size = node->content.size;
	int err;

	if (size < 0)
		return -EINVAL;
	err = bootfile_limit(image, node, (uint64_t)size);
	if (!err)
		err = patch_end(&image->boot, node);
	if (err)
		return err;
	err = content_resize(image->store, &node->content, (uint64_t)size);
	if (err)
		return err;
	node->mtime = node_now();
	model_content_replaced(&image->model, node, old_size);
	return 0;
}

/* Waits until the size can become that of FROM. */
static int await_resize(
	struct iw_image *image, struct iw_node *node, const struct stat *from)
{
	uint64_t size = (uint64_t)from->st_size;

	early_await(image, node);
	/* Whole sectors are only given back. */
	if (from->st_size > 0 && size < node->content.size &&
		size % SECTOR_SIZE)
		return copying_thaw(image, node, 0, size);
	copying_await(image, node);
	return 0;
}

/* With the lock. */
static int set_attributes(struct iw_image *image, struct iw_node *node,
	const struct stat *from, unsigned what)
{
	size_t room = RECORD_ATTRIBUTES_ROOM;
	int err = 0;

	if (what & IW_SET_SIZE && !S_ISREG(node->mode))
		return S_ISDIR(node->mode) ? -EISDIR : -EINVAL;
	if (what & IW_SET_SIZE) {
		err = await_resize(image, node, from);
		room += model_content_room(node);
	}
	if (!err)
		err = journal_begin(image->journal, room);
	if (err)
		return err;
	if (what & IW_SET_SIZE)
		err = set_size(image, node, from->st_size);
	if (!err)
		err = model_setattr(&image->model, node, from, what);
	journal_end(image->journal);
	return err;
}

int iw_setattr(struct iw_image *image, struct iw_node *node,
	const struct stat *from, unsigned what)
{
	if (image->settings.read_only)
		return -EROFS;
	pthread_mutex_lock(&image->lock);
	return leave(image, set_attributes(image, node, from, what));
}

int iw_readlink(struct iw_image *image, struct iw_node *node, const char **out)
{
	int err = -EINVAL;

	pthread_mutex_lock(&image->lock);
	if (S_ISLNK(node->mode)) {
		*out = target_of(image, node);
		err = 0;
	}
	return leave(image, err);
}

/* A caller's fill, behind the conversion of names. */
struct converted_fill {
	struct iw_image *image;
	iw_fill *fill;
	void *user;
	char *name; /* MOUNT_SIZE bytes, or NULL */
};

static bool fill_converted(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	const struct converted_fill *to = user;

	if (to->name)
		name = charset_from_utf8(
			to->image->charset, name, to->name, MOUNT_SIZE);
	return to->fill(to->user, name, node, cookie);
}

static int convert_begin(struct converted_fill *to)
{
	if (!to->image->charset)
		return 0;
	to->name = malloc(MOUNT_SIZE);
	return to->name ? 0 : -ENOMEM;
}

int iw_readdir(struct iw_image *image, const struct iw_listing *from,
	iw_fill *fill, void *user)
{
	struct converted_fill to = { image, fill, user, NULL };
	int err = convert_begin(&to);

	if (err)
		return err;
	pthread_mutex_lock(&image->lock);
	err = model_readdir(&image->model, from, fill_converted, &to);
	pthread_mutex_unlock(&image->lock);
	free(to.name);
	return err;
}

int iw_names(
	struct iw_image *image, struct iw_node *node, iw_fill *fill, void *user)
{
	struct converted_fill to = { image, fill, user, NULL };
	int err = convert_begin(&to);

	if (err)
		return err;
	pthread_mutex_lock(&image->lock);
	err = model_names(node, fill_converted, &to);
	pthread_mutex_unlock(&image->lock);
	free(to.name);
	return err;
}
