/*
 * The parts of tree_plan(), in the order of their turns:
 *
 *	tree.c		the walk over the model, and the order of directories
 *	deep.c		directories that are too deep go to a shelter
 *	identify.c	identifiers, made where there are none; their order
 *	records.c	sizes of records; sections of directories
 *	paths.c		path tables
 */
#ifndef ISOWEAVE_ISO9660_PARTS_H
#define ISOWEAVE_ISO9660_PARTS_H

#include "iso9660/tree.h"

enum {
	SECTOR = 2048,
	PATH_MAX_DIRECTORIES = 65535,
};

/* Bytes of a file section: the most whole sectors below 4 GiB (9.1.4). */
#define SECTION_MAX ((uint64_t)UINT32_MAX + 1 - SECTOR)

/* A directory of NODE, not yet in the tree. NULL: no memory. */
struct directory *tree_directory(
	struct tree *tree, struct iw_node *node, unsigned contexts);

/* RECORD's directory is too deep: it is to move. */
int deep_move(struct tree *tree, struct record *record);
/* Makes the directory of those that move, if any do. */
int deep_shelter(struct tree *tree);

/* Gives RECORD the identifier of NAME, as a thing of MODE's type. */
int identify_as(struct record *record, mode_t mode, const char *name);
/* Gives every record of DIR its identifier, and sorts them. */
int identify_records(struct directory *dir);
/* The same where they have one, which may not be unique. */
int identify_apart(struct directory *dir);
void identify_sort(struct directory *dir);

void records_make_dots(struct directory *dir);
int records_plan(struct tree *tree);
int paths_plan(struct tree *tree);

#endif
