/*
 * Where a harness works: a folder in memory, whose system calls do not wait for
 * a disc, and a limit of processor time for each input, which a busy or stopped
 * machine does not use up.
 */
#ifndef ISOWEAVE_TESTS_FUZZ_STAGE_H
#define ISOWEAVE_TESTS_FUZZ_STAGE_H

#include <isoweave.h>

#include "sparse.h"

/* Makes the folder, in that of ISOWEAVE_FUZZ_FOLDER (/dev/shm), and removes it
 * at the end of the process. */
void stage_open(void);
/* The path of NAME in it; good until the next call. */
const char *stage_path(const char *name);
/* Begins an input; ends it, and removes what it left in the folder. */
void stage_begin(void);
void stage_end(void);

/* Writes the image and the journal that SPARSE is. */
void stage_write(const struct sparse *sparse);

/* Opens "image" with the option NAME, or none if it is NULL; 0 or -errno. */
int stage_image(const char *name, const char *value, struct iw_image **out);

/* Says what went wrong, and ends the process as a crash. */
#define STAGE_ASSERT(what)                                                     \
	do {                                                                   \
		if (!(what))                                                   \
			stage_fail(__FILE__, __LINE__, #what);                 \
	} while (0)
_Noreturn void stage_fail(const char *file, int line, const char *what);

#endif
