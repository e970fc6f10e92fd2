/*
 * Hybrid images: the system area with the user's boot code, and partition
 * tables by which a disk with this image on it starts.
 *
 *	plan     area.c       what the user's system area is, and what is wanted
 *	         partition.c  the files that are partitions
 *	render   tables.c     the tables' contents, once all places are known
 *	         mbr.c gpt.c apm.c    their bytes
 *
 *	 0         1           ARRAY                16 sectors   ... end
 *	┌────────┬───────────┬────────────────────┬──── ─ ─ ───┬───────┬───────┐
 *	│code MBR│GPT header │ GPT array, or APM  │   volume   │ array │header │
 *	└────────┴───────────┴────────────────────┴──── ─ ─ ───┴───────┴───────┘
 *
 * The end is rounded up before anything is computed from it.
 */
#ifndef ISOWEAVE_HYBRID_HYBRID_H
#define ISOWEAVE_HYBRID_HYBRID_H

#include "emit/format.h"
#include "hybrid/area.h"
#include "hybrid/partition.h"

/* See struct format. */
int hybrid_plan(struct layout *layout, const struct source *source);

/* Whether the volume is to be read in a partition, too. -ENOMEM, -EIO. */
int hybrid_is_partition(const struct source *source, bool *out);
/* Fills OUT with the files that then have to lie behind everything else, as
 * partitions of their own; and returns how many. -ENOMEM, -EIO. */
int hybrid_apart(
	const struct source *source, const struct iw_node *out[PARTITIONS_MAX]);

/* What is planned from, settled. */
struct hybrid_view {
	struct area area;
	struct partitions partitions;
};

/*
 * Looks at what boot/ asks for. -EINVAL: it cannot be, with the sentence said;
 * OUT is settled as far as it can be. -EIO.
 */
int hybrid_look(const struct boot *boot, uint64_t seed, const struct diag *diag,
	struct hybrid_view *out);

/* What an MBR of kind MBR would be pointed at, or NULL. -EIO, -ENOMEM. */
int hybrid_find_loader(
	const struct boot *boot, int64_t mbr, const struct iw_node **out);

/* What identifiers that nobody set are derived from: the image's birth. */
uint64_t hybrid_seed(const struct source *source);

#endif
