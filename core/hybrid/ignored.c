#include "hybrid/ignored.h"

#include <stdlib.h>

#include "boot/boot.h"
#include "hybrid/kept.h"
#include "store/content.h"

#define REMEDY "unless 'system-area tables=make' is written to boot/settings"

static bool has_number(const struct kept *list, size_t count, int number)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].number == number)
			return true;
	}
	return false;
}

static void say_partitions(const struct source *source,
	const struct hybrid_view *view, const struct kept *list, size_t count)
{
	for (size_t i = 0; i < view->partitions.count; i++) {
		const struct partition *is = &view->partitions.of[i];

		if (!has_number(list, count, is->number))
			diag_say(source->diag, LOG_WARNING,
				"boot/partitions/%d-%s is not in the image's "
				"partition tables, which are kept, " REMEDY,
				is->number, is->name);
	}
}

static bool is_partition(
	const struct hybrid_view *view, const struct iw_node *node)
{
	for (size_t i = 0; i < view->partitions.count; i++) {
		if (view->partitions.of[i].node == node)
			return true;
	}
	return false;
}

/* An EFI image behind all that the tables were made for is new. */
static void say_efi(const struct source *source, const struct hybrid_view *view)
{
	const struct dir *dir = source->boot->nodes[PLACE_EFI]->dir;
	uint64_t end = kept_end(view->area.bytes) / BLOCKS_A_SECTOR;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];
		const struct content *c = link ? &link->node->content : NULL;

		if (!c || !c->count || is_partition(view, link->node) ||
			content_lba(source->store, c) < end)
			continue;
		diag_say(source->diag, LOG_WARNING,
			"boot/efi/%s is no partition: the image's tables are "
			"kept, " REMEDY,
			link->name[IW_BOOT]);
	}
}

void ignored_say(const struct source *source, const struct hybrid_view *view)
{
	struct kept *list;
	size_t count;

	if (view->area.is.tables != TABLES_KEEP)
		return;
	list = calloc(KEPT_MAX, sizeof(*list));
	if (!list)
		return;
	count = kept_list(view->area.bytes, list);
	say_partitions(source, view, list, count);
	if (count)
		say_efi(source, view);
	free(list);
}
