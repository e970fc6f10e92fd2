/* Walking over all inodes of an image, named or only in use. */
#ifndef ISOWEAVE_IMAGE_WALK_H
#define ISOWEAVE_IMAGE_WALK_H

#include "image/image.h"

typedef int walk_each(void *user, struct iw_node *node);

/* Calls EACH once for every regular file, until it is not 0; returns that.
 * -ENOMEM. */
int walk_files(const struct model *model, walk_each *each, void *user);
/* The same in an order that depends on names only: a folder's files by name,
 * then its folders by name, and those without a name last. EACH may be called
 * again for a file with several names. */
int walk_by_name(const struct model *model, walk_each *each, void *user);

/* The same for every file that is in pieces now, which EACH is to join. It may
 * let go of the lock: those that come to be in pieces meanwhile are left. */
int walk_pieced(const struct iw_image *image, walk_each *each, void *user);

#endif
