/*
 * What every descriptor of ECMA-167 and OSTA UDF is made of: tags, times,
 * entity identifiers, permissions. Encoding and decoding stand together.
 */
#ifndef ISOWEAVE_UDF_ECMA_H
#define ISOWEAVE_UDF_ECMA_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "disk/udffile.h"

/* What a revision of UDF claims, and has therefore to keep. */
struct udf_revision {
	int option;	   /* of settings.udf */
	uint16_t number;   /* as in suffixes: 0x0201 is 2.01 */
	uint16_t min_read; /* a reader of this revision manages */
	uint16_t tags;	   /* the version of descriptor tags */
	char nsr[6];	   /* NSR02 or NSR03 */
	bool extended;	   /* entries are extended file entries */
	bool embeds;	   /* directories in their entries, see udftree.c */
	bool metadata;	   /* entries and directories in a partition of it */
};

/* The row of OPTION, one of those that settings.udf can have. */
const struct udf_revision *ecma_revision(int option);

/*
 * Seals a descriptor of SIZE bytes, its tag included, that begins in block
 * LOCATION: the last thing done to it (ECMA-167 3/7.2). The serial number is
 * 0: no disaster recovery (UDF 2.1.6).
 */
void ecma_seal(const struct udf_revision *revision, void *descriptor,
	enum udf_tag_id id, uint32_t location, size_t size);
/* Whether AVAILABLE bytes begin with a whole descriptor ID of LOCATION, with a
 * true checksum and CRC. */
bool ecma_sealed(const void *descriptor, size_t available, enum udf_tag_id id,
	uint32_t location);

/* TIME to the microsecond, as the clocks EAST minutes east of Greenwich show
 * it; held within the years 1 to 9999. */
struct udf_timestamp ecma_time(struct timespec time, int east);
/* False, and the start of 1970, if it is no time (ECMA-167 1/7.3). */
bool ecma_time_get(const struct udf_timestamp *stamp, struct timespec *out);

/* Permissions (ECMA-167 4/14.9.5): who may write may also change attributes
 * and delete. The bits above rwx are flags of the ICB. */
uint32_t ecma_permissions(mode_t mode);
uint16_t ecma_icb_flags(mode_t mode);
/* The mode, without its type, of both. */
mode_t ecma_mode(uint32_t permissions, uint16_t icb_flags);

struct udf_charspec ecma_charset(void);
/* Entity identifiers by the kind of their suffix (UDF 2.1.5.3). */
struct udf_entity ecma_domain(const struct udf_revision *revision);
struct udf_entity ecma_udf(const struct udf_revision *revision, const char *id);
struct udf_entity ecma_implementation(void);
/* Without a suffix. */
struct udf_entity ecma_entity(const char *id);

#endif
