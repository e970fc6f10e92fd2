/*
 * The daemon's log: to stderr in the foreground, to syslog in the background,
 * and its last lines to whoever reads settings/log.
 *
 * Anybody who may make names can have as many refused as he likes: what is no
 * warning goes out at a limited rate, and takes no place of warnings. Equal
 * sentences in a row are one line.
 */
#ifndef ISOWEAVE_FUSE_LOGBOOK_H
#define ISOWEAVE_FUSE_LOGBOOK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <syslog.h>
#include <time.h>

/* Lines that are kept of each class, and bytes of one with its NUL. */
#define LOGBOOK_LINES 64
#define LOGBOOK_LINE 1001
#define LOGBOOK_CLASSES 2 /* warnings and errors; the rest */
/* Bytes that hold all of them, with their counts. */
#define LOGBOOK_LINE_MAX (LOGBOOK_LINE + 32) /* with how often it came */
#define LOGBOOK_SIZE (LOGBOOK_CLASSES * LOGBOOK_LINES * LOGBOOK_LINE_MAX)

struct logbook {
	pthread_mutex_t lock;
	bool background;
	bool debug;	  /* LOG_DEBUG too */
	uint64_t written; /* sentences, ever */
	struct logbook_line {
		uint64_t number; /* of the sentence; 0: none yet */
		unsigned count;	 /* of equal ones in a row */
		char text[LOGBOOK_LINE];
	} line[LOGBOOK_CLASSES][LOGBOOK_LINES];
	unsigned next[LOGBOOK_CLASSES];
	unsigned allowed; /* sentences that may go out */
	time_t asked;	  /* when that was so; 0: never */
	unsigned left_out;
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
/* Copies the last lines to OUT, of LOGBOOK_SIZE bytes; returns their length. */
size_t logbook_read(struct logbook *book, char *out);
/* Of what logbook_read() would copy now. */
size_t logbook_length(struct logbook *book);

#endif
