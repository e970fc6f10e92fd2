/*
 * What Rock Ridge says of one directory record: its system use, and the
 * continuation areas that it leads to, gathered in one structure.
 */
#ifndef ISOWEAVE_ROCKRIDGE_GATHER_H
#define ISOWEAVE_ROCKRIDGE_GATHER_H

#include <stdbool.h>

#include "disk/rrip.h"
#include "load/intake.h"

#define GATHER_NAME 1024
#define GATHER_TARGET 4096 /* PATH_MAX of those who read it */

struct gathered {
	bool has_px, has_pn, has_times;
	bool is_ours;	   /* any entry of Rock Ridge is there */
	bool is_relocated; /* RE */
	struct rrip_attributes attributes;
	struct rrip_times times;
	dev_t rdev;
	char name[GATHER_NAME]; /* "": no NM */
	size_t name_size;
	char target[GATHER_TARGET];
	struct rrip_target_text text;
	uint32_t child;	     /* CL: where the directory is; 0: none */
	bool is_compressed;  /* ZF, Z2: by zisofs */
	bool has_attributes; /* AL */
	bool has_sum;	     /* libisofs' of the file, or of all */
	bool is_selected;    /* ES, before entries that are kept */
	bool has_others;     /* ER, of other extensions */
	bool is_second;	     /* that of Rock Ridge is behind those */
};

/* The system use of a record in sector LBA. */
struct system_use {
	const uint8_t *at;
	size_t size;
	uint64_t lba;
};

/* Reads USE, its first SKIPPED bytes left out, into OUT; entries that the model
 * has no place for are appended to INTAKE's kept, as CARRY_ENTRY. Damage is
 * said, and what is behind it left out. -EIO, -ENOMEM. */
int gather(struct intake *intake, const struct system_use *use, size_t skipped,
	struct gathered *out);

/* Whether USE is that of the `.' of a root whose volume has system use entries
 * (SUSP 5.3). BEFORE: bytes before them there; SKIPPED: in every other record.
 */
bool gather_is_susp(
	const struct system_use *use, size_t *before, size_t *skipped);

#endif
