/*
 * An image under construction: the model, its store, its journal, one lock.
 *
 *	image/	 what all need: home, the files beside IMAGE; mark, its records
 *		 in the journal; tuning, its settings; walk and usage, all
 *		 files and their sectors
 *	access/	 what is done with it: names, sizes; open files, their data and
 *		 space, in parts, acknowledged early, large ones copied without
 *		 the lock; bootfile and boottext, those of boot/ that are made
 *	commit/	 plan: what a commit made now would consist of, with arrange
 *		 and apart; sync: into a new file (replace) or into IMAGE
 *		 (inplace, undo), for those who go by sessions, too (echo), and
 *		 its MD5 sum (seal); snapshot: into memory (patchwork)
 *	open/	 open and load; padding: room that the image has; takeup and
 *		 cutoff: what an earlier process left
 *
 * Each knows those above it. The lock covers the model and the store's
 * allocator; data is read and written outside it (store/gate.h).
 */
#ifndef ISOWEAVE_IMAGE_IMAGE_H
#define ISOWEAVE_IMAGE_IMAGE_H

#include <pthread.h>

#include "boot/boot.h"
#include "image/home.h"
#include "load/intake.h"
#include "model/model.h"
#include "store/journal.h"
#include "store/store.h"

/* Writes that were acknowledged and go on; early.h. */
#define EARLY_COUNT 4
struct early {
	const struct iw_node *node[EARLY_COUNT]; /* NULL: a free place */
	pthread_cond_t done;
	int failure; /* not yet told */
};

/* Contents that are copied without the lock; copying.h. */
struct copyings {
	struct copying *first;
	unsigned awaited; /* by so many, who wait for all */
	pthread_cond_t done;
};

struct iw_image {
	pthread_mutex_t lock;
	struct settings settings;
	struct iw_events events;
	struct diag diag;
	struct charset *charset; /* of names in the mount; NULL: UTF-8 */
	struct model model;
	struct boot boot;
	struct store *store;
	struct journal *journal;
	struct early early;
	struct copyings copying;
	bool begun;	 /* the journal is new, nobody else's work is in it */
	uint64_t synced; /* model.changes at the last sync */
	bool taken_up;	 /* what IMAGE lacks may be more than since then */
	uint64_t size;	 /* bytes of the last commit */
	uint64_t shown;	 /* address up to which every snapshot is in memory */
	struct home home;
	struct extent meta[2]; /* the last commit's metadata: body, tail */
	uint32_t meta_born;
	unsigned meta_shown; /* snapshots that read it in the file */
	bool meta_kept;	     /* so the next commit keeps it */
	uint64_t kept;	     /* address below which an existing image is kept */
	bool has_hfs;	     /* it has a volume that does not follow changes */
	bool has_sessions;   /* older ones, whose data are kept */
	struct echo echo;    /* of the last commit */
	bool is_sealed;	     /* the setting md5 is done (seal.h) */
	bool suspect; /* a flush failed: what is in the file is uncertain */
	struct undo
		*undo; /* of a commit that failed half-way, not yet undone */
};

#endif
