/*
 * boot/: what the image boots by.
 *
 *	boot/ ─┬─ bios/ ─── NAME ─▶ node	an El Torito entry each; the
 *	       ├─ ppc/	  			order is that of the platforms
 *	       ├─ mac/				here, then that of the names
 *	       ├─ efi/
 *	       ├─ partitions/ ─ N-NAME ─▶ node	entry N of the partition tables
 *	       ├─ system-area			a file of at most 32 KiB
 *	       ├─ catalog			generated
 *	       └─ settings			generated; lines change records
 *
 * The folders and names are the model's, in the view IW_BOOT; this adds what a
 * name cannot say. Settings belong to a file in a folder, whatever its name.
 *
 * Knows no address on the medium.
 */
#ifndef ISOWEAVE_BOOT_BOOT_H
#define ISOWEAVE_BOOT_BOOT_H

#include "boot/bootkeys.h"
#include "model/model.h"

enum boot_place {
	PLACE_BIOS,
	PLACE_PPC,
	PLACE_MAC,
	PLACE_EFI,
	PLACE_PLATFORMS,
	PLACE_PARTITIONS = PLACE_PLATFORMS,
	PLACE_AREA,
	PLACES,
};

struct boot_place_row {
	const char *name; /* in boot/ */
	uint8_t platform; /* enum eltorito_platform */
};
extern const struct boot_place_row boot_places[PLACES];

/* What the user said of the file INO (0: of the system area). */
struct boot_record {
	enum boot_place place;
	uint64_t ino;
	union { /* what the keys of PLACE say */
		struct entry_settings entry;
		struct partition_settings partition;
		struct area_settings area;
	};
};

struct boot_patch;

struct boot {
	struct model *model;
	struct iw_node *nodes[PLACES];
	struct iw_node *catalog, *settings;
	struct boot_record *records;
	size_t record_count, record_room;
	struct boot_patch *patches; /* see patch.h */
	size_t patch_count, patch_room;
};

/* Makes the folders and files of boot/ in MODEL, which has only a root, and
 * outlives BOOT. -ENOMEM: BOOT needs no boot_free. */
int boot_init(struct boot *boot, struct model *model);
void boot_free(struct boot *boot);

/* The record of INO in PLACE; if nothing was said of it, all is default. */
struct boot_record boot_record_get(
	const struct boot *boot, enum boot_place place, uint64_t ino);
/* Puts RECORD in the place of what was said of its file. -ENOMEM. */
int boot_record_set(struct boot *boot, const struct boot_record *record);

/* A record in which nothing was said of INO in PLACE. */
struct boot_record boot_record_default(enum boot_place place, uint64_t ino);

/*
 * One thing the user changed, as a line of text that can be read back; for
 * boot/settings and for the journal.
 *
 * boot_record_print() writes " key=value" for all that is not default;
 * boot_record_parse() takes it. -EINVAL, with its sentence said.
 */
void boot_record_print(const struct boot_record *record, FILE *out);
int boot_record_parse(struct boot_record *record, const char *text, size_t size,
	const struct diag *diag);

#endif
