#include "hybrid/own.h"

#include "boot/boot.h"
#include "hybrid/kept.h"

bool own_is_partition(const struct boot *boot, const struct iw_node *node)
{
	const struct iw_node *dir = boot->nodes[PLACE_PARTITIONS];

	for (const struct link *link = node->links; link;
		link = link->next_of_node) {
		if (link->dir == dir && link->name[IW_BOOT])
			return true;
	}
	return false;
}

/* Whether all files that are no partitions themselves lie before END, which is
 * where that of the volume ends. */
static bool is_whole(const struct intake *intake, uint64_t end)
{
	const uint64_t none = intake->medium.size / SECTOR_SIZE + 1;
	uint64_t at = end / BLOCKS_A_SECTOR - 1;
	bool is_partition = !intake->has_hfs;

	while (is_partition && (at = intake_next(intake, at, none)) != none) {
		bool others;
		const struct iw_node *node =
			intake_at(intake, at, at + 1, &others);

		is_partition = node && own_is_partition(intake->boot, node);
	}
	return is_partition;
}

/* What is wrong with the volume that the first partition has for itself; NULL:
 * it is as the image's. */
static const char *find_fault(const struct intake *intake, uint64_t end)
{
	switch (intake->second) {
	case SECOND_DAMAGED:
		return "is damaged";
	case SECOND_OTHER:
		return "has files that the image's does not have";
	default:
		return is_whole(intake, end) ? NULL : "goes on behind it";
	}
}

/* In tables that are kept. */
static int64_t keep_offset(const struct intake *intake, const uint8_t *area)
{
	uint64_t end = kept_is_sound(area) ? kept_own_end(area) : 0;
	const char *fault;

	if (intake->second == SECOND_NONE || !end)
		return OFFSET_AUTO;
	fault = find_fault(intake, end);
	if (!fault)
		return OFFSET_16;
	diag_say(intake->diag, LOG_WARNING,
		"the volume that the first partition has for itself %s, and "
		"stays as it is: changes are seen on the whole disc only, "
		"unless 'system-area partition-offset=16' is written to "
		"boot/settings, which makes it anew",
		fault);
	return OFFSET_AUTO;
}

int64_t own_settle(
	const struct intake *intake, const uint8_t *area, int64_t tables)
{
	if (tables == TABLES_KEEP)
		return keep_offset(intake, area);
	return intake->second == SECOND_NONE ? OFFSET_0 : OFFSET_16;
}
