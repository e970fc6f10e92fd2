/*
 * CRC-ITU-T: the cyclic redundancy check of UDF's descriptor tags.
 */
#ifndef ISOWEAVE_UTIL_CRCITU_H
#define ISOWEAVE_UTIL_CRCITU_H

#include <stddef.h>
#include <stdint.h>

/* Of SIZE bytes: x^16 + x^12 + x^5 + 1, highest bit first, from zero
 * (ECMA-167 3/7.2.6). */
uint16_t crcitu(const void *bytes, size_t size);

#endif
