#include "util/diag.h"

#include <stdarg.h>
#include <stdio.h>

/* A name in the sentence can hold anything, a newline too. */
static void blank_controls(char *sentence)
{
	for (; *sentence; sentence++) {
		if ((unsigned char)*sentence < ' ' || *sentence == 0x7f)
			*sentence = '?';
	}
}

static void say(
	const struct diag *diag, int severity, const char *format, va_list args)
{
	char sentence[1001];

	if (!diag || !diag->log)
		return;
	vsnprintf(sentence, sizeof(sentence), format, args);
	blank_controls(sentence);
	diag->log(diag->owner, severity, sentence);
}

void diag_say(const struct diag *diag, int severity, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(diag, severity, format, args);
	va_end(args);
}

int diag_fail(const struct diag *diag, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(diag, LOG_NOTICE, format, args);
	va_end(args);
	return error;
}
