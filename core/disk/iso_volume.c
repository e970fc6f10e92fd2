#include "disk/iso_volume.h"

#include <errno.h>
#include <string.h>

static const char standard[5] = { 'C', 'D', '0', '0', '1' };

struct iso_volume_head iso_volume_head(
	enum iso_volume_type type, uint8_t version)
{
	struct iso_volume_head head = {
		.type = (uint8_t)type,
		.version = version,
	};

	memcpy(head.standard, standard, sizeof(standard));
	return head;
}

bool iso_volume_is_standard(const struct iso_volume_head *head)
{
	return memcmp(head->standard, standard, sizeof(standard)) == 0;
}

bool iso_volume_is_primary(const struct iso_volume_head *head)
{
	const struct iso_volume_head primary = iso_volume_head(ISO_PRIMARY, 1);

	return memcmp(head, &primary, sizeof(primary)) == 0;
}

static int joliet_level(const struct iso_volume *volume)
{
	static const char last[] = { '@', 'C', 'E' };

	if (volume->head.type != ISO_SUPPLEMENTARY ||
		memcmp(volume->escape_sequences, "%/", 2) != 0)
		return 0;
	for (int level = 1; level <= 3; level++) {
		if (volume->escape_sequences[2] == last[level - 1])
			return level;
	}
	return 0;
}

int iso_volume_decode(
	const struct iso_volume *volume, struct iso_volume_tree *out)
{
	struct iso_volume_tree tree = {
		.type = volume->head.type,
		.version = volume->head.version,
		.joliet = joliet_level(volume),
		.blocks = le32_get(volume->space_size.le),
		.block_size = le16_get(volume->block_size.le),
		.path_table_size = le32_get(volume->path_table_size.le),
		.path_table_l = le32_get(volume->path_table_l),
		.path_table_m = be32_get(volume->path_table_m),
	};

	if (!iso_volume_is_standard(&volume->head))
		return -EUCLEAN;
	if (tree.type != ISO_PRIMARY && tree.type != ISO_SUPPLEMENTARY)
		return -EUCLEAN;
	if (iso_record_decode((const uint8_t *)&volume->root,
		    sizeof(volume->root), &tree.root) <= 0)
		return -EUCLEAN;
	*out = tree;
	return 0;
}
