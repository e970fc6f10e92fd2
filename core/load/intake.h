/*
 * The intake: one model into which every format loads what it finds.
 *
 *	ISO 9660 with Rock Ridge ─┐
 *	UDF ──────────────────────┼─▶ intake ─▶ link_name() ─▶ the model
 *	Joliet ───────────────────┤
 *	El Torito ────────────────┘
 *
 * Equal extents become one inode, whatever context they come from. What has no
 * extent (empty files, symlinks, special files) is one inode with its twin:
 * the same thing, of the same time, and of the same owner and mode where both
 * contexts say them, under the corresponding name of another context.
 *
 *	intake.c    what is said of an image, and the names in it
 *	finding.c   which inode a thing is
 *
 * Damage is said, with sector and clause, and counted; what is sound is loaded.
 * A loader's functions return an error only when nothing can go on: -ENOMEM,
 * -EIO and the like.
 */
#ifndef ISOWEAVE_LOAD_INTAKE_H
#define ISOWEAVE_LOAD_INTAKE_H

#include "load/medium.h"
#include "load/places.h"
#include "model/model.h"
#include "store/import.h"

struct iso_session;

/* Where an import finds zeros: behind the end of any file. */
#define INTAKE_ZEROS (UINT64_C(1) << 62)

struct boot;

/*
 * What a session has beside its tree, where no reader of files looks: its own
 * descriptors, which a commit makes those of the new tree, or ends; tags with
 * sums of what it was, which a commit makes untrue, and blank.
 */
#define ECHO_TAGS 3
#define ECHO_DESCRIPTORS 16 /* from the start: ECMA-119 6.2.1 */
#define ECHO_ROOM 16
struct echo {
	uint64_t session; /* sector, 16 before the descriptors; 0: none */
	uint64_t room;	  /* sectors that they may take */
	bool is_blank;	  /* no reader looks there any more: they end */
	uint64_t tag[ECHO_TAGS];
	unsigned tags;
};

struct intake {
	struct model *model;
	struct boot *boot;
	struct store *store;
	struct settings *settings; /* inherits what the image says */
	const struct diag *diag;
	struct medium medium;
	struct places files; /* of struct iw_node */
	uint64_t faults;
	/* Of ISO 9660, malloc(3)'s; NULL: there is none. */
	struct iso_session *session;
	uint64_t copies, copied;  /* files of intake_copy(), their bytes */
	uint64_t uncarried;	  /* things that a commit would lose */
	uint64_t doubles;	  /* numbers behind names that were there */
	uint64_t continued;	  /* bytes of system use areas, all together */
	struct carried_list kept; /* of the thing that is being read */
	uint64_t summed;	  /* bytes of boot images with info tables */
	uint64_t catalog;	  /* sector of El Torito's, 0: none */
	uint64_t start;		  /* sector of the session that is taken */
	uint64_t sessions;	  /* that there are */
	struct echo echo;
	/* The volume once more, counted from where a partition begins. */
	enum second {
		SECOND_NONE,
		SECOND_SAME,
		SECOND_DAMAGED,
		SECOND_OTHER, /* with files that the first does not have */
	} second;
	bool is_copied;	 /* data goes into the store, not only its places */
	bool has_hfs;	 /* a volume that names data by their places */
	bool is_crowded; /* its limit of names was said */
};

/* What a format says of a thing that may become an inode. */
struct find {
	struct iw_node *dir; /* where it was found */
	enum iw_view view;
	const char *name; /* UTF-8, as found */
	mode_t mode;	  /* with the type */
	uid_t uid;
	gid_t gid;
	bool is_owned; /* the image says whose it is */
	struct timespec atime, mtime, ctime, btime;
	dev_t rdev;
	const char *target;
	uint64_t size; /* bytes of data, in COUNT extents of sectors */
	const struct extent *extents;
	uint32_t count;
	uint64_t lba;	/* of what says so, for the diagnostics */
	bool is_hidden; /* a reader is asked not to show the name */
};

/* Says what is wrong at sector LBA, by which clause, and counts it. */
void intake_fault(struct intake *intake, uint64_t lba, const char *clause,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* An owner and modes for what has none in the image: those who look at it. */
void intake_attributes(struct find *find, mode_t type);

/* Gives NODE the mode, owner and times that FIND says. */
void intake_describe(struct iw_node *node, const struct find *find);

/*
 * The inode that FIND is, made where it is new. A directory is met by name, a
 * file by its extents; extents beyond the image's end are cut off.
 */
int intake_node(
	struct intake *intake, const struct find *find, struct iw_node **out);
/*
 * As intake_node() for the file FIND whose bytes are not in sectors of their
 * own: it gets COUNT imports for its data, as a copy that is not shared. Too
 * much of it is a fault, and left empty.
 */
int intake_copy(struct intake *intake, const struct find *find,
	const struct import *imports, uint32_t count, struct iw_node **out);
/*
 * Names NODE as FIND says. A name that cannot be, or is there twice, is a
 * fault, and becomes another. -ENOENT: it is left out, which was said; NODE, if
 * it has no other name, is gone, or a file's will be at intake_end().
 */
int intake_name(
	struct intake *intake, const struct find *find, struct iw_node *node);
/* The same end for NODE, of which nothing says a name. */
void intake_unnamed(struct intake *intake, struct iw_node *node);

/* Says what a commit would lose, see load/losses.h. */
void intake_uncarried(struct intake *intake, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The file that begins at the sector START of the medium; of several, the
 * longest. NULL: none does. What touches [START, END) but begins elsewhere is
 * told in *OTHERS.
 */
struct iw_node *intake_at(const struct intake *intake, uint64_t start,
	uint64_t end, bool *others);
/* The first sector of a file behind START, or END. */
uint64_t intake_next(const struct intake *intake, uint64_t start, uint64_t end);

void intake_end(struct intake *intake);

#endif
