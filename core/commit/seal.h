/*
 * The MD5 sum of setting `md5' (disk/implant.h). It is of all bytes of the
 * image, those of free sectors, too, so it is put in when nothing more will
 * change: in IMAGE, which has none until then, after a commit. A write that is
 * cut short tears its text and nothing else.
 */
#ifndef ISOWEAVE_COMMIT_SEAL_H
#define ISOWEAVE_COMMIT_SEAL_H

#include <stddef.h>

#include "image/image.h"
#include "commit/patchwork.h"

/* What is sealed; its functions return 0 or -errno. */
struct seal {
	int (*read)(void *user, void *out, size_t size, uint64_t at);
	int (*write)(void *user, const void *bytes, size_t size, uint64_t at);
	void *user;
	enum md5 kind; /* the setting, when the image was planned */
	const struct diag *diag;
};

/*
 * Puts the sum in, if KIND wants one; for that all is read. An image without
 * ISO 9660 has no place for it, which is said. -ENOMEM, and what SEAL's
 * functions return.
 */
int seal_put(const struct seal *seal);

/* The same to IMAGE, which was committed; with the sentence. */
int seal_image(struct iw_image *image);
/* The same to SNAPSHOT, whose head is in PAGES, while others are at work. */
int seal_snapshot(struct iw_snapshot *snapshot, struct runs *pages,
	enum md5 kind, const struct diag *diag);

#endif
