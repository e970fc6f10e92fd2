/*
 * Dates of ECMA-119 (8.4.26.1 and 9.1.5): local time with its distance from
 * UTC in quarters of an hour, east positive, -48 to 52.
 */
#ifndef ISOWEAVE_DISK_ISO_DATE_H
#define ISOWEAVE_DISK_ISO_DATE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* 9.1.5: of directory records, and of Rock Ridge. */
struct iso_date {
	uint8_t year; /* since 1900 */
	uint8_t month, day, hour, minute, second;
	int8_t zone;
};
static_assert(sizeof(struct iso_date) == 7, "ECMA-119 9.1.5");

/* 8.4.26.1: of volume descriptors; digits. All '0' and zone 0: not given. */
struct iso_long_date {
	char year[4], month[2], day[2], hour[2], minute[2], second[2];
	char hundredth[2];
	int8_t zone;
};
static_assert(sizeof(struct iso_long_date) == 17, "ECMA-119 8.4.26.1");

/* Whether struct iso_date can say SECONDS of the epoch: the years 1900 to 2155
 * in ZONE. */
bool iso_date_fits(time_t seconds, int zone);
/* What does not fit becomes the nearest that does. */
struct iso_date iso_date_from(time_t seconds, int zone);
struct iso_long_date iso_long_date_from(struct timespec time, int zone);

/* Seconds of the epoch; false: not a date. */
bool iso_date_get(const struct iso_date *date, time_t *out);
bool iso_long_date_get(const struct iso_long_date *date, struct timespec *out);

#endif
