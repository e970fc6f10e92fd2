#include "util/crc.h"

/* Reflected polynomial 0xedb88320, four bits at a time. */
static const uint32_t crc32_nibble[16] = {
	0x00000000,
	0x1db71064,
	0x3b6e20c8,
	0x26d930ac,
	0x76dc4190,
	0x6b6b51f4,
	0x4db26158,
	0x5005713c,
	0xedb88320,
	0xf00f9344,
	0xd6d6a3e8,
	0xcb61b38c,
	0x9b64c2b0,
	0x86d3d2d4,
	0xa00ae278,
	0xbdbdf21c,
};

uint32_t crc32_of(uint32_t seed, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint32_t crc = ~seed;

	while (size--) {
		crc ^= *at++;
		crc = crc >> 4 ^ crc32_nibble[crc & 15];
		crc = crc >> 4 ^ crc32_nibble[crc & 15];
	}
	return ~crc;
}

/* What a half byte in the upper four bits leaves behind: x^16 + x^12 + x^5 + 1
 * is 0x1021 without its highest power. */
static const uint16_t crc_itu_nibble[16] = {
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

uint16_t crc_itu(const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint16_t crc = 0;

	for (size_t i = 0; i < size; i++) {
		crc = (uint16_t)(crc << 4) ^
		      crc_itu_nibble[crc >> 12 ^ at[i] >> 4];
		crc = (uint16_t)(crc << 4) ^
		      crc_itu_nibble[crc >> 12 ^ (at[i] & 15)];
	}
	return crc;
}
