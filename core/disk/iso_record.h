/*
 * The directory record (ECMA-119 9.1) and the path table record (9.4).
 *
 *	record := head, identifier, a 00 byte if the identifier's size is even,
 *	          system use (of even size)
 */
#ifndef ISOWEAVE_DISK_ISO_RECORD_H
#define ISOWEAVE_DISK_ISO_RECORD_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/iso_date.h"
#include "util/bytes.h"

struct iso_record_head {
	uint8_t length;
	uint8_t attribute_length;
	both32 extent;
	both32 data_length;
	struct iso_date date;
	uint8_t flags;
	uint8_t unit_size, gap_size; /* interleaved files */
	both16 volume;
	uint8_t identifier_length;
};
static_assert(sizeof(struct iso_record_head) == 33, "ECMA-119 9.1");

/* 9.1.6 */
enum iso_record_flag {
	ISO_EXISTENCE = 0x01, /* hide it from the user */
	ISO_DIRECTORY = 0x02,
	ISO_ASSOCIATED = 0x04,
	ISO_RECORD_FORMAT = 0x08,
	ISO_PROTECTION = 0x10,
	ISO_MULTI_EXTENT = 0x80, /* not the last section of the file */
};

#define ISO_RECORD_MAX 254 /* bytes: the largest even length */

/* A record, decoded. The pointers are into the record. */
struct iso_record {
	uint32_t extent; /* sector, behind an extended attribute record */
	uint32_t size;	 /* bytes of data */
	uint8_t attribute_sectors;
	uint8_t flags;
	uint8_t unit_size, gap_size;
	uint16_t volume;
	uint8_t identifier_size;
	uint8_t use_size;
	struct iso_date date;
	const uint8_t *identifier;
	const uint8_t *use;
};

/* Bytes of a record, and of it before the system use. */
size_t iso_record_size(size_t identifier_size, size_t use_size);
size_t iso_record_use_at(size_t identifier_size);

/* Writes RECORD to OUT but for the system use, whose place it returns. */
uint8_t *iso_record_encode(const struct iso_record *record, uint8_t *out);
/*
 * Returns the bytes that the record AT takes, of at most SIZE to the end of its
 * sector; 0: there is none behind here in this sector. -EUCLEAN: it does not
 * hold what it promises.
 */
int iso_record_decode(const uint8_t *at, size_t size, struct iso_record *out);

/* 9.4, of a type L path table (6.9.2) and of a type M one. */
struct iso_path_record_l {
	uint8_t identifier_length;
	uint8_t attribute_length;
	le32 extent;
	le16 parent; /* number of a record, from 1 */
};
static_assert(sizeof(struct iso_path_record_l) == 8, "ECMA-119 9.4");

struct iso_path_record_m {
	uint8_t identifier_length;
	uint8_t attribute_length;
	be32 extent;
	be16 parent;
};
static_assert(sizeof(struct iso_path_record_m) == 8, "ECMA-119 9.4");

struct iso_path_record {
	uint32_t extent;
	uint16_t parent;
	uint8_t identifier_size;
	const uint8_t *identifier;
};

enum iso_path_type { ISO_PATH_L, ISO_PATH_M };

/* Bytes of a path table record. */
size_t iso_path_record_size(size_t identifier_size);
/* Writes RECORD to OUT, and returns what is behind it. */
uint8_t *iso_path_record_encode(const struct iso_path_record *record,
	enum iso_path_type type, uint8_t *out);

#endif
