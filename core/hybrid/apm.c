#include "hybrid/apm.h"

#include <string.h>

static void put_text(uint8_t *out, size_t room, const char *text)
{
	memcpy(out, text, strnlen(text, room));
}

struct apm_partition apm_partition_encode(
	const struct apm_range *range, uint32_t count)
{
	struct apm_partition out = {
		.signature = { 'P', 'M' },
		.map_count = be32_from(count),
		.start = be32_from(range->start),
		.count = be32_from(range->count),
		.data_count = be32_from(range->count),
		.status = be32_from(APM_VALID | APM_ALLOCATED | APM_READABLE),
	};

	put_text(out.name, sizeof(out.name), range->name);
	put_text(out.type, sizeof(out.type), range->type);
	return out;
}

struct apm_descriptor apm_descriptor_encode(void)
{
	return (struct apm_descriptor){
		.signature = { 'E', 'R' },
		.block_size = be16_from(APM_BLOCK_SIZE),
		.block_count = be32_from(APM_BLOCK_COUNT),
	};
}

static bool is_filled(const uint8_t *bytes, size_t size, uint8_t with)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != with)
			return false;
	}
	return true;
}

bool apm_fits_over(const uint8_t *bytes)
{
	enum { FIRST = 2, NOPS = 24, NOP = 0x90 };

	return (bytes[0] == 'E' && bytes[1] == 'R') ||
	       is_filled(bytes, FIRST + NOPS, 0) ||
	       is_filled(bytes + FIRST, NOPS, NOP);
}
