/*
 * The one interface of every format, and what it plans from.
 *
 * plan() appends sections to the layout for the context, or nothing if the
 * context has no names. Sizes are final; sector addresses are asked for only
 * in render, by then known through the section or content_lba().
 */
#ifndef ISOWEAVE_EMIT_FORMAT_H
#define ISOWEAVE_EMIT_FORMAT_H

#include "layout/layout.h"
#include "model/node.h"
#include "settings/settings.h"
#include "util/diag.h"

/* What an image is planned from; the model does not change meanwhile. */
struct source {
	struct iw_node *root;
	const struct settings *settings;
	const struct boot *boot; /* NULL: none */
	const struct store *store;
	const struct carried_table *carried; /* NULL: none */
	const struct diag *diag;
	/* The sector that addresses are counted from: 0, or where a partition
	 * begins in which the volume can be read, too. */
	uint32_t origin;
	/* Files behind the partition; they are none of its volume's. */
	const struct iw_node *const *behind;
	int behind_count;
	struct timespec now;	/* the volume's dates; SOURCE_DATE_EPOCH */
	struct timespec latest; /* times of files are cut to this */
	int zone; /* quarters of an hour east of UTC, in which dates are */
};

/* The order of the volume descriptors from sector 16, whatever format adds
 * them: readers stop at the first that they do not know. */
enum descriptor_rank {
	RANK_PRIMARY,
	RANK_BOOT_RECORD, /* El Torito wants sector 17 */
	RANK_JOLIET,	  /* before the enhanced one, which hides it */
	RANK_ENHANCED,
	RANK_TERMINATOR,
	RANK_RECOGNITION, /* UDF: ECMA-167 3/3.1 */
};

struct format {
	const char *name;
	/* 0, -ENOMEM, or -errno with its sentence said. */
	int (*plan)(struct layout *layout, const struct source *source);
};

/* Sets the now, latest and zone of SOURCE from the clock, or from
 * SOURCE_DATE_EPOCH: then all are that, and UTC. */
void emit_clock(struct source *source);

/*
 * The sector at which the bytes of NODE begin, a regular file with some: those
 * of its content, or the section that it consists of. Only for render.
 */
uint64_t source_lba(const struct layout *layout, const struct source *source,
	const struct iw_node *node);
/* The address of sector LBA, as the volume's structures have it. */
uint32_t source_address(const struct source *source, uint64_t lba);
/* How many sectors the volume has. Only for render. */
uint32_t source_size(const struct layout *layout, const struct source *source);
/* Where the volume's descriptors go. */
enum zone source_descriptors(const struct source *source);

/* A time of a file, cut to the latest. */
struct timespec source_time(const struct source *source, struct timespec time);

/* Runs every format's plan, in the order of the table in formats.c. */
int emit_plan(struct layout *layout, const struct source *source);

#endif
