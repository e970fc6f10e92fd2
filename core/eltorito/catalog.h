/*
 * The boot catalog as a list of entries, and its bytes.
 *
 * The first entry is the initial one, which the validation entry's platform
 * and id belong to. Those that follow stand in sections: a new one begins
 * where the platform or the id changes; the last header says that it is.
 *
 * Knows no file and no model; addresses come as sectors.
 */
#ifndef ISOWEAVE_ELTORITO_CATALOG_H
#define ISOWEAVE_ELTORITO_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "disk/eltorito_sectors.h"

#define CATALOG_ID_SIZE 28 /* of a section; of the validation entry 24 */
#define CATALOG_CRITERIA_SIZE 20

struct catalog_entry {
	uint8_t platform;
	bool bootable;
	uint8_t media; /* with its driver bits */
	uint8_t system_type;
	uint16_t load_segment;
	uint16_t sectors; /* of 512 bytes */
	uint32_t lba;
	char id[CATALOG_ID_SIZE + 1];
	uint8_t criteria[CATALOG_CRITERIA_SIZE];
};

/* Bytes of the catalog, in whole sectors; 0 without entries. */
size_t catalog_size(const struct catalog_entry *entries, size_t count);
/* Writes catalog_size() bytes to OUT, which is zeroed. */
void catalog_encode(
	const struct catalog_entry *entries, size_t count, uint8_t *out);

/*
 * The entries of the catalog in the SIZE bytes at CATALOG; the caller frees
 * *OUT. -EUCLEAN: no catalog here, as its validation entry is missing or wrong
 * (El Torito 2.1). One that breaks off is taken as far as it goes; *IS_CUT says
 * whether it had more to come.
 */
int catalog_decode(const uint8_t *catalog, size_t size,
	struct catalog_entry **out, size_t *count, bool *is_cut);

/* The boot record that points at CATALOG_LBA. */
void catalog_record_encode(uint32_t catalog_lba, struct eltorito_record *out);

#endif
