/*
 * The directory of the root that those which moved are in: readers know it by
 * one of these names.
 */
#ifndef ISOWEAVE_ISO9660_SHELTER_H
#define ISOWEAVE_ISO9660_SHELTER_H

#include <string.h>

enum { SHELTER_SHOWN, SHELTER_HIDDEN, SHELTER_COUNT };

static const struct shelter_name {
	const char *iso, *rockridge;
} shelter_names[SHELTER_COUNT] = {
	[SHELTER_SHOWN] = { "RR_MOVED", "rr_moved" },
	/* Not listed by ls(1). */
	[SHELTER_HIDDEN] = { "_RR_MOVE", ".rr_moved" },
};

/* The one of which NAME is either form, or NULL. */
static inline const struct shelter_name *shelter_find(const char *name)
{
	for (int i = 0; i < SHELTER_COUNT; i++) {
		if (strcmp(name, shelter_names[i].iso) == 0 ||
			strcmp(name, shelter_names[i].rockridge) == 0)
			return &shelter_names[i];
	}
	return NULL;
}

#endif
