/*
 * The volume structures of UDF: ECMA-167 (3rd edition) parts 1 to 3, with what
 * OSTA UDF (2.60, and 1.02 where it differs) makes of their free fields.
 *
 *	sector 16...	recognition: BEA01, NSR02 or NSR03, TEA01
 *	anchor		at 256 and at the last sector; names the two sequences
 *	sequence	primary, implementation use, partition, logical
 *			volume, unallocated space, terminating; twice the same
 *	integrity	counts of the logical volume
 *
 * Those inside the partition are in udffile.h.
 */
#ifndef ISOWEAVE_DISK_UDFVOLUME_H
#define ISOWEAVE_DISK_UDFVOLUME_H

#include <assert.h>

#include "util/bytes.h"

#define UDF_BLOCK 2048u /* logical sector and logical block, UDF 2.2.4.2 */
#define UDF_ANCHOR 256u /* ECMA-167 3/8.4.2.1 */

/* Descriptor tag identifiers: ECMA-167 3/7.2.1, 4/7.2.1. */
enum udf_tag_id {
	UDF_TAG_SPARING = 0, /* UDF 2.2.12 */
	UDF_TAG_PRIMARY = 1,
	UDF_TAG_ANCHOR = 2,
	UDF_TAG_POINTER = 3,
	UDF_TAG_IMPLEMENTATION = 4,
	UDF_TAG_PARTITION = 5,
	UDF_TAG_LOGICAL_VOLUME = 6,
	UDF_TAG_UNALLOCATED = 7,
	UDF_TAG_TERMINATING = 8,
	UDF_TAG_INTEGRITY = 9,
	UDF_TAG_FILE_SET = 256,
	UDF_TAG_FILE_IDENTIFIER = 257,
	UDF_TAG_ALLOCATION_EXTENT = 258,
	UDF_TAG_INDIRECT_ENTRY = 259,
	UDF_TAG_FILE_ENTRY = 261,
	UDF_TAG_ATTRIBUTE_HEADER = 262,
	UDF_TAG_EXTENDED_FILE_ENTRY = 266,
};

/* ECMA-167 3/7.2 */
struct udf_tag {
	le16 id;
	le16 version; /* 2: 2nd edition, NSR02; 3: 3rd edition, NSR03 */
	uint8_t checksum;
	uint8_t reserved;
	le16 serial;
	le16 crc; /* of CRC_SIZE bytes behind the tag */
	le16 crc_size;
	le32 location; /* block that the descriptor begins in */
};
static_assert(sizeof(struct udf_tag) == 16, "ECMA-167 3/7.2");

/* ECMA-167 1/7.2.1: the characters of d-strings; always OSTA CS0. */
struct udf_charspec {
	uint8_t type;
	char information[63];
};
static_assert(sizeof(struct udf_charspec) == 64, "ECMA-167 1/7.2.1");

/* ECMA-167 1/7.3 */
struct udf_timestamp {
	le16 type_and_zone; /* 1 << 12: local time; minutes east, 12 bits */
	le16 year;
	uint8_t month;
	uint8_t day;
	uint8_t hour;
	uint8_t minute;
	uint8_t second;
	uint8_t centiseconds;
	uint8_t hundreds_of_microseconds;
	uint8_t microseconds;
};
static_assert(sizeof(struct udf_timestamp) == 12, "ECMA-167 1/7.3");

/* ECMA-167 1/7.4, the suffixes UDF 2.1.5.3 */
struct udf_entity {
	uint8_t flags;
	char id[23];
	union {
		uint8_t bytes[8];
		struct {
			le16 revision;
			uint8_t flags;
			uint8_t reserved[5];
		} domain;
		struct {
			le16 revision;
			uint8_t os_class;
			uint8_t os;
			uint8_t reserved[4];
		} udf;
		struct {
			uint8_t os_class;
			uint8_t os;
			uint8_t use[6];
		} implementation;
	} suffix;
};
static_assert(sizeof(struct udf_entity) == 32, "ECMA-167 1/7.4");

/* ECMA-167 3/7.1: on the volume, in sectors */
struct udf_extent {
	le32 size; /* bytes */
	le32 location;
};
static_assert(sizeof(struct udf_extent) == 8, "ECMA-167 3/7.1");

/* ECMA-167 4/7.1: in a partition */
struct udf_address {
	le32 block;
	le16 partition; /* index of a partition map */
};
static_assert(sizeof(struct udf_address) == 6, "ECMA-167 4/7.1");

