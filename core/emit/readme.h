/*
 * UDF only: an image in which the other contexts have no names and are not to
 * have any has no volume of ISO 9660 either, or, if wanted, one with a text
 * that says so to readers that know nothing else.
 */
#ifndef ISOWEAVE_EMIT_README_H
#define ISOWEAVE_EMIT_README_H

#include <stdbool.h>

#include "emit/format.h"

/* Whether the image is UDF only. One that boots never is: El Torito is a
 * descriptor of ISO 9660. */
bool readme_is_udf_alone(const struct source *source);
#define README_NAME "README.TXT"
/* What it says. */
extern const char readme_text[];
extern const size_t readme_size;
/* Plans a volume of ISO 9660 with README.TXT. -ENOMEM. */
int readme_plan(struct layout *layout, const struct source *source);

#endif
