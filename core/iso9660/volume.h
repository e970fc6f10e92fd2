/*
 * Volume descriptors of a tree (ECMA-119 8.4 and 8.5): primary, supplementary
 * and enhanced differ in a row of values only.
 */
#ifndef ISOWEAVE_ISO9660_VOLUME_H
#define ISOWEAVE_ISO9660_VOLUME_H

#include "disk/iso_volume.h"
#include "iso9660/tree.h"

struct volume_kind {
	enum descriptor_rank rank;
	enum iso_volume_type type;
	uint8_t version, structure_version;
	const char *escape; /* sequence, or "" */
	/* Writes TEXT, UTF-8, into a field of SIZE bytes, padded. */
	void (*put)(const char *text, char *field, size_t size);
};

/* Fields of ASCII. */
void volume_put_ascii(const char *text, char *field, size_t size);

/* Adds the descriptor of TREE. -ENOMEM. KIND stays the caller's. */
int volume_plan(const struct volume_kind *kind, const struct tree *tree);
/* Adds the terminator (8.3). -ENOMEM. */
int volume_plan_terminator(struct layout *layout, const struct source *source);

#endif
