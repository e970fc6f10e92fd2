#include "image/usage.h"

#include "image/walk.h"

static int add_content(void *user, struct iw_node *node)
{
	const struct extent *e = content_extents(&node->content);
	int error = 0;

	for (uint32_t i = 0; i < node->content.count && !error; i++)
		error = extents_add(user, e[i]);
	return error;
}

int usage_collect(const struct model *model, struct extent_list *out)
{
	return walk_files(model, add_content, out);
}
