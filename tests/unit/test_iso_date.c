#include "disk/iso_date.h"

#include <string.h>

#include "unit.h"

static const struct {
	time_t seconds;
	int zone;
	uint8_t bytes[7];
} dates[] = {
	{ 0, 0, { 70, 1, 1, 0, 0, 0, 0 } },
	{ 951782400, 0, { 100, 2, 29, 0, 0, 0, 0 } },
	{ 1700000000, 4, { 123, 11, 14, 23, 13, 20, 4 } },
	{ 1700000000, -20, { 123, 11, 14, 17, 13, 20, 236 } },
	{ -2208988800, 0, { 0, 1, 1, 0, 0, 0, 0 } },
	{ 5869583999, 0, { 255, 12, 31, 23, 59, 59, 0 } },
	{ 4107542399, 0, { 200, 2, 28, 23, 59, 59, 0 } },
	{ 4107542400, 0, { 200, 3, 1, 0, 0, 0, 0 } },
};

START_TEST(a_date_is_local_time_with_its_zone)
{
	struct iso_date date = iso_date_from(dates[_i].seconds, dates[_i].zone);
	time_t back;

	ck_assert_mem_eq(&date, dates[_i].bytes, 7);
	ck_assert(iso_date_get(&date, &back));
	ck_assert_int_eq(back, dates[_i].seconds);
	ck_assert(iso_date_fits(dates[_i].seconds, dates[_i].zone));
}
END_TEST

START_TEST(years_past_a_byte_become_the_nearest)
{
	struct iso_date early = iso_date_from(-2208988801, 0);
	struct iso_date late = iso_date_from(5869584000, 0);
	struct iso_date never = iso_date_from(INT64_MAX, 52);

	ck_assert_mem_eq(&early, "\0\1\1\0\0\0", 7);
	ck_assert_mem_eq(&late, "\377\014\037\027\073\073", 7);
	ck_assert_mem_eq(&never, "\377\014\037\027\073\073\064", 7);
	ck_assert(!iso_date_fits(-2208988801, 0));
	ck_assert(!iso_date_fits(5869584000, 0));
	ck_assert(iso_date_fits(-2208988801, 1));
}
END_TEST

static const struct {
	struct timespec time;
	int zone;
	const char *bytes; /* 16 digits; the zone */
} long_dates[] = {
	{ { 0, 0 }, 0, "1970010100000000" },
	{ { 1700000000, 129999999 }, 8, "2023111500132012\010" },
	{ { -62135596800, 0 }, 0, "0001010100000000" },
	{ { 253402300799, 999999999 }, 0, "9999123123595999" },
};

START_TEST(a_long_date_has_digits_and_hundredths)
{
	struct iso_long_date date =
		iso_long_date_from(long_dates[_i].time, long_dates[_i].zone);
	struct timespec back;

	ck_assert_mem_eq(&date, long_dates[_i].bytes, 17);
	ck_assert(iso_long_date_get(&date, &back));
	ck_assert_int_eq(back.tv_sec, long_dates[_i].time.tv_sec);
	ck_assert_int_eq(back.tv_nsec / 10000000,
		long_dates[_i].time.tv_nsec / 10000000);
}
END_TEST

START_TEST(what_is_no_date_is_refused)
{
	const char *const digits[] = { "0000000000000000", "2023131500000000",
		"2023113200000000", "2023111524000000", "2023111500600000",
		"20231115 0000000", "202311150000000x" };
	const struct iso_date none = { 0 };
	time_t seconds;

	for (size_t i = 0; i < COUNT(digits); i++) {
		struct iso_long_date date = { 0 };
		struct timespec time;

		memcpy(&date, digits[i], 16);
		ck_assert(!iso_long_date_get(&date, &time));
	}
	ck_assert(!iso_date_get(&none, &seconds));
}
END_TEST

START_TEST(impossible_zone_is_none)
{
	struct iso_date date = iso_date_from(4000000000, 0);
	struct iso_long_date digits =
		iso_long_date_from((struct timespec){ 4000000000, 0 }, 0);
	struct timespec time;
	time_t seconds;

	date.zone = -96;
	digits.zone = 53;
	ck_assert(iso_date_get(&date, &seconds));
	ck_assert_int_eq(seconds, 4000000000);
	ck_assert(iso_long_date_get(&digits, &time));
	ck_assert_int_eq(time.tv_sec, 4000000000);
}
END_TEST

START_TEST(every_day_of_four_centuries_comes_back)
{
	time_t seconds = -2208988800;

	for (int day = 0; day < 146097; day++, seconds += 86400) {
		struct timespec time = { seconds, 0 };
		struct iso_long_date date = iso_long_date_from(time, 0);
		struct timespec back;
		struct tm tm;
		char text[32];

		gmtime_r(&seconds, &tm);
		strftime(text, sizeof(text), "%Y%m%d%H%M%S00", &tm);
		ck_assert_mem_eq(&date, text, 17);
		ck_assert(iso_long_date_get(&date, &back));
		ck_assert_int_eq(back.tv_sec, seconds);
	}
}
END_TEST

UNIT_LOOPS("iso_date", { a_date_is_local_time_with_its_zone, 0, COUNT(dates) },
	{ a_long_date_has_digits_and_hundredths, 0, COUNT(long_dates) },
	{ years_past_a_byte_become_the_nearest, 0, 1 },
	{ what_is_no_date_is_refused, 0, 1 }, { impossible_zone_is_none, 0, 1 },
	{ every_day_of_four_centuries_comes_back, 0, 1 })
