#include "disk/implant.h"

#include <stdio.h>
#include <string.h>

#define SUM_BEGINS "ISO MD5SUM = "
#define IS_SUPPORTED "RHLISOSTATUS=1"

static const char digits[] = "0123456789abcdef";

void implant_encode(const struct implant *implant, uint8_t out[IMPLANT_SIZE])
{
	char sum[2 * IMPLANT_SUM], text[IMPLANT_SIZE];
	int length;

	for (size_t i = 0; i < IMPLANT_SUM; i++) {
		sum[2 * i] = digits[implant->sum[i] >> 4];
		sum[2 * i + 1] = digits[implant->sum[i] & 15];
	}
	length = snprintf(text, sizeof(text),
		SUM_BEGINS "%.*s;SKIPSECTORS = %d;RHLISOSTATUS=%d;"
			   "FRAGMENT SUMS = %.*s;FRAGMENT COUNT = %d;"
			   "THIS IS NOT THE SAME AS RUNNING MD5SUM ON THIS "
			   "ISO!!",
		(int)sizeof(sum), sum, IMPLANT_SKIPPED, implant->is_supported,
		(int)sizeof(implant->fragments), implant->fragments,
		IMPLANT_FRAGMENTS);
	memset(out, ' ', IMPLANT_SIZE);
	memcpy(out, text, (size_t)length);
}

bool implant_decode(const uint8_t use[IMPLANT_SIZE], bool *is_supported)
{
	*is_supported = memmem(use, IMPLANT_SIZE, IS_SUPPORTED,
				strlen(IS_SUPPORTED)) != NULL;
	return memmem(use, IMPLANT_SIZE, SUM_BEGINS, strlen(SUM_BEGINS)) !=
	       NULL;
}

/* The first digit of each byte's number. */
void implant_digits(const uint8_t sum[IMPLANT_SUM], char out[IMPLANT_DIGITS])
{
	for (size_t i = 0; i < IMPLANT_DIGITS; i++)
		out[i] = digits[sum[i] > 15 ? sum[i] >> 4 : sum[i]];
}
