/*
 * Volume descriptors (ECMA-119 8): one sector each, from sector 16 to the
 * terminator.
 */
#ifndef ISOWEAVE_DISK_ISO_VOLUME_H
#define ISOWEAVE_DISK_ISO_VOLUME_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/iso_date.h"
#include "disk/iso_record.h"
#include "util/bytes.h"

/* 8.1.1 */
enum iso_volume_type {
	ISO_BOOT_RECORD = 0,
	ISO_PRIMARY = 1,
	ISO_SUPPLEMENTARY = 2, /* Joliet; of version 2: enhanced */
	ISO_PARTITION = 3,
	ISO_TERMINATOR = 255,
};

/* 8.1 */
struct iso_volume_head {
	uint8_t type;
	char standard[5]; /* "CD001" */
	uint8_t version;
};
static_assert(sizeof(struct iso_volume_head) == 7, "ECMA-119 8.1");

/* The record of the root directory, with its one-byte identifier. */
struct iso_root_record {
	struct iso_record_head head;
	uint8_t identifier;
};
static_assert(sizeof(struct iso_root_record) == 34, "ECMA-119 8.4.18");

/* 8.4 and 8.5, which differ in the meaning of some fields only. */
struct iso_volume {
	struct iso_volume_head head;
	uint8_t flags; /* supplementary: 8.5.3 */
	char system_identifier[32];
	char volume_identifier[32];
	uint8_t unused[8];
	both32 space_size;
	char escape_sequences[32]; /* supplementary: 8.5.6 */
	both16 set_size;
	both16 sequence_number;
	both16 block_size;
	both32 path_table_size;
	le32 path_table_l, path_table_l_copy;
	be32 path_table_m, path_table_m_copy;
	struct iso_root_record root;
	char volume_set_identifier[128];
	char publisher_identifier[128];
	char preparer_identifier[128];
	char application_identifier[128];
	char copyright_file[37];
	char abstract_file[37];
	char bibliographic_file[37];
	struct iso_long_date created, modified, expires, effective;
	uint8_t structure_version; /* 1; enhanced: 2 */
	uint8_t reserved;
	uint8_t application_use[512];
	uint8_t reserved_too[653];
};
static_assert(sizeof(struct iso_volume) == 2048, "ECMA-119 8.4");
static_assert(offsetof(struct iso_volume, path_table_size) == 132, "8.4.13");
static_assert(offsetof(struct iso_volume, root) == 156, "8.4.18");
static_assert(offsetof(struct iso_volume, created) == 813, "8.4.26");

/* 8.3 */
struct iso_terminator {
	struct iso_volume_head head;
	uint8_t reserved[2041];
};
static_assert(sizeof(struct iso_terminator) == 2048, "ECMA-119 8.3");

struct iso_volume_head iso_volume_head(
	enum iso_volume_type type, uint8_t version);
/* Whether HEAD is one of ISO 9660 at all; and that of a primary descriptor. */
bool iso_volume_is_standard(const struct iso_volume_head *head);
bool iso_volume_is_primary(const struct iso_volume_head *head);

/* What a descriptor says of a tree. */
struct iso_volume_tree {
	enum iso_volume_type type;
	int version;
	int joliet;	 /* level 1 to 3 by its escape sequence; 0: none */
	uint32_t blocks; /* of the volume */
	uint16_t block_size;
	uint32_t path_table_size;
	uint32_t path_table_l, path_table_m;
	struct iso_record root;
};

/* Reads a primary or supplementary descriptor; OUT points into VOLUME.
 * -EUCLEAN: it is none. */
int iso_volume_decode(
	const struct iso_volume *volume, struct iso_volume_tree *out);

/* Joliet's escape sequences (ISO/IEC 2022; UCS-2 levels 1 to 3). */
#define ISO_ESCAPE_JOLIET_3 "%/E"

#endif
