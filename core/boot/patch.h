/*
 * Boot info tables on the medium, and the file as the user wrote it.
 *
 *	the file reads like    abcdefghijklmnopqrstuvwxyz ...
 *	the medium has         abcd[table]mnopq[grub2]xyz ...
 *	                            ▲           ▲
 *	a patch keeps          "efghijkl"    "rstuvw"
 *
 * The medium's bytes are written by a section over the data (ZONE_PATCHES),
 * because only a commit knows them. What was there before is kept here, and
 * laid over what is read through the mount; so the file never changes for its
 * readers. Before the user changes the file, what is kept is put back: the
 * content is then moved, as everything that the last commit refers to.
 *
 * Knows contents and bytes; which files want a patch is said by the entries.
 */
#ifndef ISOWEAVE_BOOT_PATCH_H
#define ISOWEAVE_BOOT_PATCH_H

#include "boot/boot.h"
#include "boot/infotable.h"

/* What the medium may differ in from the file INO. */
struct boot_patch {
	uint64_t ino;
	struct iw_node *node; /* referred to; NULL until patch_bind */
	struct info_fields fields;
	uint8_t table[sizeof(struct boot_info_table)];
	uint8_t grub2[GRUB2_INFO_SIZE];
};

/* The patch of the file INO, or NULL. */
const struct boot_patch *patch_find(const struct boot *boot, uint64_t ino);
/* Lays what is kept over the SIZE bytes that were read AT an offset. PATCH may
 * be NULL. */
void patch_lay(
	const struct boot_patch *patch, void *bytes, size_t size, uint64_t at);

/*
 * Lets the medium differ in FIELDS from NODE's content, which is its own from
 * now on: no commit refers to its sectors. -ENOSPC, -ENOMEM, -EIO; nothing has
 * changed then.
 */
int patch_begin(struct boot *boot, struct iw_node *node,
	const struct info_fields *fields);
/* Makes NODE's content what the file reads like, if it may differ. Errors as
 * above. */
int patch_end(struct boot *boot, struct iw_node *node);

/* For the replay of a journal: notes what one record says, fields that are
 * false undoing what others did; then, for every file there is, that NODE has
 * come to life. -ENOMEM. */
int patch_note(struct boot *boot, const struct boot_patch *patch);
void patch_bind(struct boot *boot, struct iw_node *node);

/*
 * To be called before a commit is planned: ends what no entry wants any more,
 * and begins what they want. -EINVAL: an entry cannot be as the user wants it;
 * else as above, with the sentence said.
 */
int patch_prepare(struct boot *boot);

#endif
