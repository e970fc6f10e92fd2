/*
 * Directories: the links in them by cookie and by name, and where they
 * themselves are named. A directory has at most one name in each context, so
 * a walk over its own links is short.
 */
#ifndef ISOWEAVE_MODEL_DIR_H
#define ISOWEAVE_MODEL_DIR_H

#include "model/model.h"

struct dir *dir_new(void); /* NULL: no memory */
void dir_free(struct dir *dir);

static inline bool dir_is_root(const struct iw_node *dir)
{
	return dir->ino == ROOT_INO;
}

/* Whether DIR has a name in VIEW, or is the root. */
bool dir_present(const struct iw_node *dir, enum iw_view view);
/* The merged contexts that DIR is present in. */
unsigned dir_views(const struct iw_node *dir);
/* The link that names DIR in VIEW; NULL: none, or the root. */
struct link *dir_link(const struct iw_node *dir, enum iw_view view);
/* The directory that has DIR in VIEW: itself for the root, NULL if none. */
struct iw_node *dir_parent(struct iw_node *dir, enum iw_view view);
/* Whether INNER is OUTER or below it in VIEW. */
bool dir_contains(
	const struct iw_node *outer, struct iw_node *inner, enum iw_view view);
/* Names in it that VIEW shows; in all/, names of all its contexts. */
uint64_t dir_count(const struct iw_node *dir, enum iw_view view);

/* The link with NAME in the context VIEW of DIR, compared as the context
 * does; NULL. */
struct link *dir_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);

/* Appends LINK with the cookie in it, greater than those before; -ENOMEM. */
int dir_append(struct dir *dir, struct link *link);
void dir_remove(struct dir *dir, const struct link *link);
/* The link with COOKIE, or NULL. */
struct link *dir_at(const struct dir *dir, uint64_t cookie);
/* The place in links[] of the first cookie greater than COOKIE. */
size_t dir_position(const struct dir *dir, uint64_t cookie);

#endif
