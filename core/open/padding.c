#include "open/padding.h"

#include "commit/apart.h"
#include "emit/format.h"
#include "image/walk.h"
#include "store/turn.h"
#include "util/blank.h"

enum {
	PADDING_MAX = 4096, /* sectors: 8 MiB */
	/* That much stays behind what is not zeros: it may have ended so. */
	PADDING_APART = 16,
};

/* Where files end before the address BORDER. */
struct filled {
	const struct apart *apart;
	uint64_t border, end;
};

static int find_border(void *user, struct iw_node *node)
{
	struct filled *filled = user;
	const struct content *c = &node->content;

	if (c->count && apart_has(filled->apart, node) &&
		content_extents(c)->start < filled->border)
		filled->border = content_extents(c)->start;
	return 0;
}

static int find_end(void *user, struct iw_node *node)
{
	struct filled *filled = user;
	const struct extent *e = content_extents(&node->content);

	for (uint32_t i = 0; i < node->content.count; i++) {
		uint64_t end = e[i].start + e[i].count;

		if (e[i].start >= filled->border)
			continue;
		if (end > filled->border)
			end = filled->border;
		if (end > filled->end)
			filled->end = end;
	}
	return 0;
}

/* The first of the zeros up to the border. */
static int find_zeros(
	const struct iw_image *image, const struct filled *filled, uint64_t *at)
{
	struct datafile *file = store_file(image->store);
	uint8_t sector[SECTOR_SIZE];
	int error = 0;

	for (*at = filled->border;
		*at > filled->end && filled->border - *at < PADDING_MAX;
		--*at) {
		error = datafile_read(
			file, sector, sizeof(sector), (*at - 1) * SECTOR_SIZE);
		if (error || !blank_all(sector, sizeof(sector)))
			break;
	}
	return error;
}

static int free_zeros(struct iw_image *image)
{
	const struct source source = { .boot = &image->boot };
	struct apart apart;
	struct filled filled = { &apart, UINT64_MAX, 0 };
	uint64_t start;
	int error = apart_find(&source, &apart);

	if (error || !apart.count)
		return error;
	(void)walk_files(&image->model, find_border, &filled);
	if (filled.border == UINT64_MAX)
		return 0;
	(void)walk_files(&image->model, find_end, &filled);
	error = find_zeros(image, &filled, &start);
	start += PADDING_APART;
	if (error || start >= filled.border)
		return error;
	return store_open(
		image->store, (struct extent){ start, filled.border - start });
}

int padding_free(struct iw_image *image)
{
	if (image->has_hfs || image->has_sessions)
		return 0;
	store_hold_below(image->store, 0);
	return image->settings.read_only ? 0 : free_zeros(image);
}
