#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/dir.h"
#include "model/merged.h"
#include "model/place.h"

#define DOT 1u
#define DOT_DOT 2u
#define PATH_SIZE 65536 /* bytes of any path, else it is left out */

/* Those of POSIX names; elsewhere a name may have more bytes in UTF-8. */
static bool is_too_long(const struct iw_place *place)
{
	return (place->view == IW_ALL || place->view == IW_ROCKRIDGE) &&
	       strlen(place->name) > NAME_MAX;
}

int model_lookup(const struct model *model, const struct iw_place *place,
	struct iw_node **out)
{
	int err = place_check(place);
	struct link *link;

	if (err)
		return err == -EINVAL ? -ENOENT : err;
	link = place_find(model, place);
	if (!link)
		return is_too_long(place) ? -ENAMETOOLONG : -ENOENT;
	*out = link->node;
	return 0;
}

bool model_as_given(
	const struct model *model, const struct iw_node *dir, enum iw_view view)
{
	if (view == IW_ALL)
		return merged_as_given(model, dir);
	return view != IW_ISO;
}

/* The name of LINK in VIEW, or NULL if it is not shown there. */
static const char *name_in(const struct model *model, const struct link *link,
	enum iw_view view, char out[SHOWN_SIZE])
{
	if (view != IW_ALL)
		return link->name[view];
	return merged_shows(link) ? merged_name(model, link, out) : NULL;
}

static void fill_links(const struct model *model, const struct iw_listing *from,
	iw_fill *fill, void *user)
{
	const struct dir *dir = from->dir->dir;
	char shown[SHOWN_SIZE];
	bool more = true;

	for (size_t i = dir_position(dir, from->after);
		i < dir->link_count && more; i++) {
		struct link *link = dir->links[i];
		const char *name =
			link ? name_in(model, link, from->view, shown) : NULL;

		if (name)
			more = fill(user, name, link->node, link->cookie);
	}
}

int model_readdir(const struct model *model, const struct iw_listing *from,
	iw_fill *fill, void *user)
{
	struct iw_node *dir = from->dir;

	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	if (!dir_present(dir, from->view))
		return -ESTALE;
	if (from->after < DOT && !fill(user, ".", dir, DOT))
		return 0;
	if (from->after < DOT_DOT &&
		!fill(user, "..", dir_parent(dir, from->view), DOT_DOT))
		return 0;
	fill_links(model, from, fill, user);
	return 0;
}

/*
 * Writes the path of LINK in VIEW to the end of OUT, from there backwards;
 * returns where it begins, or NULL if it is too long.
 */
static char *path_of(const struct link *link, enum iw_view view, char *end)
{
	char *start = end - PATH_SIZE, *at = end;
	const char *part = link->name[view];

	*--at = '\0';
	for (;;) {
		size_t size = strlen(part);

		if ((size_t)(at - start) < size + 1)
			return NULL;
		at -= size;
		memcpy(at, part, size);
		if (!link)
			return at;
		*--at = '/';
		link = dir_link(link->dir, view);
		part = link ? link->name[view] : views[view].folder;
	}
}

int model_names(struct iw_node *node, iw_fill *fill, void *user)
{
	char *path = malloc(PATH_SIZE);
	bool more = true;

	if (!path)
		return -ENOMEM;
	for (struct link *link = node->links; more && link;
		link = link->next_of_node) {
		for (int v = 0; more && v < IW_CONTEXTS; v++) {
			const char *at = NULL;

			if (link->name[v])
				at = path_of(link, v, path + PATH_SIZE);
			if (at)
				more = fill(user, at, node, link->cookie);
		}
	}
	free(path);
	return 0;
}
