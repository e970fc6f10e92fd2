/*
 * The sessions of an image. A disc has them in its table of contents; a file
 * has only what each of them begins with: descriptors, 16 sectors behind.
 *
 *	overwritten	copy of the last ┆ first │ second │ last
 *	                0                32      ▲ ends rounded up to 32
 *	dumped		first │ gap │ second │ gap │ last
 *	                0           ▲ anywhere
 *
 * On what can be overwritten, libisoburn leaves room for a copy of the last
 * session's descriptors, by which all readers find it, and lets sessions begin
 * at multiples of 32. On a CD 11,400 sectors are between the first two
 * sessions, 6,900 between others, and some that the writer left; on a DVD it
 * is more, and whole blocks of 16.
 */
#ifndef ISOWEAVE_ISO9660_TOC_H
#define ISOWEAVE_ISO9660_TOC_H

#include "disk/iso_volume.h"
#include "load/intake.h"

enum {
	TOC_DESCRIPTORS = 16, /* sectors from a session's start; 6.2.1 */
	TOC_MAX = 1000,
};

struct toc_session {
	uint64_t start, end; /* sectors; the end as its descriptor says */
	uint64_t root;	     /* sector of its root directory */
	time_t modified;     /* 0: it does not say */
};

struct toc {
	/* From the oldest on. The last one may begin at 0: a tree of its own,
	 * by a writer that made no session of it. */
	struct toc_session session[TOC_MAX];
	size_t count;
	/* The last one's descriptors are at sector 16, too. */
	bool is_copied;
	/* One that is older than those before it is none: what is left from
	 * another life of the medium. 0: there is no such. */
	uint64_t stale;
};

/*
 * Finds the sessions; none: there is no ISO 9660. Behind the end of the last
 * one, 32 MiB are searched for another sector by sector, and 128 MiB in steps
 * of 16 sectors. -EIO and the like.
 */
int toc_find(const struct intake *intake, struct toc *out);

/* Whether one begins at START, as OUT. Its root directory must be behind its
 * descriptors, where these say. -EUCLEAN: none does. */
int toc_look(
	const struct intake *intake, uint64_t start, struct toc_session *out);

#endif
