/*
 * An image under construction: the model, its store, its journal, one lock.
 *
 *	names.c     the public functions on names and attributes
 *	data.c      the public functions on open files
 *	open.c      opening, taking up what an earlier process left, closing
 *	sync.c      the commit: plan, place, render, publish
 *	snapshot.c  a commit into memory, served instead of written
 *
 * The lock covers the model and the store's allocator; data is read and
 * written outside it.
 */
#ifndef ISOWEAVE_IMAGE_IMAGE_H
#define ISOWEAVE_IMAGE_IMAGE_H

#include <pthread.h>

#include "model/model.h"
#include "store/journal.h"
#include "store/store.h"

struct iw_image {
	pthread_mutex_t lock;
	struct settings settings;
	struct iw_events events;
	struct diag diag;
	struct model model;
	struct store *store;
	struct journal *journal;
	uint64_t synced; /* model.changes at the last sync */
};

#endif
