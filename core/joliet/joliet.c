#include "joliet/joliet.h"

#include <string.h>

#include "iso9660/tree.h"
#include "iso9660/volume.h"
#include "util/utf8.h"

static size_t identifier(const struct tree *tree, mode_t mode, const char *name,
	uint8_t out[IDENTIFIER_MAX])
{
	be16 units[IDENTIFIER_MAX / sizeof(be16)];
	size_t size = utf16_put(name, units, IDENTIFIER_MAX / sizeof(be16)) *
		      sizeof(be16);

	(void)tree, (void)mode;
	memcpy(out, units, size);
	return size;
}

/* Big-endian: by bytes is by characters. */
static int compare(const struct record *left, const struct record *right)
{
	size_t l = left->identifier_size, r = right->identifier_size;
	int order = memcmp(left->identifier, right->identifier, l < r ? l : r);

	return order ? order : (int)l - (int)r;
}

static void put_text(const char *text, char *field, size_t size)
{
	size_t room = size / sizeof(be16);
	be16 units[64];
	size_t count = utf16_put(text, units, room);

	while (count < room)
		units[count++] = be16_from(' ');
	memcpy(field, units, room * sizeof(be16));
}

static const struct tree_kind tree_kind = {
	.view = IW_JOLIET,
	.contexts = VIEW_BIT(IW_JOLIET),
	.rank = RANK_JOLIET,
	.identifier = identifier,
	.compare = compare,
};

static const struct volume_kind volume_kind = {
	.rank = RANK_JOLIET,
	.type = ISO_SUPPLEMENTARY,
	.version = 1,
	.structure_version = 1,
	.escape = ISO_ESCAPE_JOLIET_3,
	.put = put_text,
};

int joliet_plan(struct layout *layout, const struct source *source)
{
	struct tree *tree;
	int error;

	if (!source->root->dir->of[IW_JOLIET].count)
		return 0;
	error = tree_plan(layout, source, &tree_kind, NULL, &tree);
	return error ? error : volume_plan(&volume_kind, tree);
}
