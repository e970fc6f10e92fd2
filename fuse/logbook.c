#include "logbook.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void logbook_background(struct logbook *book)
{
	pthread_mutex_lock(&book->lock);
	openlog("isoweave", LOG_PID, LOG_DAEMON);
	book->background = true;
	pthread_mutex_unlock(&book->lock);
}

static void keep(struct logbook *book, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		book->ring[book->end++ % LOGBOOK_SIZE] = bytes[i];
}

void logbook_write(struct logbook *book, int severity, const char *sentence)
{
	if (severity > LOG_INFO && !book->debug)
		return;
	pthread_mutex_lock(&book->lock);
	keep(book, sentence, strlen(sentence));
	keep(book, "\n", 1);
	if (book->background)
		syslog(severity, "%s", sentence);
	else
		fprintf(stderr, "isoweave: %s\n", sentence);
	pthread_mutex_unlock(&book->lock);
}

void logbook_say(struct logbook *book, int severity, const char *format, ...)
{
	char sentence[1000];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	logbook_write(book, severity, sentence);
}

size_t logbook_read(struct logbook *book, char *out)
{
	size_t size, first;
	const char *line;

	pthread_mutex_lock(&book->lock);
	size = book->end < LOGBOOK_SIZE ? book->end : LOGBOOK_SIZE;
	first = book->end - size;
	for (size_t i = 0; i < size; i++)
		out[i] = book->ring[(first + i) % LOGBOOK_SIZE];
	pthread_mutex_unlock(&book->lock);
	if (first == 0)
		return size;
	/* The oldest line was overwritten in part. */
	line = memchr(out, '\n', size);
	if (!line)
		return 0;
	size -= (size_t)(line + 1 - out);
	memmove(out, line + 1, size);
	return size;
}
