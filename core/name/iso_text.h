/* The characters and the parts of ISO 9660 identifiers. */
#ifndef ISOWEAVE_NAME_ISO_TEXT_H
#define ISOWEAVE_NAME_ISO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ISO_STEM 8u /* level 1: ECMA-119 10.1 */
#define ISO_TAIL 3u
#define ISO_FILE 30u	 /* name and extension, without the dot: 7.5.1 */
#define ISO_FOLDER 31u	 /* 7.6.3 */
#define ISO_LEVEL_LONG 4 /* ISO 9660:1999 */

/* Whether ISO 9660 without Rock Ridge holds a thing of MODE's type. */
bool iso_text_is_holdable(mode_t mode);

char iso_text_upper(char c);
/* d-characters (ECMA-119 7.4.1), and lower case, which is folded. */
bool iso_text_is_d(char c);
/* What a name is made of at level 4: ISO 9660:1999 leaves the characters to
 * agreement; these are what every reader can show, and what Joliet takes. */
bool iso_text_is_long(char c);

/* The version that TEXT, what is behind a ';', stands for; 0: none. */
long iso_text_version(const char *text);
/* Bytes of NAME's first SIZE without the dots at their end: those of an empty
 * extension, no part of a name. */
size_t iso_text_without_dots(const char *name, size_t size);

#endif
