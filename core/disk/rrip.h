/*
 * The fields of Rock Ridge entries, encoded and decoded. Each encoder writes
 * one entry of at most SUSP_ENTRY_MAX bytes to OUT and returns its size; each
 * decoder gets an entry that susp_decode() found sound, and returns -EUCLEAN
 * where its content is not.
 */
#ifndef ISOWEAVE_DISK_RRIP_H
#define ISOWEAVE_DISK_RRIP_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "disk/susp.h"

enum rrip_version { RRIP_110 = 110, RRIP_112 = 112 };

/* PX */
struct rrip_attributes {
	uint32_t mode, links, uid, gid;
	uint32_t serial; /* 0 before 1.12 */
};

size_t rrip_px_encode(const struct rrip_attributes *attributes,
	enum rrip_version version, uint8_t *out);
int rrip_px_decode(const struct susp_head *entry, struct rrip_attributes *out);

/* PN */
size_t rrip_pn_encode(dev_t device, uint8_t *out);
int rrip_pn_decode(const struct susp_head *entry, dev_t *out);

/* TF */
struct rrip_times {
	struct timespec creation, modify, access, attributes;
};

/* The short form where the dates fit. */
size_t rrip_tf_encode(const struct rrip_times *times, int zone, uint8_t *out);
/* Changes those that the entry has. */
int rrip_tf_decode(const struct susp_head *entry, struct rrip_times *out);

/* NM: writes what fits of *NAME, which then points behind it. */
size_t rrip_nm_encode(const char **name, uint8_t *out);

/*
 * SL: the entries of a target, one after another.
 *
 * An entry never ends between two components, where some readers lose the '/':
 * it ends inside of one, be it before its first byte.
 */
struct rrip_target {
	const char *at; /* begins as the target; NULL: all is written */
	bool begun;	/* zeroed, as the next */
	bool inside;	/* of a component that the last entry began */
};

size_t rrip_sl_encode(struct rrip_target *target, uint8_t *out);

/* The target so far of entries that are decoded in order. */
struct rrip_target_text {
	char *text; /* of ROOM bytes; not terminated */
	size_t size, room;
	bool inside; /* as above: no '/' before what follows */
};

/* -ENAMETOOLONG: it does not fit. */
int rrip_sl_decode(const struct susp_head *entry, struct rrip_target_text *out);

#endif
