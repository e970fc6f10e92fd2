#include "commit/apart.h"

#include "hybrid/hybrid.h"
#include "commit/plan.h"
#include "image/walk.h"

int apart_find(const struct source *source, struct apart *out)
{
	const struct iw_node *found[PARTITIONS_MAX];
	int count = hybrid_apart(source, found);

	out->count = 0;
	for (int i = 0; i < count; i++)
		out->node[out->count++] = (struct iw_node *)found[i];
	return count < 0 ? count : 0;
}

bool apart_has(const struct apart *apart, const struct iw_node *node)
{
	for (size_t i = 0; i < apart->count; i++) {
		if (apart->node[i] == node)
			return true;
	}
	return false;
}

/* The address from which on only partitions may be. */
struct border {
	const struct apart *apart;
	uint64_t at;
};

static int is_behind(void *user, struct iw_node *node)
{
	const struct border *border = user;
	const struct content *c = &node->content;

	return c->count && content_extents(c)->start >= border->at &&
	       !apart_has(border->apart, node);
}

bool apart_is_last(const struct iw_image *image, const struct plan *plan)
{
	struct border border = { &plan->apart, UINT64_MAX };

	for (size_t i = 0; i < plan->apart.count; i++) {
		const struct content *c = &plan->apart.node[i]->content;
		uint64_t start = content_extents(c)->start;

		if (start < border.at)
			border.at = start;
	}
	return plan->meta[0].start < border.at &&
	       walk_files(&image->model, is_behind, &border) == 0;
}
