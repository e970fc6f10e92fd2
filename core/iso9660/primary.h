/*
 * What the parts of the primary tree's loader share:
 *
 *	primary_load.c	one thing after another, into the model
 *	relocated.c	directories that are not where their names are
 */
#ifndef ISOWEAVE_ISO9660_PRIMARY_H
#define ISOWEAVE_ISO9660_PRIMARY_H

#include "iso9660/carry_load.h"
#include "iso9660/isowalk.h"
#include "iso9660/sight.h"

struct aside;

struct primary {
	bool is_susp;		 /* system use entries are there */
	bool is_ours;		 /* and among them those of Rock Ridge */
	size_t skipped;		 /* bytes before them */
	bool is_relocated;	 /* a CL was met */
	struct iw_node *shelter; /* of the directories that CLs lead to */
	struct places serials;	 /* of what has no extents, by file serial */
	struct aside *asides, **aside_end;
	uint64_t compressed, hidden, sums; /* files; names; files */
	bool has_entries;		   /* that are carried */
	bool is_second;	   /* Rock Ridge, of several extensions */
	bool is_selecting; /* and some say which they are of */
	unsigned form;	   /* of all identifiers of files, enum iso_form */
	struct carry_losses losses;
};

/* SIGHT is a directory marked RE: what it is will be known at the end. */
int relocated_set_aside(struct walk *walk, struct sight *sight);
/* SIGHT has a CL: the directory itself is elsewhere, its attributes with it. */
int relocated_follow(struct walk *walk, struct sight *sight);
/* Takes those that were set aside, once all else is there. */
int relocated_take(struct walk *walk);
/* The folder that held them is made anew when needed, under the same of its
 * usual names. -ENOMEM. */
int relocated_forget(struct intake *intake, const struct primary *primary);
void relocated_end(struct primary *primary);

#endif
