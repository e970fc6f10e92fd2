#include "emit/format.h"

uint64_t source_lba(const struct layout *layout, const struct source *source,
	const struct iw_node *node)
{
	const struct section *own = NULL;

	if (!node->content.count)
		own = layout_owned(layout, node);
	return own ? own->lba : content_lba(source->store, &node->content);
}

struct timespec source_time(const struct source *source, struct timespec time)
{
	const struct timespec *latest = &source->latest;

	if (time.tv_sec > latest->tv_sec)
		return *latest;
	if (time.tv_sec == latest->tv_sec && time.tv_nsec > latest->tv_nsec)
		return *latest;
	return time;
}

uint32_t source_address(const struct source *source, uint64_t lba)
{
	return (uint32_t)(lba - source->origin);
}

uint32_t source_size(const struct layout *layout, const struct source *source)
{
	uint64_t end = layout_end(layout);

	for (int i = 0; i < source->behind_count; i++) {
		uint64_t lba = source_lba(layout, source, source->behind[i]);

		if (lba < end)
			end = lba;
	}
	return source_address(source, end);
}

enum zone source_descriptors(const struct source *source)
{
	return source->origin ? ZONE_PARTITION : ZONE_DESCRIPTORS;
}
