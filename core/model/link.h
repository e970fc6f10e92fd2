/*
 * Links, and the names in them: the only place where a count of names changes.
 *
 * A name is given in two steps, so that an operation gives all its names or
 * none: naming_prepare() takes what memory it needs, naming_give() cannot fail.
 */
#ifndef ISOWEAVE_MODEL_LINK_H
#define ISOWEAVE_MODEL_LINK_H

#include "model/model.h"

/* A name about to be given. */
struct naming {
	struct link *link;
	enum iw_view view;
	char *text; /* in or of the link */
	uint32_t hash;
	bool is_hidden;
};

/* The contexts that LINK has names in. */
unsigned link_views(const struct link *link);

/* A link without names yet, with room for ROOM bytes of them; NULL: no memory.
 * link_release ends it if it stays so. */
struct link *link_new(struct iw_node *dir, struct iw_node *node, size_t room);
/* The same with a COOKIE greater than all in DIR. */
struct link *link_new_at(struct iw_node *dir, struct iw_node *node, size_t room,
	uint64_t cookie);
/* Ends LINK if it has no names; its node stays. */
void link_release(struct link *link);

/* Frees LINK with its names, uncounted, while its directory ends. */
void link_tear(struct link *link);

/* Prepares that LINK is named NAME in VIEW, where it will have no name by the
 * time it is given. -ENOMEM. */
int naming_prepare(const struct model *model, struct link *link,
	enum iw_view view, const char *name, struct naming *out);
void naming_give(struct model *model, const struct naming *naming);
void naming_forget(const struct naming *naming);

/* Drops LINK's name in VIEW; the link and the node stay. */
void link_drop(struct model *model, struct link *link, enum iw_view view);
/* The same for all names in WHICH: what all/ shows it by comes last. */
void link_drop_all(struct model *model, struct link *link, unsigned which);

/*
 * Whether the count of names allows one more of NODE in the contexts WHICH:
 * -EMLINK with its sentence said (ECMA-167 4/14.9.6: 16 bits; ECMA-119 6.9:
 * a parent directory number is 16 bits), -ENOSPC (9.1.4: a directory's size is
 * 32 bits). No sync fails for one of these.
 */
int link_allowed(const struct model *model, const struct iw_node *dir,
	const struct iw_node *node, unsigned which);

#endif
