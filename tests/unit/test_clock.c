#include "emit/format.h"

#include <stdlib.h>

#include "unit.h"

START_TEST(source_date_epoch_is_now_and_the_latest_in_utc)
{
	struct source source;

	setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
	setenv("TZ", "XXX-3", 1);
	emit_clock(&source);
	ck_assert_int_eq(source.now.tv_sec, 1000000000);
	ck_assert_int_eq(source.latest.tv_sec, 1000000000);
	ck_assert_int_eq(source.zone, 0);
}
END_TEST

START_TEST(without_it_dates_are_local_and_uncut)
{
	const char *const unusable[] = { NULL, "", "12x", "-3", " 4",
		"99999999999999999999" };

	setenv("TZ", "XXX-3:30", 1);
	for (size_t i = 0; i < COUNT(unusable); i++) {
		struct source source;

		unsetenv("SOURCE_DATE_EPOCH");
		if (unusable[i])
			setenv("SOURCE_DATE_EPOCH", unusable[i], 1);
		emit_clock(&source);
		ck_assert_int_ge(source.now.tv_sec, 1700000000);
		ck_assert_int_gt(
			source.latest.tv_sec, source.now.tv_sec + (1L << 40));
		ck_assert_int_eq(source.zone, 14);
	}
}
END_TEST

UNIT_TESTS("clock", source_date_epoch_is_now_and_the_latest_in_utc,
	without_it_dates_are_local_and_uncut)
