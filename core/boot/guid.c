#include "boot/guid.h"

#include <stdio.h>
#include <string.h>

const struct guid guid_efi_system = { { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8,
	0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b } };
const struct guid guid_basic_data = { { 0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9,
	0x33, 0x44, 0x87, 0xc0, 0x68, 0xb6, 0xb7, 0x26, 0x99, 0xc7 } };

const struct guid guid_linux_data = { { 0xaf, 0x3d, 0xc6, 0x0f, 0x83, 0x84,
	0x72, 0x47, 0x8e, 0x79, 0x3d, 0x69, 0xd8, 0x47, 0x7d, 0xe4 } };
const struct guid guid_apple_hfs = { { 0x00, 0x53, 0x46, 0x48, 0x00, 0x00, 0xaa,
	0x11, 0xaa, 0x11, 0x00, 0x30, 0x65, 0x43, 0xec, 0xac } };

/* The bytes in the order in which the text has them. */
static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13,
	14, 15 };

static bool dash_before(int i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

bool guid_is_zero(const struct guid *guid)
{
	return guid_equal(guid, &(struct guid){ { 0 } });
}

bool guid_equal(const struct guid *left, const struct guid *right)
{
	return memcmp(left, right, sizeof(*left)) == 0;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool guid_parse(const char *text, struct guid *out)
{
	struct guid guid;

	for (int i = 0; i < 16; i++) {
		int high, low;

		if (dash_before(i) && *text++ != '-')
			return false;
		high = digit(*text);
		low = high < 0 ? -1 : digit(text[1]);
		if (low < 0)
			return false;
		guid.byte[order[i]] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return false;
	*out = guid;
	return true;
}

void guid_print(const struct guid *guid, char out[GUID_TEXT])
{
	char *to = out;

	for (int i = 0; i < 16; i++)
		to += sprintf(to, "%s%02X", dash_before(i) ? "-" : "",
			guid->byte[order[i]]);
}

/* One step of splitmix64: every bit of the state reaches every bit out. */
static uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

struct guid guid_derive(uint64_t seed, uint32_t number)
{
	uint64_t state = seed ^ (uint64_t)number << 40;
	le64 half[2];
	struct guid out;

	mix(&state);
	half[0] = le64_from(mix(&state));
	half[1] = le64_from(mix(&state));
	memcpy(&out, half, sizeof(out));
	out.byte[7] = (uint8_t)((out.byte[7] & 0x0f) | 0x40);
	out.byte[8] = (uint8_t)((out.byte[8] & 0x3f) | 0x80);
	return out;
}
