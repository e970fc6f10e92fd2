/*
 * One system call that fails, of those that put something on the disc.
 */
#ifndef ISOWEAVE_TESTS_FUZZ_FAILING_H
#define ISOWEAVE_TESTS_FUZZ_FAILING_H

/* Puts itself before what stands in sysio. */
void failing_open(void);
/* The NUMBERth call from now on fails once, with EIO; 0: none does. */
void failing_begin(unsigned number);

#endif
