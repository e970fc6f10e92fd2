/*
 * The structures inside a UDF partition: ECMA-167 (3rd edition) part 4, and
 * what OSTA UDF makes of them.
 *
 *	file set ─▶ entry of the root ─▶ identifiers ─▶ entries ─▶ extents
 *
 * An information control block is one logical block that holds one entry: the
 * inode. A file identifier is one name in a directory.
 */
#ifndef ISOWEAVE_DISK_UDFFILE_H
#define ISOWEAVE_DISK_UDFFILE_H

#include "disk/udfvolume.h"

/* ECMA-167 4/14.1; the stream directory since UDF 2.00 */
struct udf_file_set {
	struct udf_tag tag;
	struct udf_timestamp recorded;
	le16 interchange_level;
	le16 max_interchange_level;
	le32 character_sets;
	le32 max_character_sets;
	le32 number;
	le32 descriptor_number;
	struct udf_charspec volume_charset;
	uint8_t logical_volume_id[128]; /* d-strings */
	struct udf_charspec charset;
	uint8_t id[32];
	uint8_t copyright_file[32];
	uint8_t abstract_file[32];
	struct udf_long_ad root;
	struct udf_entity domain;
	struct udf_long_ad next;
	struct udf_long_ad stream_directory;
	uint8_t reserved[32];
};
static_assert(sizeof(struct udf_file_set) == 512, "ECMA-167 4/14.1");

enum udf_characteristics { /* ECMA-167 4/14.4.3 */
	UDF_IS_HIDDEN = 1 << 0,
	UDF_IS_DIRECTORY = 1 << 1,
	UDF_IS_DELETED = 1 << 2,
	UDF_IS_PARENT = 1 << 3,
};

/* ECMA-167 4/14.4; implementation use and identifier follow, and zeros up to
 * a multiple of 4 */
struct udf_file_identifier {
	struct udf_tag tag;
	le16 version;
	uint8_t characteristics;
	uint8_t name_size;
	struct udf_long_ad icb;
	le16 use_size;
};
static_assert(sizeof(struct udf_file_identifier) == 38, "ECMA-167 4/14.4");

/* ECMA-167 4/14.5; allocation descriptors follow */
struct udf_allocation_extent {
	struct udf_tag tag;
	le32 previous;
	le32 size; /* bytes of allocation descriptors */
};
static_assert(sizeof(struct udf_allocation_extent) == 24, "ECMA-167 4/14.5");

enum udf_file_type { /* ECMA-167 4/14.6.6, UDF 2.3.5.2 */
	UDF_FILE_UNSPECIFIED = 0,
	UDF_FILE_DIRECTORY = 4,
	UDF_FILE_REGULAR = 5,
	UDF_FILE_BLOCK_DEVICE = 6,
	UDF_FILE_CHARACTER_DEVICE = 7,
	UDF_FILE_FIFO = 9,
	UDF_FILE_SOCKET = 10,
	UDF_FILE_SYMLINK = 12,
	UDF_FILE_VIRTUAL_TABLE = 248,
	UDF_FILE_REAL_TIME = 249,
	UDF_FILE_METADATA = 250,
	UDF_FILE_METADATA_MIRROR = 251,
};

enum udf_icb_flags {	   /* ECMA-167 4/14.6.8 */
	UDF_ICB_SHORT = 0, /* the kind of allocation descriptors */
	UDF_ICB_LONG = 1,
	UDF_ICB_EXTENDED = 2,
	UDF_ICB_EMBEDDED = 3, /* the data itself instead */
	UDF_ICB_KIND = 7,
	UDF_ICB_NON_RELOCATABLE = 1 << 4,
	UDF_ICB_SETUID = 1 << 6,
	UDF_ICB_SETGID = 1 << 7,
	UDF_ICB_STICKY = 1 << 8,
};

enum udf_strategy {
	UDF_ICB_ONE_ENTRY = 4, /* ECMA-167 4/A.5 */
	UDF_ICB_CHAIN = 4096,  /* UDF 1.02 6.6: the last is the one */
};
enum { UDF_ENTRY_CHECKPOINT = 1 }; /* ECMA-167 4/14.9.16 */

/* ECMA-167 4/14.6 */
struct udf_icb {
	le32 prior_entries;
	le16 strategy;
	le16 parameter;
	le16 entries;
	uint8_t reserved;
	uint8_t file_type;
	struct udf_address parent;
	le16 flags;
};
static_assert(sizeof(struct udf_icb) == 20, "ECMA-167 4/14.6");

/* ECMA-167 4/14.7 */
struct udf_indirect_entry {
	struct udf_tag tag;
	struct udf_icb icb;
	struct udf_long_ad at;
};
static_assert(sizeof(struct udf_indirect_entry) == 52, "ECMA-167 4/14.7");

