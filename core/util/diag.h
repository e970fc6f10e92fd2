/*
 * Diagnostics: one sentence, made where the cause is known, naming the thing
 * and the limit. The core never prints and never exits; the owner of the image
 * decides where the sentence goes.
 */
#ifndef ISOWEAVE_UTIL_DIAG_H
#define ISOWEAVE_UTIL_DIAG_H

#include <syslog.h>

struct diag {
	void *owner;
	/* SEVERITY is one of syslog(3)'s; SENTENCE has no newline. */
	void (*log)(void *owner, int severity, const char *sentence);
};

/* Says the sentence, cut at 1,000 bytes, with '?' for control characters.
 * DIAG, or its log, may be NULL. */
void diag_say(const struct diag *diag, int severity, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says the sentence as LOG_NOTICE and returns ERROR: return diag_fail(...); */
int diag_fail(const struct diag *diag, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
