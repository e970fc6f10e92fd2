/*
 * The partition tables in the system area of an existing image, whoever made
 * them: GPT, or else MBR.
 */
#ifndef ISOWEAVE_HYBRID_KEPT_H
#define ISOWEAVE_HYBRID_KEPT_H

#include "hybrid/area.h"
#include "hybrid/gpt.h"

#define KEPT_MAX 256 /* entries that a table here can have */

/* An entry of the GPT, or else of the MBR, in blocks. */
struct kept {
	int number;
	enum kept_kind {
		KEPT_VOLUME, /* begins in the system area */
		KEPT_GAP,
		KEPT_HFS,
		KEPT_FILE,
	} kind;
	uint64_t start, blocks;
	uint8_t type; /* of the MBR's entry there */
	bool active;
	struct gpt_range gpt; /* zeros: there is no GPT */
};

/* Lists the entries of the system area AREA in OUT; returns how many: none of
 * a GPT that is not sound. */
size_t kept_list(const uint8_t *area, struct kept out[KEPT_MAX]);
/* Its entry NUMBER, whose number is 0 where there is none; of a GPT that is
 * sound, without what the MBR says beside it. */
struct kept kept_entry(const uint8_t *area, int number);
/* The block behind the partition from sector 16 on, which can have the volume
 * in it for itself; 0: there is none. */
uint64_t kept_own_end(const uint8_t *area);
/* Whether the GPT has an HFS+ volume that begins at the block START. */
bool kept_has_hfs_at(const uint8_t *area, uint64_t start);
/* Whether its GPT, if there is one, is sound. */
bool kept_is_sound(const uint8_t *area);
/* The blocks of the disk for which its tables were made; 0: no table. */
uint64_t kept_end(const uint8_t *area);

/* The MBR, without partitions if its signature is missing. */
struct mbr kept_mbr(const uint8_t *area);
bool kept_has_mbr(const uint8_t *area);
/* The GPT's header and its array, where there is one that is sound. */
bool kept_has_gpt(const uint8_t *area);
struct gpt_header kept_header(const uint8_t *area);
const uint8_t *kept_array(const uint8_t *area, const struct gpt_header *header);
uint64_t kept_array_size(const struct gpt_header *header);
uint64_t kept_array_blocks(const struct gpt_header *header);
/* The size of the blocks of its Apple partition map, 0: there is none; and
 * whether there is an entry of the map at the byte AT. */
uint32_t kept_apm_size(const uint8_t *area);
bool kept_is_apm_at(const uint8_t *area, uint32_t at);
/* What an entry is for. */
enum kept_kind kept_kind_of_gpt(const struct gpt_range *range);
enum kept_kind kept_kind_of_mbr(const struct mbr_range *range);

#endif
