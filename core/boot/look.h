/*
 * What boot/ comes out as: every entry and partition with its effective
 * settings, from what the user said and what the files are.
 */
#ifndef ISOWEAVE_BOOT_LOOK_H
#define ISOWEAVE_BOOT_LOOK_H

#include "boot/boot.h"
#include "boot/bootimage.h"
#include "boot/infotable.h"

/* An El Torito entry. */
struct boot_entry {
	enum boot_place place;
	size_t number;	  /* in the catalog, from 0 */
	const char *name; /* in its folder */
	struct iw_node *node;
	struct boot_image image;
	struct entry_settings is; /* nothing in it is auto */
};

/* Reads SIZE bytes AT an offset of NODE's content, zeros behind its end. -EIO.
 */
int boot_read(const struct boot *boot, const struct iw_node *node, void *out,
	size_t size, uint64_t at);
/* The info_table_sum() of NODE's content. -EIO. */
int boot_sum(const struct boot *boot, const struct iw_node *node,
	const struct info_fields *fields, uint32_t *out);
/* What the file NODE is. -EIO. */
int boot_look(const struct boot *boot, const struct iw_node *node,
	struct boot_image *out);

/*
 * The entries in their order, without having looked at them; the caller frees
 * *OUT. They are good until the next change of a name. -ENOMEM.
 */
int boot_entries(
	const struct boot *boot, struct boot_entry **out, size_t *count);
/*
 * Looks at ENTRY's image and settles what it IS. -EINVAL: what the user wants
 * does not go with the image; the sentence was said, and ENTRY is settled as
 * far as it can be. -EIO.
 */
int boot_entry_settle(const struct boot *boot, const struct diag *diag,
	struct boot_entry *entry);
/* Bytes that ENTRY patches in its image; none if both are false. */
struct info_fields boot_entry_fields(const struct boot_entry *entry);
/* How many blocks of 512 bytes the entry says to load; settled. */
uint16_t boot_entry_blocks(const struct boot_entry *entry);

#endif
