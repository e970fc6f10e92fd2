/*
 * What a format has to say of an existing image: one row a format, in the
 * order in which they are asked. The first to find a thing says its owner,
 * mode and times.
 */
#ifndef ISOWEAVE_LOAD_LOADER_H
#define ISOWEAVE_LOAD_LOADER_H

#include "load/intake.h"

struct format_loader {
	const char *name;
	/* 0; -ENOENT: the image has nothing of this format; -EOPNOTSUPP: it
	 * has, but of a kind that cannot be taken, which was said. */
	int (*load)(struct intake *intake);
};

/* The primary tree of ISO 9660, with its Rock Ridge. */
int iso9660_load(struct intake *intake);
int udf_load(struct intake *intake);
/* That of Joliet, behind the primary one. */
int joliet_tree_load(struct intake *intake);
/* Those of what the image boots by come behind those of the files: the
 * partitions, which know the length of what has no name; the entries of El
 * Torito; what is there twice; what is to become of the system area. */
int hybrid_load(struct intake *intake);
int eltorito_load(struct intake *intake);
/* The volume that the first partition has for itself, which is compared. */
int second_load(struct intake *intake);
int hybrid_load_area(struct intake *intake);

#endif
