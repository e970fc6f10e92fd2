/*
 * Identifiers of ISO 9660 (ECMA-119 7.5 and 7.6) and their short forms.
 *
 *	stored, listed   on the medium
 *	FOO              FOO.;1		a file
 *	FOO.TXT          FOO.TXT;1
 *	FOO.TXT;2        FOO.TXT;2
 *	SUB              SUB		a directory
 *	any.Thing.else   any.Thing.else	at level 4, ISO 9660:1999
 */
#ifndef ISOWEAVE_NAME_ISO_NAME_H
#define ISOWEAVE_NAME_ISO_NAME_H

#include "name/name.h"

/* What files' identifiers on a medium were seen to be: there are writers that
 * omit the version, and the dot of an empty extension. */
enum iso_form {
	ISO_VERSION = 1 << 0,
	ISO_NO_VERSION = 1 << 1,
	ISO_DOT = 1 << 2,
	ISO_NO_DOT = 1 << 3,
};

/* Those that the IDENTIFIER of a file, of SIZE bytes, shows. */
unsigned iso_name_form(const char *identifier, size_t size);

/* Writes how NAME, as stored, of a thing of MODE's type stands on the medium,
 * whose other identifiers have that FORM, 0 where there are none; returns its
 * length. */
size_t iso_name_identifier(const struct settings *settings, unsigned form,
	mode_t mode, const char *name, char out[NAME_SIZE]);

/* The stored form of an IDENTIFIER of SIZE bytes found on a medium, however
 * irregular: '/' and NUL in it become '_'. */
void iso_name_stored(const struct settings *settings, mode_t mode,
	const char *identifier, size_t size, char out[NAME_SIZE]);

/* Bytes of the longest identifier at level 4: what a directory record holds
 * (ECMA-119 9.1), less the attributes and a continuation entry, which readers
 * want in the record itself, where Rock Ridge is used. */
size_t iso_name_long_limit(const struct settings *settings);

#endif
