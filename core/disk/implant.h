/*
 * The MD5 sum that implantisomd5 puts into an image, and checkisomd5 compares:
 * text in the application use of the primary volume descriptor (ECMA-119
 * 8.4.32), in one line, with blanks behind it.
 *
 *	ISO MD5SUM = 32 digits;SKIPSECTORS = 15;RHLISOSTATUS=0;
 *	FRAGMENT SUMS = 60 digits;FRAGMENT COUNT = 20;THIS IS NOT THE SAME ...
 *
 * The sum is of the volume but for its last 15 sectors, with blanks for all of
 * the application use. It is taken in chunks: where one begins another 21st of
 * the volume, the sum up to its end gives three digits of the fragments, so
 * that a reader can stop early.
 */
#ifndef ISOWEAVE_DISK_IMPLANT_H
#define ISOWEAVE_DISK_IMPLANT_H

#include <stdbool.h>
#include <stdint.h>

#define IMPLANT_SIZE 512
#define IMPLANT_SKIPPED 15   /* sectors at the end */
#define IMPLANT_CHUNK 32768u /* bytes */
#define IMPLANT_SUM 16	     /* bytes of MD5 */
#define IMPLANT_FRAGMENTS 20
#define IMPLANT_DIGITS 3 /* of each fragment */

struct implant {
	/* "RHLISOSTATUS": installers of Red Hat do not offer to check it. */
	bool is_supported;
	uint8_t sum[IMPLANT_SUM];
	/* The digits of fragments that no chunk began are '0'. */
	char fragments[IMPLANT_FRAGMENTS * IMPLANT_DIGITS];
};

void implant_encode(const struct implant *implant, uint8_t out[IMPLANT_SIZE]);
/* Whether there is a sum in USE; and of what kind. */
bool implant_decode(const uint8_t use[IMPLANT_SIZE], bool *is_supported);

/* The digits of the fragment that ends where the sum so far is SUM. */
void implant_digits(const uint8_t sum[IMPLANT_SUM], char out[IMPLANT_DIGITS]);

#endif
