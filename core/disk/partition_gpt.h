/*
 * GUID partition table (UEFI 2.10, 5.3).
 *
 *	block 0    1        ARRAY ..                           last - 32 .. last
 *	┌─────┬────────┬─ ─┬───────┬─ ─┬─────────────┬─ ─┬───────┬────────┐
 *	│ MBR │ header │   │ array │   │ first usable│   │ array │ header │
 *	└─────┴────────┴─ ─┴───────┴─ ─┴─────────────┴─ ─┴───────┴────────┘
 */
#ifndef ISOWEAVE_DISK_PARTITION_GPT_H
#define ISOWEAVE_DISK_PARTITION_GPT_H

#include <assert.h>

#include "util/bytes.h"

#define GPT_SIGNATURE "EFI PART"
#define GPT_REVISION 0x00010000u
#define GPT_PARTITIONS 128
#define GPT_ARRAY_BLOCKS 32u
#define GPT_LABEL_UNITS 36

/* As UEFI 2.10, appendix A, lays it out: the first three fields of the text
 * form are little-endian. */
struct guid {
	uint8_t byte[16];
};

struct gpt_header {
	uint8_t signature[8];
	le32 revision;
	le32 size; /* 92 */
	le32 crc;  /* of the header, with this field 0 */
	le32 reserved;
	le64 self;
	le64 other;
	le64 first_usable;
	le64 last_usable;
	struct guid disk;
	le64 array;
	le32 count;
	le32 entry_size;
	le32 array_crc;
};
static_assert(sizeof(struct gpt_header) == 92, "UEFI 2.10, table 5.5");

struct gpt_partition {
	struct guid type; /* zeros: unused */
	struct guid self;
	le64 first;
	le64 last; /* the last that belongs to it */
	le64 attributes;
	le16 label[GPT_LABEL_UNITS]; /* UTF-16, padded with zeros */
};
static_assert(sizeof(struct gpt_partition) == 128, "UEFI 2.10, table 5.6");

#endif
