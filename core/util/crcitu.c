#include "util/crcitu.h"

/* What a half byte in the upper four bits leaves behind: x^16 + x^12 + x^5 + 1
 * is 0x1021 without its highest power. */
static const uint16_t half[16] = {
	0x0000,
	0x1021,
	0x2042,
	0x3063,
	0x4084,
	0x50a5,
	0x60c6,
	0x70e7,
	0x8108,
	0x9129,
	0xa14a,
	0xb16b,
	0xc18c,
	0xd1ad,
	0xe1ce,
	0xf1ef,
};

uint16_t crcitu(const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint16_t crc = 0;

	for (size_t i = 0; i < size; i++) {
		crc = (uint16_t)(crc << 4) ^ half[crc >> 12 ^ at[i] >> 4];
		crc = (uint16_t)(crc << 4) ^ half[crc >> 12 ^ (at[i] & 15)];
	}
	return crc;
}
