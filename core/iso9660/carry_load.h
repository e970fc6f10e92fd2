/*
 * What is carried along, while a tree is loaded: collected in intake->kept
 * for one record, then given to its inode.
 */
#ifndef ISOWEAVE_ISO9660_CARRY_LOAD_H
#define ISOWEAVE_ISO9660_CARRY_LOAD_H

#include "disk/iso_record.h"
#include "iso9660/carry.h"
#include "load/intake.h"

/* What could not be given, counted; zeroed, nothing. */
struct carry_losses {
	uint64_t differing; /* names of one inode that have different items */
	uint64_t too_many;  /* items for a record of ours */
	uint64_t parents;   /* entries in a `..' */
	uint64_t attribute_records;
	uint64_t elsewhere;  /* on other volumes of a set */
	uint64_t associated; /* files: forks of others */
	char entry[2];	     /* of those that differ, or are in a `..' */
	uint16_t volume;     /* the number of this one; set by the caller */
};

/*
 * Begins RECORD: takes its flags, and the first SIZE bytes of its system use
 * (all that it has, at most). -ENOMEM.
 */
int carry_begin(struct intake *intake, const struct iso_record *record,
	size_t size, struct carry_losses *losses);
/* The same of a record of Joliet. */
int carry_begin_joliet(struct intake *intake, const struct iso_record *record,
	struct carry_losses *losses);
/* Bytes to skip that leave room in a record for attributes and a long name. */
#define CARRY_SKIPPED_MAX 64
/* Keeps that SIZE bytes are skipped before the entries; says that more than
 * those would be lost. -ENOMEM. */
int carry_skipped_bytes(struct intake *intake, size_t size);
/* Gives NODE what was kept of a record with its name. -ENOMEM. */
int carry_give_name(struct intake *intake, struct iw_node *node,
	struct carry_losses *losses);
/* What was kept of its `.'. -ENOMEM. */
int carry_give_self(struct intake *intake, struct iw_node *node,
	struct carry_losses *losses);
/* What was kept of a `..', which has no place. */
void carry_note_parent(
	const struct intake *intake, struct carry_losses *losses);
/* Keeps, for the root's `.', what the descriptor VOLUME has. -ENOMEM. */
int carry_volume(struct intake *intake, const struct iso_volume *volume,
	enum carry_kind application);
/* Keeps that deep directories moved to SHELTER_HIDDEN, and the FORM, enum
 * iso_form, of the identifiers of files. -ENOMEM. */
int carry_shelter(struct intake *intake);
int carry_form(struct intake *intake, unsigned form);
/* Says what a commit would lose. */
void carry_say(struct intake *intake, const struct carry_losses *losses);

#endif
