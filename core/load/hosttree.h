/*
 * A folder of the host taken as all/: its files, hard links, owners, modes and
 * times, their data copied (or shared) into the store once.
 */
#ifndef ISOWEAVE_LOAD_HOSTTREE_H
#define ISOWEAVE_LOAD_HOSTTREE_H

#include "model/model.h"

struct charset;

struct hosttree {
	struct model *model;
	struct store *store;
	const struct diag *diag;
	struct charset *charset; /* of the folder's names; NULL: UTF-8 */
};

/* Takes the folder DIR, an open descriptor that stays the caller's. What the
 * folder's file system refuses, or no context can hold, is said and returned:
 * nothing is left out silently. */
int hosttree_load(const struct hosttree *tree, int dir);

#endif
