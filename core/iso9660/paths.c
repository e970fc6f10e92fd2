/* Path tables (ECMA-119 6.9 and 9.4): every directory, by its number. */
#include <errno.h>

#include "iso9660/parts.h"

static const uint8_t root_identifier; /* 00 */

static struct iso_path_record path_record(const struct directory *dir)
{
	const struct record *named = dir->named;

	return (struct iso_path_record){
		.extent = source_address(dir->tree->source, dir->section->lba),
		.parent = (uint16_t)dir->parent->number,
		.identifier_size = named ? named->identifier_size : 1,
		.identifier = named ? named->identifier : &root_identifier,
	};
}

static void render_paths(
	const struct tree *tree, enum iso_path_type type, uint8_t *out)
{
	const struct directory *dir = tree->root;

	for (uint32_t i = 0; i < tree->listed; i++, dir = dir->next) {
		struct iso_path_record record = path_record(dir);

		out = iso_path_record_encode(&record, type, out);
	}
}

static void render_l(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	render_paths(self->subject, ISO_PATH_L, out);
}

static void render_m(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	render_paths(self->subject, ISO_PATH_M, out);
}

static uint64_t size_of_paths(const struct tree *tree)
{
	const struct directory *dir = tree->root;
	uint64_t size = 0;

	for (uint32_t i = 0; i < tree->listed; i++, dir = dir->next)
		size += iso_path_record_size(
			dir->named ? dir->named->identifier_size : 1);
	return size;
}

int paths_plan(struct tree *tree)
{
	struct section section = {
		.zone = ZONE_PATH_TABLES,
		.rank = tree->kind->rank,
		.subject = tree,
	};

	tree->listed = tree->directories;
	if (tree->listed > PATH_MAX_DIRECTORIES) {
		/* A parent's number has 16 bits (9.4.4). */
		diag_say(tree->source->diag, LOG_WARNING,
			"iso9660: %u directories, of which the path tables "
			"hold the first %d; Windows shows no others",
			tree->directories, PATH_MAX_DIRECTORIES);
		tree->listed = PATH_MAX_DIRECTORIES;
	}
	tree->path_table_size = size_of_paths(tree);
	section.size = tree->path_table_size;
	section.render = render_l;
	tree->path_l = layout_add(tree->layout, &section);
	section.render = render_m;
	tree->path_m = layout_add(tree->layout, &section);
	return tree->path_l && tree->path_m ? 0 : -ENOMEM;
}
