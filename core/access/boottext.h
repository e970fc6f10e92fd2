/*
 * boot/settings: what the image boots by, one line a file.
 *
 *	bios/isolinux.bin emulation=none ... load-size=4 info-table=yes ...
 *	efi/efi.img ...
 *	partitions/3-data.img type=0x83 ...
 *	system-area mbr=isohybrid gpt=no ...
 *
 * Read, all values are effective, and what cannot be has the reason behind a
 * '#'. Written, a line changes what it says of its file, and is refused if the
 * image could no longer be made.
 */
#ifndef ISOWEAVE_ACCESS_BOOTTEXT_H
#define ISOWEAVE_ACCESS_BOOTTEXT_H

#include "image/image.h"

/* The text; the caller frees *OUT. -ENOMEM, -EIO. */
int boottext_read(struct iw_image *image, char **out, size_t *size);
/*
 * Does what the lines in SIZE bytes say; the last needs no \n. Returns how
 * many bytes it took, fewer if a later line is wrong; -EINVAL if the first is,
 * with its sentence said.
 */
ssize_t boottext_write(struct iw_image *image, const char *text, size_t size);

#endif