/* The extent's type is in the upper two bits of SIZE: ECMA-167 4/14.14.1.1. */
#define UDF_EXTENT_MAX ((1u << 30) - UDF_BLOCK)
#define UDF_EXTENT_NEXT (3u << 30) /* more allocation descriptors */
#define UDF_EXTENT_KIND (3u << 30) /* 0: recorded; others read as zeros */

/* ECMA-167 4/14.14.1 */
struct udf_short_ad {
	le32 size; /* bytes */
	le32 block;
};
static_assert(sizeof(struct udf_short_ad) == 8, "ECMA-167 4/14.14.1");

/* ECMA-167 4/14.14.2; the use of the last fields UDF 2.3.10.1, 2.3.4.3 */
struct udf_long_ad {
	le32 size; /* bytes */
	struct udf_address at;
	le16 flags;
	le32 unique_id; /* of a file identifier */
};
static_assert(sizeof(struct udf_long_ad) == 16, "ECMA-167 4/14.14.2");

/* ECMA-167 4/14.14.3 */
struct udf_extended_ad {
	le32 size; /* bytes */
	le32 recorded;
	le32 information;
	struct udf_address at;
	uint8_t use[2];
};
static_assert(sizeof(struct udf_extended_ad) == 20, "ECMA-167 4/14.14.3");

/* ---- Volume recognition: ECMA-167 2/9.1 ---- */
struct udf_recognition {
	uint8_t type;
	char id[5]; /* BEA01, NSR02, NSR03, TEA01 */
	uint8_t version;
	uint8_t data[2041];
};
static_assert(sizeof(struct udf_recognition) == 2048, "ECMA-167 2/9.1");

/* ---- Volume structure ---- */

/* ECMA-167 3/10.1 */
struct udf_primary {
	struct udf_tag tag;
	le32 sequence;
	le32 number;
	uint8_t volume_id[32]; /* d-string */
	le16 volume_number;
	le16 volume_count;
	le16 interchange_level;
	le16 max_interchange_level;
	le32 character_sets;
	le32 max_character_sets;
	uint8_t volume_set_id[128]; /* d-string */
	struct udf_charspec charset;
	struct udf_charspec explanatory_charset;
	struct udf_extent abstract;
	struct udf_extent copyright;
	struct udf_entity application;
	struct udf_timestamp recorded;
	struct udf_entity implementation;
	uint8_t implementation_use[64];
	le32 predecessor;
	le16 flags;
	uint8_t reserved[22];
};
static_assert(sizeof(struct udf_primary) == 512, "ECMA-167 3/10.1");

/* ECMA-167 3/10.2 */
struct udf_anchor {
	struct udf_tag tag;
	struct udf_extent main;
	struct udf_extent reserve;
	uint8_t reserved[480];
};
static_assert(sizeof(struct udf_anchor) == 512, "ECMA-167 3/10.2");

/* ECMA-167 3/10.3 */
struct udf_pointer {
	struct udf_tag tag;
	le32 sequence;
	struct udf_extent next;
	uint8_t reserved[484];
};
static_assert(sizeof(struct udf_pointer) == 512, "ECMA-167 3/10.3");

/* ECMA-167 3/10.4; as "*UDF LV Info", UDF 2.2.7 */
struct udf_volume_info {
	struct udf_tag tag;
	le32 sequence;
	struct udf_entity id;
	struct udf_charspec charset;
	uint8_t logical_volume_id[128]; /* d-strings */
	uint8_t info[3][36];
	struct udf_entity implementation;
	uint8_t implementation_use[128];
};
static_assert(sizeof(struct udf_volume_info) == 512, "UDF 2.2.7");

enum { UDF_ACCESS_READ_ONLY = 1 }; /* ECMA-167 3/10.5.7 */

/* ECMA-167 3/10.5 */
struct udf_partition {
	struct udf_tag tag;
	le32 sequence;
	le16 flags; /* 1: space is allocated for it */
	le16 number;
	struct udf_entity contents;
	uint8_t contents_use[128]; /* header, ECMA-167 4/14.3: no spaces */
	le32 access;
	le32 start;
	le32 blocks;
	struct udf_entity implementation;
	uint8_t implementation_use[128];
	uint8_t reserved[156];
};
static_assert(sizeof(struct udf_partition) == 512, "ECMA-167 3/10.5");

