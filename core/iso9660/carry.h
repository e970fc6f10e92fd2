/*
 * What the primary tree and Joliet's carry along for an inode, as items of
 * model/carried.h, and what they write of it.
 *
 *	directory record   [ head  FOO.TXT;1  USE | PX TF NM ENTRY ENTRY ... ]
 *	                      flags            14 bytes of XA   ZF, AL, AA ...
 *	descriptor         application use, volume set
 */
#ifndef ISOWEAVE_ISO9660_CARRY_H
#define ISOWEAVE_ISO9660_CARRY_H

#include "disk/iso_volume.h"
#include "iso9660/tree.h"
#include "model/carried.h"

enum carry_kind {
	CARRY_ENTRY = 1,   /* a system use entry, whole */
	CARRY_FIRST_ENTRY, /* one that its readers look for in front */
	CARRY_USE, /* what a record has before its entries, or instead */
	CARRY_USE_JOLIET,
	CARRY_FLAGS, /* a byte: those of CARRY_FLAGS_MASK */
	CARRY_FLAGS_JOLIET,
	CARRY_SKIPPED, /* a byte: of the root, SUSP's skip length */
	/* Of the root: fields of the descriptor (ECMA-119 8.4). */
	CARRY_APPLICATION,
	CARRY_APPLICATION_JOLIET,
	CARRY_SET,     /* struct carry_set */
	CARRY_FORM,    /* a byte: enum iso_form of the identifiers */
	CARRY_SHELTER, /* no bytes: deep directories moved to SHELTER_HIDDEN */
};

/* In which records of an inode. */
enum carry_where {
	CARRY_IN_NAME = 1,
	CARRY_IN_SELF = 2, /* the `.' of a directory */
};

/* Those that say what a record is here are made anew. */
#define CARRY_FLAGS_MASK                                                       \
	((uint8_t) ~(ISO_EXISTENCE | ISO_DIRECTORY | ISO_ASSOCIATED |          \
		     ISO_MULTI_EXTENT))

struct carry_set {
	le16 size, number;
};
static_assert(sizeof(struct carry_set) == 4, "no padding");

/* CD-ROM XA's part of a system use (System Description CD-ROM XA 2.7). */
struct carry_xa {
	be16 group, user;
	be16 attributes;
	char signature[2]; /* XA */
	uint8_t file_number;
	uint8_t reserved[5];
};
static_assert(sizeof(struct carry_xa) == 14, "XA 2.7");

enum carry_xa_attribute {
	XA_FORM_1 = 0x0800,
	XA_FORM_2 = 0x1000,
	XA_INTERLEAVED = 0x2000,
	XA_AUDIO = 0x4000, /* of an audio track */
	XA_DIRECTORY = 0x8000,
	XA_READABLE = 0x0555, /* and executable, by owner, group and world */
};

static inline bool carry_is_xa(const void *use, size_t size)
{
	const struct carry_xa *xa = use;

	return size == sizeof(*xa) && xa->signature[0] == 'X' &&
	       xa->signature[1] == 'A';
}

/* The next item in force of NODE in the records WHERE, behind *AT bytes; NULL:
 * there is no more. */
const struct carried_item *carry_next(const struct source *source,
	const struct iw_node *node, enum carry_where where, size_t *at);

/* What the root carries that is of all records of TREE, which may be many: to
 * be kept there. */
struct tree_carry carry_common(const struct tree *tree);
/* Sets RECORD's head_size. -EOPNOTSUPP, -ENAMETOOLONG with the sentence. */
int carry_plan_head(struct record *record);
/* Writes those bytes. */
void carry_write_head(const struct record *record, uint8_t *out);
/* The flags that RECORD has beside ours. */
uint8_t carry_flags(const struct record *record);
/* Copies into a descriptor of TREE what it carries. */
void carry_describe(const struct tree *tree, struct iso_volume *out);

#endif
