/*
 * Loading an existing image into the model, through the same link code that
 * serves ln: one table of loaders, one for each format.
 */
#ifndef ISOWEAVE_OPEN_LOAD_H
#define ISOWEAVE_OPEN_LOAD_H

struct iw_image;

/*
 * Fills IMAGE's model from its store, which has adopted the file. -EUCLEAN:
 * not an image; -EOPNOTSUPP: none that can be loaded. LOSSES_REFUSED: it can
 * only be looked at. The sentence has been said.
 */
int load_image(struct iw_image *image);

/* Fills the model and the store of a fresh image from settings.from: an image,
 * whose data is copied or shared, or a folder. Errors as above, and those of
 * reading there. */
int load_from(struct iw_image *image);

#endif
