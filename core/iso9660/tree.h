/*
 * A tree of directory records (ECMA-119 6.8 and 9.1), planned from the model.
 *
 *	tree ── root ── records ─┬─ "."  ".."
 *	                         ├─ FOO.TXT;1 ── link ── node
 *	                         └─ SUB ── directory ── records ...
 *
 * One walker makes the trees of every kind: a kind says which names belong and
 * how they are written; what follows an identifier in its record, the system
 * use, is an extension's, of which this folder knows only the size.
 *
 * A directory of the model whose names in two contexts stand in different
 * places is two directories here, each with the names of its context.
 */
#ifndef ISOWEAVE_ISO9660_TREE_H
#define ISOWEAVE_ISO9660_TREE_H

#include <stdbool.h>

#include "disk/iso_record.h"
#include "emit/format.h"

struct tree;
struct directory;
struct moved;

enum record_kind {
	RECORD_SELF,	/* "." */
	RECORD_PARENT,	/* ".." */
	RECORD_NAME,	/* of a file or directory */
	RECORD_MOVED,	/* of a directory that would have been too deep */
	RECORD_LEFT,	/* what stands in its old place */
	RECORD_SHELTER, /* of the directory of those moved */
};

struct record {
	enum record_kind kind;
	unsigned contexts; /* a bit of each view whose name it stands for */
	struct iw_node *node;
	const struct link *link; /* NULL where there is none */
	struct directory *in;	 /* where it stands */
	struct directory *of;	 /* which it denotes, or NULL */
	const uint8_t *identifier;
	uint8_t identifier_size;
	uint8_t head_size; /* of system use that is carried, before... */
	uint8_t use_size;  /* ...that of the extension */
	uint32_t section;  /* of a file of several, from 0 */
	void *use;	   /* the extension's own */
};

struct directory {
	struct iw_node *node;
	unsigned contexts;
	struct directory *parent; /* the root's is itself */
	struct directory *origin; /* from which it was moved, or NULL */
	struct directory *next;	  /* in path table order */
	struct record *named;	  /* its own record, NULL for the root */
	struct record self, up;
	struct record *records; /* sorted */
	size_t count;
	uint32_t subdirectories; /* the extension's count */
	bool is_sheltered;	 /* in the directory of those moved */
	int level;		 /* in the hierarchy; the root's is 1 */
	uint32_t number;	 /* in the path table, from 1 */
	struct section *section;
	const struct tree *tree;
};

/* What follows the identifiers, by one that knows. */
struct extension {
	/* Called once, when all records are there and sorted. */
	int (*begin)(struct extension *self, struct tree *tree);
	/* Sets RECORD's use_size: with all before they have ISO_RECORD_MAX.
	 * Called for each record in the order of its place. */
	int (*plan)(struct extension *self, struct record *record);
	/* Writes these bytes. */
	void (*write)(const struct extension *self, const struct record *record,
		uint8_t *out);
};

#define TREE_LEVELS 8 /* 6.8.2.1; more only without relocation */

#define IDENTIFIER_MAX 222 /* bytes that a record holds beside its head */

struct tree_kind {
	enum iw_view view; /* whose names are the identifiers */
	unsigned contexts; /* bits of all whose names belong */
	int rank;	   /* of its sections in their zones */
	/* Writes the identifier of NAME, of a thing of MODE's type; returns its
	 * size. */
	size_t (*identifier)(const struct tree *tree, mode_t mode,
		const char *name, uint8_t out[IDENTIFIER_MAX]);
	/* 9.3: the order of identifiers. */
	int (*compare)(const struct record *left, const struct record *right);
};

/* What is carried along (carry.h) for all records. */
struct tree_carry {
	uint16_t volume; /* number of this one in its set */
	uint8_t skipped; /* bytes, by SUSP, before the system use of others */
	bool is_xa;	 /* new ones are CD-ROM XA's, too */
	uint8_t form;	 /* enum iso_form of the identifiers that it had */
	bool was_hidden; /* deep directories moved to SHELTER_HIDDEN */
};

struct tree {
	const struct tree_kind *kind;
	const struct source *source;
	struct layout *layout;
	struct tree_carry carried;
	struct extension *extension; /* or NULL */
	int deepest; /* level, past which directories are moved; 0: none */
	struct directory *root, *last;
	struct directory *shelter; /* of those moved, or NULL */
	struct moved *moved;
	uint32_t large_files; /* names of those in several sections */
	uint32_t directories;
	int levels;
	uint32_t listed; /* in the path tables */
	uint64_t path_table_size;
	struct section *path_l, *path_m;
	const struct section *blank; /* of what has no data */
};

/* The I-th record of DIR: the dots, then the sorted ones; NULL behind them. */
static inline struct record *tree_record(struct directory *dir, size_t i)
{
	struct record *const dots[] = { &dir->self, &dir->up };

	if (i < 2)
		return dots[i];
	return i - 2 < dir->count ? &dir->records[i - 2] : NULL;
}

/*
 * Plans the tree: sections of its directories and path tables. KIND, SOURCE
 * and EXTENSION (NULL: none) stay the caller's, and must live as long as
 * LAYOUT.
 */
int tree_plan(struct layout *layout, const struct source *source,
	const struct tree_kind *kind, struct extension *extension,
	struct tree **out);

#endif
