#include "emit/format.h"

uint64_t source_lba(const struct layout *layout, const struct source *source,
	const struct iw_node *node)
{
	const struct section *own = NULL;

	if (node->role == ROLE_CATALOG)
		own = layout_owned(layout, node);
	return own ? own->lba : content_lba(source->store, &node->content);
}
