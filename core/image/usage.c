#include "image/usage.h"

#include <errno.h>
#include <stdlib.h>

#include "image/walk.h"

int usage_add(struct usage *usage, struct extent what)
{
	if (usage->count == usage->room) {
		size_t room = usage->room * 2 + 256;
		struct extent *grown =
			reallocarray(usage->extent, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		usage->extent = grown;
		usage->room = room;
	}
	usage->extent[usage->count++] = what;
	return 0;
}

static int add_content(void *user, struct iw_node *node)
{
	const struct extent *e = content_extents(&node->content);
	int error = 0;

	for (uint32_t i = 0; i < node->content.count && !error; i++)
		error = usage_add(user, e[i]);
	return error;
}

int usage_collect(const struct model *model, struct usage *usage)
{
	return walk_files(model, add_content, usage);
}

struct extents usage_extents(const struct usage *usage)
{
	return (struct extents){ usage->extent, usage->count };
}

void usage_free(struct usage *usage)
{
	free(usage->extent);
	*usage = (struct usage){ 0 };
}
