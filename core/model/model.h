/*
 * The operations on the model; node.h draws its structures.
 *
 * Every change of names, counts and attributes goes through here: what serves
 * ln serves the loading of an image and the replay of a journal. The caller
 * holds the image's lock. Names are UTF-8.
 *
 *	node, attributes   inodes: made, referred to, ended; what they say
 *	carried            what images say of inodes beside that
 *	bucket, dir        the links of a directory, by name and by cookie
 *	link               names given and dropped: the only place of counts
 *	merged, meeting    all/: one entry a link; where directories meet
 *	place, entry       an operation's frame; which names an entry gets
 *	making, removing, renaming, listing   the operations
 *	moving, transplant one entry's move; that of a subtree between views
 *	tell, fixed        what the owner is told; what boot/ forbids
 *	record, replay, refill, checkpoint, inomap   to the journal and back
 *	invariants         model_fault
 */
#ifndef ISOWEAVE_MODEL_MODEL_H
#define ISOWEAVE_MODEL_MODEL_H

#include "model/carried.h"
#include "model/node.h"
#include "settings/settings.h"
#include "util/diag.h"

struct journal;

#define ROOT_INO 1u
#define BEST_WRITE (1 << 20) /* bytes: st_blksize */

/* A place that the present operation came through: its caller knows. */
struct origin {
	const struct iw_node *dir; /* NULL: none */
	enum iw_view view;
	const char *name;
};

struct model {
	struct iw_node *root;
	uint64_t last_ino;
	uint64_t nodes;
	uint64_t names[IW_CONTEXTS]; /* how many; 0 leaves a context out */
	/* Directories in each context; a record tree is shared by iso and
	 * rockridge: record_dirs counts the links that are in either. */
	uint64_t dirs[IW_CONTEXTS];
	uint64_t record_dirs;
	uint64_t data_sectors;	 /* of all contents */
	uint64_t changes;	 /* counts every change: dirty or not */
	struct store *store;	 /* NULL: contents have no bytes */
	struct journal *journal; /* NULL: none is kept */
	const struct settings *settings;
	struct iw_events events;
	const struct diag *diag;
	struct iw_node *orphans; /* in use without a name */
	struct carried_table carried;
	struct origin origins[2]; /* of the present operation */
};

/* The view's folder name. */
struct view_row {
	const char *folder;
};
extern const struct view_row views[IW_VIEWS];

/*
 * An empty model: a root directory in every view. SETTINGS, STORE and DIAG
 * outlive it. -ENOMEM.
 */
int model_init(struct model *model, const struct settings *settings,
	struct store *store, const struct diag *diag);
/* Ends every node, referred to or not; their data stays in the store. */
void model_free(struct model *model);

/*
 * For the loaders. A node of MODE's type, with attributes all zero but its
 * number, mode and times (now); it has no name yet: link_name gives it one, or
 * node_release ends it. NULL: no memory.
 */
struct iw_node *node_new(struct model *model, mode_t mode);
/* The same with the number INO, never used before, and no times. */
struct iw_node *node_new_at(struct model *model, mode_t mode, uint64_t ino);
/* The time that changes are stamped with. */
struct timespec node_now(void);
#define TARGET_SIZE 4096 /* bytes that hold any target, with its NUL */
/* A symlink's target, copied. -ENOMEM. */
int node_set_target(struct iw_node *node, const char *target);
/* Ends NODE if it has no name, reference or open file. */
void node_release(struct model *model, struct iw_node *node);
/*
 * Names NODE in a context's directory as NAME says, which is not checked: an
 * existing image has what it has. It joins the link of NODE in DIR that has no
 * name in VIEW yet, if there is one. A directory can have one name in each
 * context. -EEXIST, -EPERM, -EMLINK, -ESTALE (DIR is not in VIEW), -ENOMEM.
 */
int link_name(struct model *model, struct iw_node *dir, enum iw_view view,
	const char *name, struct iw_node *node);
/* Says that the name NAME, just given, is a hidden one there. */
void link_hide(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);
/* The node named NAME in a context's directory, or NULL. */
struct iw_node *model_find(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);

/* The public functions of the same names, without lock and references. */
int model_lookup(const struct model *model, const struct iw_place *place,
	struct iw_node **out);
bool model_as_given(const struct model *model, const struct iw_node *dir,
	enum iw_view view);
int model_make(struct model *model, const struct iw_place *place,
	const struct iw_new *what, struct iw_node **out);
int model_link(struct model *model, struct iw_node *node,
	const struct iw_place *place);
int model_unlink(struct model *model, const struct iw_place *place);
int model_rmdir(struct model *model, const struct iw_place *place);
int model_rename(struct model *model, const struct iw_place *from,
	const struct iw_place *to, unsigned flags);
void model_stat(
	const struct iw_node *node, enum iw_view view, struct stat *out);
/* All but the size, which is the content's. */
int model_setattr(struct model *model, struct iw_node *node,
	const struct stat *from, unsigned what);
int model_readdir(const struct model *model, const struct iw_listing *from,
	iw_fill *fill, void *user);
int model_names(struct iw_node *node, iw_fill *fill, void *user);

void node_ref(struct iw_node *node, enum iw_view view);
void node_unref(struct model *model, struct iw_node *node, enum iw_view view,
	uint64_t count);
/* Within a frame of the journal: NODE changed now, and (TOUCH_DATA) not only
 * its attributes. Records and tells. */
enum touch { TOUCH_ATTRIBUTES, TOUCH_DATA };
void node_touch(struct model *model, struct iw_node *node, enum touch what);
void node_open(struct iw_node *node);
void node_close(struct model *model, struct iw_node *node);

/*
 * To be called in the frame of every change of a file's content, which had
 * OLD_SIZE bytes before: counts and records, for which the frame needs
 * model_content_room() bytes. Times are set by node_touch().
 */
void model_content_changed(
	struct model *model, struct iw_node *node, uint64_t old_size);
/* The same where the user changed it: what the medium said of the old data is
 * true no more. */
void model_content_replaced(
	struct model *model, struct iw_node *node, uint64_t old_size);
size_t model_content_room(const struct iw_node *node);

/* The first invariant of node.h that does not hold, as a text; NULL: all do.
 * Walks the whole model: for the tests, and for what comes from outside. */
const char *model_fault(const struct model *model);

#endif
