/*
 * Cutting a name to what its context holds, with the extension kept and a
 * number for those that collide:
 *
 *	try 0    a very long name.txt  ->  a very lo.txt
 *	try 1                          ->  a very l1.txt
 *	try 12                         ->  a ver30257.txt
 *
 * The first nine numbers count; then they are drawn from the name, so that
 * 100,000 names that collide do not each try 100,000 numbers.
 */
#ifndef ISOWEAVE_NAME_FIT_H
#define ISOWEAVE_NAME_FIT_H

#include <stddef.h>
#include <stdint.h>

#include "name/name.h"

struct fit {
	size_t limit; /* in units of weight() */
	/* What a character, or UTF8_BAD, costs; the dot of an extension too. */
	size_t (*weight)(uint32_t code);
	const char *original; /* what numbers are drawn from */
	unsigned try;
};

/* The '.' before the extension of NAME: the last one, if anything but dots is
 * in front of it; else NAME's end. */
const char *fit_extension(const char *name);

/* Writes NAME, whose characters are all legal, so that it fits. */
void fit_name(const struct fit *fit, const char *name, char out[NAME_SIZE]);
/* The same of a name in two parts, the second of which stays whole. */
void fit_parts(const struct fit *fit, const char *stem, size_t stem_size,
	const char *tail, char out[NAME_SIZE]);

#endif
