#include "emit/readme.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "boot/boot.h"
#include "rockridge/rockridge.h"

const char readme_text[] =
	"This volume is a UDF file system. What shows you this text reads\r\n"
	"ISO 9660 only, of which there is nothing else here.\r\n";

const size_t readme_size = sizeof(readme_text) - 1;

/* A directory of one name, in the layout's memory: not the model's. */
struct tree {
	struct iw_node root, file;
	struct dir dir;
	struct link *links[1];
	struct source source;
};

static bool has_boot_entries(const struct boot *boot)
{
	bool has = false;

	for (int i = 0; boot && i < PLACE_PLATFORMS; i++)
		has |= boot->nodes[i] &&
		       boot->nodes[i]->dir->of[IW_BOOT].count > 0;
	return has;
}

bool readme_is_udf_alone(const struct source *source)
{
	const struct bucket_list *of = source->root->dir->of;
	const bool *wanted = source->settings->context;

	if (!of[IW_UDF].count || has_boot_entries(source->boot))
		return false;
	return !wanted[IW_ISO] && !wanted[IW_ROCKRIDGE] && !wanted[IW_JOLIET] &&
	       !of[IW_ISO].count && !of[IW_ROCKRIDGE].count &&
	       !of[IW_JOLIET].count;
}

static void render_text(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	memcpy(out, readme_text, self->size);
}

static void draw(
	struct tree *tree, struct link *link, const struct source *source)
{
	static char name[] = README_NAME;
	const struct iw_node *top = source->root;

	tree->root = (struct iw_node){
		.mode = top->mode,
		.atime = top->atime,
		.mtime = top->mtime,
		.ctime = top->ctime,
		.dir = &tree->dir,
	};
	tree->file = tree->root;
	tree->file.mode = S_IFREG | 0444;
	tree->file.content = (struct content){ .size = readme_size };
	link->dir = &tree->root;
	link->node = &tree->file;
	link->name[IW_ISO] = name;
	tree->links[0] = link;
	tree->dir = (struct dir){ .links = tree->links, .link_count = 1 };
	tree->dir.of[IW_ISO].count = 1;
	tree->source = *source;
	tree->source.root = &tree->root;
}

int readme_plan(struct layout *layout, const struct source *source)
{
	/* The last of the body: it is data, which streams have behind. */
	const struct section what = {
		.zone = ZONE_ENTRIES,
		.rank = INT_MAX,
		.size = sizeof(readme_text) - 1,
		.render = render_text,
	};
	struct tree *tree = layout_alloc(layout, sizeof(*tree));
	struct link *link = layout_alloc(layout, sizeof(*link));
	const struct section *section;

	if (!tree || !link)
		return -ENOMEM;
	draw(tree, link, source);
	section = layout_add(layout, &what);
	if (!section || layout_own(layout, &tree->file, section))
		return -ENOMEM;
	return rockridge_plan(layout, &tree->source);
}
