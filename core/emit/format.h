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
	const struct store *store;
	const struct diag *diag;
	struct timespec now;	/* the volume's dates; SOURCE_DATE_EPOCH */
	struct timespec latest; /* times of files are cut to this */
};

struct format {
	const char *name;
	/* 0, -ENOMEM, or -errno with its sentence said. */
	int (*plan)(struct layout *layout, const struct source *source);
};

/* Runs every format's plan, in the order of the table in formats.c. */
int emit_plan(struct layout *layout, const struct source *source);

#endif
