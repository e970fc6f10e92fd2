#include "disk/iso_date.h"

enum { DAY = 86400, QUARTER = 900 };

/* A moment taken apart, in the proleptic Gregorian calendar. */
struct civil {
	int64_t year;
	int month, day, hour, minute, second;
};

/* The calendar repeats every 400 years; a year that begins in March has its
 * leap day at the end. */
enum { DAYS_OF_400_YEARS = 146097, DAYS_TO_1970 = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static void civil_date(int64_t days, struct civil *out)
{
	int64_t era = floor_div(days + DAYS_TO_1970, DAYS_OF_400_YEARS);
	int of_era = (int)(days + DAYS_TO_1970 - era * DAYS_OF_400_YEARS);
	int year = (of_era - of_era / 1460 + of_era / 36524 -
			   of_era / (DAYS_OF_400_YEARS - 1)) /
		   365;
	int of_year = of_era - (365 * year + year / 4 - year / 100);
	int month = (5 * of_year + 2) / 153; /* 0 is March */

	out->day = of_year - (153 * month + 2) / 5 + 1;
	out->month = month < 10 ? month + 3 : month - 9;
	out->year = year + era * 400 + (out->month <= 2);
}

static int64_t civil_days(const struct civil *c)
{
	int64_t march_year = c->year - (c->month <= 2);
	int64_t era = floor_div(march_year, 400);
	int year = (int)(march_year - era * 400);
	int month = c->month > 2 ? c->month - 3 : c->month + 9;
	int of_year = (153 * month + 2) / 5 + c->day - 1;
	int of_era = year * 365 + year / 4 - year / 100 + of_year;

	return era * DAYS_OF_400_YEARS + of_era - DAYS_TO_1970;
}

static struct civil civil_from(int64_t local)
{
	int64_t days = floor_div(local, DAY);
	int of_day = (int)(local - days * DAY);
	struct civil out = { .hour = of_day / 3600,
		.minute = of_day / 60 % 60,
		.second = of_day % 60 };

	civil_date(days, &out);
	return out;
}

static int64_t civil_seconds(const struct civil *c)
{
	return civil_days(c) * DAY + c->hour * 3600 + c->minute * 60 +
	       c->second;
}

static bool civil_valid(const struct civil *c)
{
	return c->month >= 1 && c->month <= 12 && c->day >= 1 && c->day <= 31 &&
	       c->hour >= 0 && c->hour < 24 && c->minute >= 0 &&
	       c->minute < 60 && c->second >= 0 && c->second <= 60;
}

/* Seconds that ZONE is ahead. There are writers that miscount it in some years
 * (genisoimage past 2037): what cannot be is taken for none, as Linux does. */
static int64_t ahead(int zone)
{
	return zone >= -48 && zone <= 52 ? (int64_t)zone * QUARTER : 0;
}

/* Seconds of the epoch, in local time. */
struct years {
	int64_t first, end; /* END: of the first year that is not among them */
};
static const struct years years_1900_to_2155 = { -2208988800, 5869584000 };
static const struct years years_1_to_9999 = { -62135596800, 253402300800 };

/* SECONDS in ZONE, moved into YEARS. */
static int64_t local_within(time_t seconds, int zone, const struct years *years)
{
	int64_t shift = (int64_t)zone * QUARTER;

	if (seconds < years->first - shift)
		return years->first;
	if (seconds >= years->end - shift)
		return years->end - 1;
	return seconds + shift;
}

bool iso_date_fits(time_t seconds, int zone)
{
	int64_t shift = (int64_t)zone * QUARTER;

	return seconds >= years_1900_to_2155.first - shift &&
	       seconds < years_1900_to_2155.end - shift;
}

struct iso_date iso_date_from(time_t seconds, int zone)
{
	struct civil c =
		civil_from(local_within(seconds, zone, &years_1900_to_2155));

	return (struct iso_date){
		.year = (uint8_t)(c.year - 1900),
		.month = (uint8_t)c.month,
		.day = (uint8_t)c.day,
		.hour = (uint8_t)c.hour,
		.minute = (uint8_t)c.minute,
		.second = (uint8_t)c.second,
		.zone = (int8_t)zone,
	};
}

bool iso_date_get(const struct iso_date *date, time_t *out)
{
	const struct civil c = {
		.year = 1900 + date->year,
		.month = date->month,
		.day = date->day,
		.hour = date->hour,
		.minute = date->minute,
		.second = date->second,
	};

	if (!civil_valid(&c))
		return false;
	*out = civil_seconds(&c) - ahead(date->zone);
	return true;
}

static void digits_put(char *out, size_t size, int64_t value)
{
	while (size--) {
		out[size] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* -1: not all digits. */
static int digits_get(const char *digits, size_t size)
{
	int value = 0;

	for (size_t i = 0; i < size; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		value = value * 10 + (digits[i] - '0');
	}
	return value;
}

#define PUT(field, value) digits_put(field, sizeof(field), value)
#define GET(field) digits_get(field, sizeof(field))

struct iso_long_date iso_long_date_from(struct timespec time, int zone)
{
	struct civil c =
		civil_from(local_within(time.tv_sec, zone, &years_1_to_9999));
	struct iso_long_date out = { .zone = (int8_t)zone };

	PUT(out.year, c.year);
	PUT(out.month, c.month);
	PUT(out.day, c.day);
	PUT(out.hour, c.hour);
	PUT(out.minute, c.minute);
	PUT(out.second, c.second);
	PUT(out.hundredth, time.tv_nsec / 10000000);
	return out;
}

bool iso_long_date_get(const struct iso_long_date *date, struct timespec *out)
{
	const struct civil c = {
		.year = GET(date->year),
		.month = GET(date->month),
		.day = GET(date->day),
		.hour = GET(date->hour),
		.minute = GET(date->minute),
		.second = GET(date->second),
	};
	int hundredth = GET(date->hundredth);

	if (c.year < 1 || hundredth < 0 || !civil_valid(&c))
		return false;
	out->tv_sec = civil_seconds(&c) - ahead(date->zone);
	out->tv_nsec = hundredth * 10000000L;
	return true;
}
