/*
 * System use entries (IEEE P1281, SUSP 1.12), and those of the Rock Ridge
 * interchange protocol (IEEE P1282, RRIP 1.12 and 1.10) among them.
 *
 *	system use := entry*, ended by ST or by less than four bytes
 *	entry      := signature[2] length version bytes
 *	CE         := go on in this area of this block
 */
#ifndef ISOWEAVE_DISK_SUSP_H
#define ISOWEAVE_DISK_SUSP_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "util/bytes.h"

/* SUSP 4 */
struct susp_head {
	char signature[2];
	uint8_t length; /* of the whole entry */
	uint8_t version;
};
static_assert(sizeof(struct susp_head) == 4, "SUSP 4");

#define SUSP_ENTRY_MAX 255

#define SUSP_HEAD(a, b, type)                                                  \
	{                                                                      \
		.signature = { a, b }, .length = sizeof(type), .version = 1    \
	}

/* SUSP 5.1 */
struct susp_ce {
	struct susp_head head;
	both32 block, offset, length;
};
static_assert(sizeof(struct susp_ce) == 28, "SUSP 5.1");

/* SUSP 5.3: the first entry of the root's `.'. */
struct susp_sp {
	struct susp_head head;
	uint8_t check[2]; /* BE EF */
	uint8_t skipped;
};
static_assert(sizeof(struct susp_sp) == 7, "SUSP 5.3");

/* SUSP 5.5, then its identifier, descriptor and source. */
struct susp_er {
	struct susp_head head;
	uint8_t identifier_length, descriptor_length, source_length;
	uint8_t extension_version;
};
static_assert(sizeof(struct susp_er) == 8, "SUSP 5.5");

/* RRIP 4.1.1; before 1.12 without the serial. */
struct rrip_px {
	struct susp_head head;
	both32 mode, links, uid, gid, serial;
};
static_assert(sizeof(struct rrip_px) == 44, "RRIP 4.1.1");
#define RRIP_PX_110_SIZE 36

/* RRIP 4.1.2 */
struct rrip_pn {
	struct susp_head head;
	both32 high, low;
};
static_assert(sizeof(struct rrip_pn) == 20, "RRIP 4.1.2");

/* RRIP 4.1.3 and 4.1.4, then components, or bytes of a name. */
struct rrip_text {
	struct susp_head head;
	uint8_t flags;
};
static_assert(sizeof(struct rrip_text) == 5, "RRIP 4.1.3, 4.1.4");
#define RRIP_TEXT_MAX (SUSP_ENTRY_MAX - sizeof(struct rrip_text))

/* RRIP 4.1.3.1: of a symlink's target. */
struct rrip_component {
	uint8_t flags;
	uint8_t length;
};
static_assert(sizeof(struct rrip_component) == 2, "RRIP 4.1.3.1");

enum rrip_text_flag {
	RRIP_CONTINUE = 0x01,
	RRIP_CURRENT = 0x02, /* `.' */
	RRIP_PARENT = 0x04,  /* `..' */
	RRIP_ROOT = 0x08,
};

/* RRIP 4.1.5.1 and 4.1.5.2: CL, PL */
struct rrip_place {
	struct susp_head head;
	both32 block;
};
static_assert(sizeof(struct rrip_place) == 12, "RRIP 4.1.5.1");

/* RRIP 4.1.6, then a date for each of its flags, from the lowest. */
struct rrip_tf {
	struct susp_head head;
	uint8_t flags;
};
static_assert(sizeof(struct rrip_tf) == 5, "RRIP 4.1.6");

enum rrip_tf_flag {
	RRIP_CREATION = 0x01,
	RRIP_MODIFY = 0x02,
	RRIP_ACCESS = 0x04,
	RRIP_ATTRIBUTES = 0x08,
	RRIP_LONG_FORM = 0x80,
};

/*
 * The entry AT, of a system use that ends at END: returns its bytes, 0 where
 * there is none any more, -EUCLEAN where it does not fit. OUT points to it.
 */
int susp_decode(
	const uint8_t *at, const uint8_t *end, const struct susp_head **out);

#endif
