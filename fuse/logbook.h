/*
 * The daemon's log: to stderr in the foreground, to syslog in the background,
 * and its last lines to whoever reads settings/log.
 */
#ifndef ISOWEAVE_FUSE_LOGBOOK_H
#define ISOWEAVE_FUSE_LOGBOOK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <syslog.h>

#define LOGBOOK_SIZE 32768

struct logbook {
	pthread_mutex_t lock;
	bool background;
	bool debug; /* LOG_DEBUG too */
	size_t end; /* bytes ever kept; the last stand in the ring */
	char ring[LOGBOOK_SIZE];
};

#define LOGBOOK_INIT                                                           \
	{                                                                      \
		.lock = PTHREAD_MUTEX_INITIALIZER                              \
	}

/* From now on to syslog. */
void logbook_background(struct logbook *book);
/* Keeps and shows one sentence, without \n; SEVERITY is one of syslog(3)'s. */
void logbook_write(struct logbook *book, int severity, const char *sentence);
void logbook_say(struct logbook *book, int severity, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Copies the last whole lines to OUT, of LOGBOOK_SIZE bytes; returns their
 * length. */
size_t logbook_read(struct logbook *book, char *out);

#endif
