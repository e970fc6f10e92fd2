#include "emit/format.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* https://reproducible-builds.org/specs/source-date-epoch/ */
static bool source_date_epoch(time_t *out)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long seconds;

	if (!text || *text < '0' || *text > '9')
		return false;
	errno = 0;
	seconds = strtoll(text, &end, 10);
	if (errno || *end)
		return false;
	*out = seconds;
	return true;
}

void emit_clock(struct source *source)
{
	const struct timespec forever = { .tv_sec = LLONG_MAX };
	struct tm local;

	source->zone = 0;
	source->now = (struct timespec){ 0 };
	if (source_date_epoch(&source->now.tv_sec)) {
		source->latest = source->now;
		return;
	}
	clock_gettime(CLOCK_REALTIME, &source->now);
	source->latest = forever;
	if (localtime_r(&source->now.tv_sec, &local))
		source->zone = (int)(local.tm_gmtoff / 900);
}
