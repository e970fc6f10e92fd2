/*
 * The plan of a commit made now: what it would write, and where.
 *
 * One decision for sync and for snapshots, so that the bytes of both agree. A
 * plan takes no sectors: sync does, a snapshot does not.
 */
#ifndef ISOWEAVE_COMMIT_PLAN_H
#define ISOWEAVE_COMMIT_PLAN_H

#include "emit/format.h"
#include "commit/apart.h"
#include "image/image.h"
#include "layout/layout.h"

/* A content that is put elsewhere, in one extent. */
struct move {
	struct iw_node *node;
	struct content from; /* as it is in the present file */
	struct extent to;
};

struct plan {
	struct layout *layout;
	struct source source;  /* of the layout's sections */
	uint64_t shift;	       /* address of the image's sector 0 */
	uint64_t base;	       /* below it is head and body, no room */
	uint64_t end;	       /* address behind the volume */
	struct extent meta[2]; /* new metadata: body, tail */
	struct echo echo;      /* that follows; none in a new order */
	bool keeps_tail;       /* the tail's sectors are the last commit's */
	/* All data moves to a new file, in the order of names: because of
	 * layout=canonical, or because there is no room for it otherwise, or
	 * to have partitions behind it. */
	bool is_ordered;
	struct apart apart; /* those partitions */
	struct move *moves;
	size_t move_count, move_room;
};

/*
 * Makes PLAN, with the lock held: joins contents and tidies the store first.
 * Until plan_drop() or plan_keep() an ordered plan's contents are at their new
 * places, and nothing may read or write them. -ENOSPC: too large; -EFBIG,
 * -ENOMEM, -EIO, with its sentence said.
 */
int plan_make(struct iw_image *image, struct plan *plan);
/* Puts contents back to where they are in the present file. */
void plan_restore(struct plan *plan);
/* Ends the plan: nothing has changed. */
void plan_drop(struct iw_image *image, struct plan *plan);
/* Ends the plan: it is done. */
void plan_keep(struct plan *plan);

#endif
