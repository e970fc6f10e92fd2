#include "load/losses.h"

static void say_count(const struct intake *intake, const char *name)
{
	if (intake->faults)
		diag_say(intake->diag, LOG_NOTICE,
			"%s: %llu faults; what is sound is shown", name,
			(unsigned long long)intake->faults);
}

static int refuse(const struct intake *intake, const char *name)
{
	if (intake->is_copied)
		diag_say(intake->diag, LOG_ERR,
			"%s: no new image begins with it, which would lack "
			"what was just said; 'losses=allow' permits that",
			name);
	else
		diag_say(intake->diag, LOG_WARNING,
			"%s: opened as with 'ro', because a change would lose "
			"what was just said; 'losses=allow' permits that",
			name);
	return LOSSES_REFUSED;
}

int losses_weigh(const struct intake *intake, const char *name)
{
	say_count(intake, name);
	if (intake->settings->read_only ||
		(!intake->faults && !intake->uncarried))
		return 0;
	if (intake->settings->losses == LOSSES_REFUSE)
		return refuse(intake, name);
	diag_say(intake->diag, LOG_WARNING,
		"%s: what was just said will be lost when an image is written",
		name);
	return 0;
}
