/*
 * Checksums of on-disc structures, each named as its standard names it.
 */
#ifndef ISOWEAVE_UTIL_CRC_H
#define ISOWEAVE_UTIL_CRC_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 (IEEE 802.3; UEFI 2.10, 5.3.2 refers to it) of SIZE bytes, going on
 * from SEED: the CRC of the bytes before, 0 at the start. */
uint32_t crc32_of(uint32_t seed, const void *bytes, size_t size);

/* CRC-ITU-T of SIZE bytes: x^16 + x^12 + x^5 + 1, highest bit first, from zero
 * (ECMA-167 3/7.2.6). */
uint16_t crc_itu(const void *bytes, size_t size);

#endif
