/*
 * The bytes of a loader that say where it lies, which only the emitted image
 * can know:
 *
 *	 0    8                 64                    2548  2556
 *	┌────┬─────────────────┬─────── ─ ─ ─ ───────┬─────┬──── ─ ─
 *	│    │ boot info table │ summed up from here │GRUB2│ to the end
 *	└────┴─────────────────┴─────── ─ ─ ─ ───────┴─────┴──── ─ ─
 *
 * GRUB's field lies in what the table's checksum covers, so it comes first.
 */
#ifndef ISOWEAVE_BOOT_INFOTABLE_H
#define ISOWEAVE_BOOT_INFOTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "disk/eltorito_sectors.h"

/* Bytes of the loader that a patch can touch, in whole sectors. */
#define INFO_TABLE_REACH 4096u

/* Which of them are to be written. */
struct info_fields {
	bool table, grub2;
};

/*
 * Adds to SUM the SIZE bytes that stand AT an offset of the file, as 32-bit
 * words (the last one filled up with zeros); AT is a multiple of 4, and so is
 * SIZE but at the file's end. What lies before byte 64, and the GRUB2 field if
 * it is to be written, are left out.
 */
uint32_t info_table_sum(uint32_t sum, const struct info_fields *fields,
	const uint8_t *bytes, size_t size, uint64_t at);

/*
 * Writes FIELDS into HEAD, the file's first INFO_TABLE_REACH bytes (zeros
 * behind its end). SUM is info_table_sum() of the whole file of SIZE bytes,
 * which lies at sector LBA.
 */
void info_table_patch(uint8_t *head, const struct info_fields *fields,
	uint32_t sum, uint64_t size, uint32_t lba);

/* What the GRUB2 field of an image at sector LBA says. */
uint64_t info_table_grub2(uint32_t lba);

/* Whether HEAD, the first bytes of a file of SIZE, already has a table that
 * speaks of such a file; then its checksum must still prove it. */
bool info_table_claims(const uint8_t *head, uint64_t size);
bool info_table_proves(const uint8_t *head, uint32_t sum);

#endif
