/*
 * The settings of an open image: changed by iw_setting_set, kept in the
 * journal as records of "name\0value\0".
 */
#ifndef ISOWEAVE_IMAGE_TUNING_H
#define ISOWEAVE_IMAGE_TUNING_H

#include "image/image.h"

/* Bytes in a frame that tuning_record takes at most. */
size_t tuning_room(void);
/* Puts the value of every setting that can change on an open image into the
 * open frame: a journal is complete without the image it began from. */
void tuning_record(const struct iw_image *image, struct journal *journal);
/* Takes up a record; what the user set for this mount goes before it.
 * -EUCLEAN: not a setting. */
int tuning_replay(struct iw_image *image, const uint8_t *bytes, size_t size);

/* Says what of the values that the user gave a reader may stumble over. */
void tuning_warn(const struct iw_image *image);

#endif