/* The first fields of every entry. */
struct udf_entry_head {
	struct udf_tag tag;
	struct udf_icb icb;
	le32 uid;
	le32 gid;
	le32 permissions; /* ECMA-167 4/14.9.5 */
	le16 links;	  /* file identifiers that name it */
	uint8_t record_format;
	uint8_t record_display;
	le32 record_size;
	le64 size; /* bytes */
};
static_assert(sizeof(struct udf_entry_head) == 64, "ECMA-167 4/14.9");

/* The last ones. */
struct udf_entry_tail {
	struct udf_entity implementation;
	le64 unique_id;
	le32 attributes_size;
	le32 descriptors_size;
};
static_assert(sizeof(struct udf_entry_tail) == 48, "ECMA-167 4/14.9");

/* ECMA-167 4/14.9; attributes and allocation descriptors follow */
struct udf_file_entry {
	struct udf_entry_head head;
	le64 blocks;
	struct udf_timestamp accessed;
	struct udf_timestamp modified;
	struct udf_timestamp changed;
	le32 checkpoint;
	struct udf_long_ad attributes;
	struct udf_entry_tail tail;
};
static_assert(sizeof(struct udf_file_entry) == 176, "ECMA-167 4/14.9");

/* ECMA-167 4/14.17; since UDF 2.00 */
struct udf_extended_entry {
	struct udf_entry_head head;
	le64 object_size;
	le64 blocks;
	struct udf_timestamp accessed;
	struct udf_timestamp modified;
	struct udf_timestamp created;
	struct udf_timestamp changed;
	le32 checkpoint;
	le32 reserved;
	struct udf_long_ad attributes;
	struct udf_long_ad stream_directory;
	struct udf_entry_tail tail;
};
static_assert(sizeof(struct udf_extended_entry) == 216, "ECMA-167 4/14.17");

/* ECMA-167 4/14.10.1 */
struct udf_attribute_header {
	struct udf_tag tag;
	le32 implementation_attributes;
	le32 application_attributes;
};
static_assert(sizeof(struct udf_attribute_header) == 24, "ECMA-167 4/14.10.1");

/* The first fields of every attribute: ECMA-167 4/14.10.2. */
struct udf_attribute {
	le32 type;
	uint8_t subtype;
	uint8_t reserved[3];
	le32 size; /* of the whole attribute */
};
static_assert(sizeof(struct udf_attribute) == 12, "ECMA-167 4/14.10.2");

enum { UDF_ATTRIBUTE_TIMES = 5, UDF_ATTRIBUTE_DEVICE = 12 };
enum { UDF_TIME_CREATION = 1 << 0 };

/* ECMA-167 4/14.10.5, with the time of creation alone: UDF 3.3.4.3 */
struct udf_creation_attribute {
	struct udf_attribute attribute;
	le32 times_size;
	le32 existence;
	struct udf_timestamp created;
};
static_assert(
	sizeof(struct udf_creation_attribute) == 32, "ECMA-167 4/14.10.5");

/* ECMA-167 4/14.10.7; the developer's identifier UDF 3.3.4.4 */
struct udf_device_attribute {
	struct udf_attribute attribute;
	le32 use_size;
	le32 major;
	le32 minor;
	struct udf_entity implementation;
};
static_assert(sizeof(struct udf_device_attribute) == 56, "ECMA-167 4/14.10.7");

/* UDF 2.00 2.2.11; the blocks of the virtual partition follow. In 1.50 they
 * come first, and an entity and the previous table's entry behind them. */
struct udf_virtual_table {
	le16 header_size;
	le16 use_size;
	uint8_t logical_volume_id[128];
	le32 previous;
	le32 files;
	le32 directories;
	le16 min_read_revision;
	le16 min_write_revision;
	le16 max_write_revision;
	le16 reserved;
};
static_assert(sizeof(struct udf_virtual_table) == 152, "UDF 2.00 2.2.11");

enum udf_component_type { /* ECMA-167 4/14.16.1.1 */
	/* A root that originator and recipient agreed on. */
	UDF_PATH_AGREED = 1,
	UDF_PATH_ROOT = 2,
	UDF_PATH_PARENT = 3,
	UDF_PATH_SELF = 4,
	UDF_PATH_NAME = 5,
};

/* ECMA-167 4/14.16.1; the identifier follows */
struct udf_path_component {
	uint8_t type;
	uint8_t name_size;
	le16 version;
};
static_assert(sizeof(struct udf_path_component) == 4, "ECMA-167 4/14.16.1");

#endif
