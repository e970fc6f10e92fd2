/*
 * The keys of boot/settings: one table row a key, with the values it takes and
 * its place in the record that it changes.
 */
#ifndef ISOWEAVE_BOOT_BOOTKEYS_H
#define ISOWEAVE_BOOT_BOOTKEYS_H

#include <stdint.h>
#include <stdio.h>

#include "boot/guid.h"
#include "util/diag.h"

/* Values of numbers that are words, too. */
enum {
	KEY_AUTO = -1,
	KEY_FULL = -2,
};
enum { ANSWER_AUTO, ANSWER_NO, ANSWER_YES };
enum {
	EMULATION_NONE,
	EMULATION_1200,
	EMULATION_1440,
	EMULATION_2880,
	EMULATION_HD,
};

/* Of an El Torito entry. The numbers are wide enough for the words. */
struct entry_settings {
	int64_t emulation;
	int64_t load_segment;
	int64_t load_size; /* blocks, or KEY_FULL */
	int64_t system_type;
	int64_t info_table, grub2_info;
	int64_t bootable;
	char id[29];
	uint8_t criteria[20];
};

/* Of a file in boot/partitions. */
struct partition_settings {
	int64_t type; /* of the MBR */
	int64_t active;
	struct guid type_guid, guid; /* zeros: auto */
	int64_t attributes;
	char label[145]; /* UTF-8 of 36 units of UTF-16, "": auto */
	char apm_type[33];
};

enum { MBR_AUTO, MBR_NONE, MBR_ISOHYBRID, MBR_GRUB2, MBR_PLAIN };
enum { TABLES_MAKE, TABLES_KEEP };
enum { OFFSET_AUTO, OFFSET_0, OFFSET_16 };
enum { PADDING_AUTO, PADDING_NONE, PADDING_CYLINDER };

/* Of boot/system-area. */
struct area_settings {
	int64_t tables; /* kept as an existing image has them, or made */
	int64_t mbr;
	int64_t gpt, apm; /* answers */
	int64_t partition_offset;
	int64_t padding;
	int64_t type; /* of the MBR's entry of the whole image */
	int64_t disk_id;
	struct guid disk_guid;
};

struct boot_key;
/* The keys of each kind of record. */
extern const struct boot_key *const entry_keys, *const partition_keys,
							*const area_keys;

void entry_settings_init(struct entry_settings *settings);
void partition_settings_init(struct partition_settings *settings);
void area_settings_init(struct area_settings *settings);

/* Sets KEY, of the table KEYS, in RECORD to VALUE. -EINVAL with its sentence
 * said. */
int boot_key_set(const struct boot_key *keys, void *record, const char *key,
	const char *value, const struct diag *diag);

/* Writes " key=value" for every key in which RECORD differs from DEFAULTS, or,
 * if that is NULL, for each that has a value. */
void boot_keys_print(const struct boot_key *keys, const void *record,
	const void *defaults, FILE *out);

#endif
