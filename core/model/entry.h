/*
 * An entry about to be: which name it gets in each context, and the giving of
 * all of them or none.
 */
#ifndef ISOWEAVE_MODEL_ENTRY_H
#define ISOWEAVE_MODEL_ENTRY_H

#include "model/link.h"
#include "name/name.h"

struct wanted {
	unsigned views;
	char name[IW_CONTEXTS][NAME_SIZE];
};

/* What else the operation does: names that it drops are as good as free,
 * those that it gives before are not. */
struct change {
	struct {
		const struct link *link; /* NULL: none */
		unsigned views;
	} leaving[2];
	const struct iw_node *dir;   /* where COMING is going to be */
	const struct wanted *coming; /* NULL: none */
};

struct entry {
	struct link *link;
	int count;
	struct naming of[IW_CONTEXTS];
};

/*
 * Finds the names of a node of MODE's type at PLACE. In a context: as given,
 * if it is legal there. In all/: as given in rockridge, mapped and if need be
 * numbered elsewhere, in those of OUT->views (set by the caller) that can hold
 * the type. CHANGE may be NULL. -EEXIST, -EPERM, or what the name's check says.
 */
int entry_names(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct change *change, struct wanted *out);

/*
 * The link that a name created in one context joins: one of NODE in DIR
 * without a name in WANTED's contexts. Found by an equal or corresponding name
 * of another context, or among the newest links of NODE. NULL: none.
 */
struct link *entry_join(const struct model *model, const struct iw_node *dir,
	const struct iw_node *node, const struct wanted *wanted);

/* Prepares the WANTED names of NODE on OUT->link, one in DIR, or if that is
 * NULL on a new one. -ENOMEM. */
int entry_prepare(const struct model *model, struct iw_node *dir,
	struct iw_node *node, const struct wanted *wanted, struct entry *out);
/* Those of its names that are in the contexts WHICH will be hidden there. */
void entry_hide(struct entry *entry, unsigned which);
void entry_give(struct model *model, const struct entry *entry);
void entry_forget(const struct entry *entry);

#endif
