/*
 * A line of boot/settings.
 *
 *	line    := subject (' ' setting)*	blank, or from '#' on: nothing
 *	setting := key '=' value
 *
 * Words are divided by blanks; what has some stands in "quotes", in which a
 * backslash takes the next character as it is.
 *
 * Knows words; what they mean is in bootkeys.h.
 */
#ifndef ISOWEAVE_BOOT_BOOTLINE_H
#define ISOWEAVE_BOOT_BOOTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define BOOTLINE_SIZE 4096 /* bytes of a line, at most, with its end */

/* A line being taken apart: its words lie in TEXT. */
struct bootline {
	char text[BOOTLINE_SIZE];
	char *next;
};

/* Begins with the SIZE bytes at LINE. false: too long, or with a NUL. */
bool bootline_begin(struct bootline *line, const char *from, size_t size);
/* The next word, which may be empty if it is quoted; NULL: no more. false in
 * *WHOLE: a quote does not end. */
char *bootline_word(struct bootline *line, bool *whole);

/* Writes WORD, quoted if it needs to be. */
void bootline_quote(FILE *out, const char *word);

#endif
