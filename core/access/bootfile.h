/*
 * The files of boot/ that are no contents of the store: what an open one
 * reads is made when it is opened.
 */
#ifndef ISOWEAVE_ACCESS_BOOTFILE_H
#define ISOWEAVE_ACCESS_BOOTFILE_H

#include "image/image.h"

/* An open one; owned by its iw_file. */
struct bootfile {
	char *text;
	size_t size;
};

/* Whether NODE is one. */
bool bootfile_is(const struct iw_node *node);
/* Opens NODE, which is one, with the FLAGS of open(2). -EPERM, -ENOMEM, -EIO.
 */
int bootfile_open(struct iw_image *image, const struct iw_node *node, int flags,
	struct bootfile **out);
void bootfile_close(struct bootfile *file);
ssize_t bootfile_read(
	const struct bootfile *file, void *out, size_t size, uint64_t at);
ssize_t bootfile_write(struct iw_image *image, const struct iw_node *node,
	const void *data, size_t size);

/* To be called after a change of boot/: its owner may know old sizes. */
void bootfile_changed(struct iw_image *image);
/* Makes the size of NODE true, if it is one of these: before it is shown, or
 * named on the medium. */
void bootfile_refresh(struct iw_image *image, struct iw_node *node);
/* Whether the content of NODE may have SIZE bytes: -EFBIG for more than a
 * system area has, -EPERM if it has none of its own. */
int bootfile_limit(const struct iw_image *image, const struct iw_node *node,
	uint64_t size);

#endif
