/*
 * How long a boot image is that has no name: the catalog does not know.
 */
#ifndef ISOWEAVE_ELTORITO_UNNAMED_H
#define ISOWEAVE_ELTORITO_UNNAMED_H

#include "boot/boot.h"
#include "eltorito/catalog.h"
#include "load/intake.h"

/* The bytes of ENTRY's image, as it says itself, or else up to the next file.
 * -EIO, -EUCLEAN: it is not in the image. */
int unnamed_size(const struct intake *intake, const struct catalog_entry *entry,
	enum boot_place place, uint64_t *out);
/* What a boot info table in HEAD, the first bytes of an image at sector LBA,
 * says of its size; 0: there is none that speaks of it. */
uint32_t unnamed_told(const uint8_t *head, uint32_t lba);

#endif