/* ECMA-167 3/10.6; partition maps follow */
struct udf_logical_volume {
	struct udf_tag tag;
	le32 sequence;
	struct udf_charspec charset;
	uint8_t id[128]; /* d-string */
	le32 block_size;
	struct udf_entity domain;
	struct udf_long_ad file_set; /* UDF 2.2.4.4 */
	le32 map_size;
	le32 map_count;
	struct udf_entity implementation;
	uint8_t implementation_use[128];
	struct udf_extent integrity;
};
static_assert(sizeof(struct udf_logical_volume) == 440, "ECMA-167 3/10.6");

/* ECMA-167 3/10.7.2 */
struct udf_map {
	uint8_t type; /* 1 */
	uint8_t size;
	le16 volume_number;
	le16 partition_number;
};
static_assert(sizeof(struct udf_map) == 6, "ECMA-167 3/10.7.2");

/* What all maps of type 2 begin with: UDF 2.2.8, 2.2.9, 2.50 2.2.10. */
struct udf_map_2 {
	uint8_t type; /* 2 */
	uint8_t size;
	uint8_t reserved[2];
	struct udf_entity id;
	le16 volume_number;
	le16 partition_number;
	uint8_t reserved_end[24];
};
static_assert(sizeof(struct udf_map_2) == 64, "UDF 1.50 2.2.8");

/* UDF 2.2.9 */
struct udf_sparable_map {
	uint8_t type; /* 2 */
	uint8_t size;
	uint8_t reserved[2];
	struct udf_entity id; /* *UDF Sparable Partition */
	le16 volume_number;
	le16 partition_number;
	le16 packet; /* blocks */
	uint8_t table_count;
	uint8_t reserved_middle;
	le32 table_size; /* bytes */
	le32 tables[4];	 /* sectors */
};
static_assert(sizeof(struct udf_sparable_map) == 64, "UDF 1.50 2.2.9");

/* UDF 2.2.12; entries follow, in the order of ORIGINAL */
struct udf_sparing_table {
	struct udf_tag tag;
	struct udf_entity id; /* *UDF Sparing Table */
	le16 count;
	le16 reserved;
	le32 sequence;
};
static_assert(sizeof(struct udf_sparing_table) == 56, "UDF 1.50 2.2.11");

struct udf_sparing_entry {
	le32 original; /* first block of a packet */
	le32 mapped;   /* sector that it is at instead */
};
static_assert(sizeof(struct udf_sparing_entry) == 8, "UDF 1.50 2.2.11");
#define UDF_SPARING_UNUSED 0xfffffff0u /* and those above */

#define UDF_NO_FILE UINT32_MAX

/* UDF 2.50 2.2.10 */
struct udf_metadata_map {
	uint8_t type; /* 2 */
	uint8_t size;
	uint8_t reserved[2];
	struct udf_entity id; /* *UDF Metadata Partition */
	le16 volume_number;
	le16 partition_number;
	le32 main_file; /* blocks of their file entries in that partition */
	le32 mirror_file;
	le32 bitmap_file;
	le32 allocation_unit; /* blocks */
	le16 alignment_unit;
	uint8_t flags; /* 1: the mirror is a copy, not only a second entry */
	uint8_t reserved_end[5];
};
static_assert(sizeof(struct udf_metadata_map) == 64, "UDF 2.50 2.2.10");

/* ECMA-167 3/10.8; without allocation descriptors */
struct udf_unallocated {
	struct udf_tag tag;
	le32 sequence;
	le32 count;
};
static_assert(sizeof(struct udf_unallocated) == 24, "ECMA-167 3/10.8");

/* ECMA-167 3/10.9 */
struct udf_terminating {
	struct udf_tag tag;
	uint8_t reserved[496];
};
static_assert(sizeof(struct udf_terminating) == 512, "ECMA-167 3/10.9");

enum { UDF_INTEGRITY_CLOSED = 1 }; /* ECMA-167 3/10.10.3 */

/* ECMA-167 3/10.10; free blocks, then blocks, of each partition follow, then
 * struct udf_volume_counts */
struct udf_integrity {
	struct udf_tag tag;
	struct udf_timestamp recorded;
	le32 type;
	struct udf_extent next;
	le64 next_unique_id; /* ECMA-167 4/14.15 */
	uint8_t contents_use[24];
	le32 partition_count;
	le32 use_size;
};
static_assert(sizeof(struct udf_integrity) == 80, "ECMA-167 3/10.10");

/* UDF 2.2.6.4 */
struct udf_volume_counts {
	struct udf_entity implementation;
	le32 files;	  /* names of what is no directory */
	le32 directories; /* with the root */
	le16 min_read_revision;
	le16 min_write_revision;
	le16 max_write_revision;
};
static_assert(sizeof(struct udf_volume_counts) == 46, "UDF 2.2.6.4");

#endif
