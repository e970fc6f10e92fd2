#include "util/crc.h"

#include <pthread.h>

/* crc32_after[n][byte]: what BYTE leaves behind N zero bytes; so eight bytes
 * are eight looks that do not wait for each other. */
enum {
	SLICE = 8, /* bytes */
};

static uint32_t crc32_after[SLICE][256];
static uint16_t itu_after[SLICE][256];
static pthread_once_t tables = PTHREAD_ONCE_INIT;

/* Reflected: 0xedb88320 has its highest power in bit 0. */
static uint32_t crc32_of_byte(uint32_t byte)
{
	for (int i = 0; i < 8; i++)
		byte = byte >> 1 ^ (byte & 1 ? 0xedb88320 : 0);
	return byte;
}

/* x^16 + x^12 + x^5 + 1 is 0x1021 without its highest power. */
static uint16_t itu_of_byte(unsigned byte)
{
	byte <<= 8;
	for (int i = 0; i < 8; i++)
		byte = byte << 1 ^ (byte & 0x8000 ? 0x11021 : 0);
	return (uint16_t)byte;
}

static void make_tables(void)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		uint32_t crc = crc32_of_byte(byte);
		uint16_t itu = itu_of_byte(byte);

		for (int n = 0; n < SLICE; n++) {
			crc32_after[n][byte] = crc;
			itu_after[n][byte] = itu;
			crc = crc >> 8 ^ crc32_of_byte(crc & 0xff);
			itu = (uint16_t)(itu << 8) ^ itu_of_byte(itu >> 8);
		}
	}
}

uint32_t crc32_of(uint32_t seed, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint32_t crc = ~seed, sum;

	pthread_once(&tables, make_tables);
	for (; size >= SLICE; size -= SLICE, at += SLICE) {
		sum = 0;
		for (int i = 0; i < 4; i++)
			sum ^= crc32_after[7 - i]
					  [(at[i] ^ crc >> 8 * i) & 0xff];
		for (int i = 4; i < SLICE; i++)
			sum ^= crc32_after[7 - i][at[i]];
		crc = sum;
	}
	while (size--)
		crc = crc >> 8 ^ crc32_after[0][(crc ^ *at++) & 0xff];
	return ~crc;
}

uint16_t crc_itu(const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint16_t crc = 0, sum;

	pthread_once(&tables, make_tables);
	for (; size >= SLICE; size -= SLICE, at += SLICE) {
		sum = itu_after[7][at[0] ^ crc >> 8];
		sum ^= itu_after[6][at[1] ^ (crc & 0xff)];
		for (int i = 2; i < SLICE; i++)
			sum ^= itu_after[7 - i][at[i]];
		crc = sum;
	}
	while (size--)
		crc = (uint16_t)(crc << 8) ^ itu_after[0][crc >> 8 ^ *at++];
	return crc;
}
