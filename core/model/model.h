/*
 * The operations on the model; node.h draws its structures.
 *
 * Every change of names, counts and attributes goes through here: what serves
 * ln serves the loading of an image and the replay of a journal. The caller
 * holds the image's lock.
 */
#ifndef ISOWEAVE_MODEL_MODEL_H
#define ISOWEAVE_MODEL_MODEL_H

#include "model/node.h"
#include "settings/settings.h"
#include "util/diag.h"

struct journal;

struct model {
	struct iw_node *root;
	uint64_t last_ino;
	uint64_t nodes;
	uint64_t names[IW_CONTEXTS]; /* how many; 0 leaves a context out */
	uint64_t data_sectors;	     /* of all contents */
	uint64_t changes;	     /* counts every change: dirty or not */
	struct store *store;
	struct journal *journal; /* NULL: none is kept */
	const struct settings *settings;
	struct iw_events events;
	const struct diag *diag;
};

/* The view's folder name, and whether it can hold symlinks and the like. */
struct view_row {
	const char *folder;
};
extern const struct view_row views[IW_VIEWS];

#endif
