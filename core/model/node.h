/*
 * The model: inodes, the links that name them, and directories of links.
 *
 *	dir node ─▶ struct dir ─┬─ link ─▶ node
 *	                        │    name[IW_ISO] "FOO.TXT"
 *	                        │    name[IW_JOLIET] "foo.txt"
 *	                        └─ link ─▶ ...
 *
 * A link joins one node to one directory, under at most one name in each
 * context: it is the entry that all/ shows. The same directory node is met by
 * every context in which it has a name, so `corresponding directories' are one
 * node. A node's link count is the number of its names over all contexts.
 *
 * Invariants (link.c keeps them, model_fault() states them):
 *  - a link has at least one name, and is in its directory's hash of each
 *    context in which it has one;
 *  - a directory has at most one name in each context; a name in context V is
 *    only in a directory that itself has a name in V, or is the root;
 *  - all/ shows a directory once: under its first name in the order rockridge,
 *    udf, joliet, iso.
 *
 * The model knows no format and no sector.
 */
#ifndef ISOWEAVE_MODEL_NODE_H
#define ISOWEAVE_MODEL_NODE_H

#include <isoweave.h>

#include <stddef.h>
#include <time.h>

#include "store/content.h"

struct link;
struct dir;

/*
 * What a node is beside a file or a directory: the fixed ones of boot/. The
 * catalog's content has a size but no extent: it is a section of its own,
 * see source_lba().
 */
enum role {
	ROLE_NONE,
	ROLE_ROOT,
	ROLE_CATALOG,
	ROLE_SETTINGS,
	ROLE_SYSTEM_AREA,
	ROLE_PLATFORM,
	ROLE_PARTITIONS,
};

struct iw_node {
	uint64_t ino; /* st_ino; never used again */
	mode_t mode;  /* with the type */
	uid_t uid;
	gid_t gid;
	uint32_t names;	    /* over all contexts */
	uint32_t opens;	    /* open files */
	uint16_t udf_names; /* of the names; its medium counts 16 bits */
	bool is_orphan;	    /* lost its last name while in use */
	uint64_t refs;	    /* iw_ref; over all views if a directory */
	struct timespec atime, mtime, ctime;
	union {
		struct timespec btime;
		struct {
			struct iw_node *next, *previous;
		} orphan; /* if is_orphan: the model's list of them */
	};
	struct link *links; /* the newest first */
	uint64_t plan;	    /* for the use of a plan, see layout */
	uint8_t role;	    /* enum role */
	uint32_t carried;   /* number in the model's table, or 0 */
	union {
		struct content content; /* S_IFREG */
		struct dir *dir;	/* S_IFDIR */
		char *target;		/* S_IFLNK */
		dev_t rdev;		/* S_IFBLK, S_IFCHR */
	};
};

static inline struct iw_node *node_of_content(struct content *c)
{
	return (struct iw_node *)((char *)c -
				  offsetof(struct iw_node, content));
}

/* One node in one directory. Strings are owned by the link, two contexts may
 * share one; those known when it was made lie in TEXT. */
struct link {
	struct iw_node *dir;
	struct iw_node *node;
	struct link *next_of_node, *previous_of_node;
	uint64_t cookie;	 /* order of making within dir; > 2 */
	char *name[IW_CONTEXTS]; /* UTF-8; NULL: no name there */
	uint32_t hash[IW_CONTEXTS];
	uint32_t text_room : 13, text_used : 13;
	/* Contexts whose readers are asked not to show the name there. */
	uint32_t hidden : 6;
	char text[];
};

struct dir {
	/* The names of a context: linear probing by link->hash. */
	struct bucket_list {
		struct link **bucket;
		uint32_t size;	  /* buckets, a power of two, or 0 */
		uint32_t count;	  /* names */
		uint32_t dirs;	  /* of them, directories */
		uint32_t pending; /* names about to come, with room kept */
	} of[IW_CONTEXTS];
	struct link **links; /* by cookie; NULL where removed */
	uint64_t *cookies;   /* of links[], removed or not */
	size_t link_count, link_room, link_holes;
	uint64_t last_cookie;
	uint32_t shown_dirs;	  /* subdirectories in all/ */
	uint32_t told;		  /* views that know of a change already */
	struct meeting *meeting;  /* see there; or NULL */
	uint64_t known[IW_VIEWS]; /* references held in each view */
};

/* Sets of contexts are masks; all/ shows these. boot is its own: a name there
 * is never in one link with others. */
#define VIEW_BIT(view) (1u << (view))
#define MERGED_VIEWS                                                           \
	(VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE) | VIEW_BIT(IW_JOLIET) |     \
		VIEW_BIT(IW_UDF))

#endif
