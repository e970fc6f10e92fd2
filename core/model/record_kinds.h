/*
 * The model's records as they are in the journal.
 */
#ifndef ISOWEAVE_MODEL_RECORD_KINDS_H
#define ISOWEAVE_MODEL_RECORD_KINDS_H

#include <assert.h>

#include "util/bytes.h"

enum journal_kind {
	RECORD_NODE = 1,
	RECORD_ATTRIBUTES,
	RECORD_NAME,
	RECORD_DROP,
	RECORD_DATA,
	RECORD_LAST_INO, /* le64: the last number used */
	RECORD_CARRIED,
	RECORD_REPLACED, /* le64: a file; its data are the user's */
};

/* A node is made; then the target of a symlink, without NUL. */
struct node_record {
	le64 ino;
	le32 mode;
	le64 rdev;
};
static_assert(sizeof(struct node_record) == 20, "no padding");

struct time_record {
	le64 seconds;
	le32 nanoseconds;
};
static_assert(sizeof(struct time_record) == 12, "no padding");

struct attributes_record {
	le64 ino;
	le32 mode, uid, gid;
	struct time_record atime, mtime, ctime, btime;
};
static_assert(sizeof(struct attributes_record) == 68, "no padding");

/* A name is given to the link with COOKIE in DIR, which is made if it is not
 * there yet; then the name, without NUL. */
struct name_record {
	le64 dir, cookie, node;
	uint8_t view; /* and NAME_RECORD_HIDDEN */
};
static_assert(sizeof(struct name_record) == 25, "no padding");

#define NAME_RECORD_HIDDEN 0x80

/* A name is dropped; its link with the last one. */
struct drop_record {
	le64 dir, cookie;
	uint8_t view;
};
static_assert(sizeof(struct drop_record) == 17, "no padding");

/* A node carries these items from now on. */
struct carried_record {
	le64 ino;
	uint8_t items[];
};
static_assert(sizeof(struct carried_record) == 8, "no padding");

struct extent_record {
	le64 start, count;
};

/* A file's content; then its extents from FIRST on, at most this many: those
 * of several records make the TOTAL. */
#define DATA_RECORD_EXTENTS 64
struct data_record {
	le64 ino, size;
	le32 total, first;
};
static_assert(sizeof(struct data_record) == 24, "no padding");

#endif
