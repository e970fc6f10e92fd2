#include "logbook.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Sentences that may go out at once, and then in a second. */
#define BURST 200u
#define RATE 10u

void logbook_background(struct logbook *book)
{
	pthread_mutex_lock(&book->lock);
	openlog("isoweave", LOG_PID, LOG_DAEMON);
	book->background = true;
	pthread_mutex_unlock(&book->lock);
}

static int class_of(int severity)
{
	return severity > LOG_WARNING;
}

/* Whether it is a line of its own. */
static bool keep(struct logbook *book, int class, const char *sentence)
{
	unsigned *next = &book->next[class];
	struct logbook_line *last =
		&book->line[class][(*next + LOGBOOK_LINES - 1) % LOGBOOK_LINES];
	bool is_new = !last->number ||
		      strncmp(last->text, sentence, LOGBOOK_LINE - 1) != 0;

	if (is_new) {
		last = &book->line[class][*next];
		*next = (*next + 1) % LOGBOOK_LINES;
		last->count = 0;
		snprintf(last->text, LOGBOOK_LINE, "%s", sentence);
	}
	last->number = ++book->written;
	last->count++;
	return is_new;
}

static void show(const struct logbook *book, int severity, const char *sentence)
{
	if (book->background)
		syslog(severity, "%s", sentence);
	else
		fprintf(stderr, "isoweave: %s\n", sentence);
}

static bool is_allowed(struct logbook *book)
{
	struct timespec now;
	time_t seconds;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	seconds = now.tv_sec - book->asked;
	if (seconds > BURST / RATE)
		seconds = BURST / RATE;
	book->allowed += (unsigned)seconds * RATE;
	if (book->allowed > BURST || !book->asked)
		book->allowed = BURST;
	book->asked = now.tv_sec;
	if (!book->allowed)
		return false;
	book->allowed--;
	return true;
}

/* Shows what is no warning, unless there was too much of it. */
static void show_some(struct logbook *book, int severity, const char *sentence)
{
	char before[80];

	if (!is_allowed(book)) {
		book->left_out++;
		return;
	}
	if (book->left_out) {
		snprintf(before, sizeof(before),
			"%u sentences before this were left out",
			book->left_out);
		show(book, LOG_NOTICE, before);
		book->left_out = 0;
	}
	show(book, severity, sentence);
}

void logbook_write(struct logbook *book, int severity, const char *sentence)
{
	int class = class_of(severity);

	if (severity > LOG_INFO && !book->debug)
		return;
	pthread_mutex_lock(&book->lock);
	if (!keep(book, class, sentence) && class)
		book->left_out++;
	else if (class)
		show_some(book, severity, sentence);
	else
		show(book, severity, sentence);
	pthread_mutex_unlock(&book->lock);
}

void logbook_say(struct logbook *book, int severity, const char *format, ...)
{
	char sentence[LOGBOOK_LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	logbook_write(book, severity, sentence);
}

/* The line with the least number above AFTER, or NULL. */
static const struct logbook_line *line_after(
	const struct logbook *book, uint64_t after)
{
	const struct logbook_line *found = NULL;

	for (int class = 0; class < LOGBOOK_CLASSES; class ++) {
		for (int i = 0; i < LOGBOOK_LINES; i++) {
			const struct logbook_line *line = &book->line[class][i];

			if (line->number > after &&
				(!found || line->number < found->number))
				found = line;
		}
	}
	return found;
}

static size_t spell(const struct logbook_line *line, char out[LOGBOOK_LINE_MAX])
{
	if (line->count > 1)
		return (size_t)sprintf(
			out, "%s (%u times)\n", line->text, line->count);
	return (size_t)sprintf(out, "%s\n", line->text);
}

size_t logbook_read(struct logbook *book, char *out)
{
	const struct logbook_line *line;
	size_t size = 0;
	uint64_t number = 0;

	pthread_mutex_lock(&book->lock);
	while ((line = line_after(book, number))) {
		size += spell(line, out + size);
		number = line->number;
	}
	pthread_mutex_unlock(&book->lock);
	return size;
}

size_t logbook_length(struct logbook *book)
{
	const struct logbook_line *line;
	char text[LOGBOOK_LINE_MAX];
	size_t size = 0;

	pthread_mutex_lock(&book->lock);
	for (unsigned c = 0; c < LOGBOOK_CLASSES; c++)
		for (unsigned i = 0; i < LOGBOOK_LINES; i++) {
			line = &book->line[c][i];
			size += line->number ? spell(line, text) : 0;
		}
	pthread_mutex_unlock(&book->lock);
	return size;
}
