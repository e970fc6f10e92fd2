/*
 * The integers of on-disc structures, as byte arrays: alignment 1, so a
 * structure of them is drawn exactly as the standard draws it, without a
 * packed attribute, and a wrong width or byte order does not compile.
 *
 *	le16 le32 le64	least significant byte first (ECMA-119 7.2.1, 7.3.1)
 *	be16 be32	most significant byte first (ECMA-119 7.2.2, 7.3.2)
 *	both16 both32	both, little first (ECMA-119 7.2.3, 7.3.3)
 */
#ifndef ISOWEAVE_UTIL_BYTES_H
#define ISOWEAVE_UTIL_BYTES_H

#include <stdint.h>

typedef struct {
	uint8_t byte[2];
} le16;
typedef struct {
	uint8_t byte[4];
} le32;
typedef struct {
	uint8_t byte[8];
} le64;
typedef struct {
	uint8_t byte[2];
} be16;
typedef struct {
	uint8_t byte[4];
} be32;
typedef struct {
	le16 le;
	be16 be;
} both16;
typedef struct {
	le32 le;
	be32 be;
} both32;

static inline le16 le16_from(uint16_t v)
{
	return (le16){ { (uint8_t)v, (uint8_t)(v >> 8) } };
}

static inline le32 le32_from(uint32_t v)
{
	return (le32){ { (uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16),
		(uint8_t)(v >> 24) } };
}

static inline le64 le64_from(uint64_t v)
{
	le64 out;

	for (int i = 0; i < 8; i++)
		out.byte[i] = (uint8_t)(v >> (8 * i));
	return out;
}

static inline be16 be16_from(uint16_t v)
{
	return (be16){ { (uint8_t)(v >> 8), (uint8_t)v } };
}

static inline be32 be32_from(uint32_t v)
{
	return (be32){ { (uint8_t)(v >> 24), (uint8_t)(v >> 16),
		(uint8_t)(v >> 8), (uint8_t)v } };
}

static inline both16 both16_from(uint16_t v)
{
	return (both16){ le16_from(v), be16_from(v) };
}

static inline both32 both32_from(uint32_t v)
{
	return (both32){ le32_from(v), be32_from(v) };
}

static inline uint16_t le16_get(le16 v)
{
	return (uint16_t)(v.byte[0] | v.byte[1] << 8);
}

static inline uint32_t le32_get(le32 v)
{
	return v.byte[0] | (uint32_t)v.byte[1] << 8 |
	       (uint32_t)v.byte[2] << 16 | (uint32_t)v.byte[3] << 24;
}

static inline uint64_t le64_get(le64 v)
{
	uint64_t out = 0;

	for (int i = 7; i >= 0; i--)
		out = out << 8 | v.byte[i];
	return out;
}

static inline uint16_t be16_get(be16 v)
{
	return (uint16_t)(v.byte[0] << 8 | v.byte[1]);
}

static inline uint32_t be32_get(be32 v)
{
	return (uint32_t)v.byte[0] << 24 | (uint32_t)v.byte[1] << 16 |
	       (uint32_t)v.byte[2] << 8 | v.byte[3];
}

#endif
