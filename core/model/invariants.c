#include <assert.h>
#include <string.h>

#include "model/bucket.h"
#include "model/dir.h"
#include "model/inomap.h"
#include "model/link.h"
#include "model/merged.h"

/* What is counted anew. */
struct tally {
	uint64_t names[IW_CONTEXTS], dirs[IW_CONTEXTS];
	uint64_t record_dirs, data_sectors;
};

static void check_link(const struct model *model, const struct iw_node *dir,
	const struct link *link, struct tally *tally)
{
	unsigned which = link_views(link);
	bool is_dir = S_ISDIR(link->node->mode);

	assert(which && link->dir == dir && !link->node->is_orphan);
	assert(!(which & VIEW_BIT(IW_BOOT)) || which == VIEW_BIT(IW_BOOT));
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (!link->name[v])
			continue;
		assert(dir_present(dir, v));
		assert(dir_find(model, dir, v, link->name[v]) == link);
		tally->names[v]++;
		tally->dirs[v] += is_dir;
	}
	if (is_dir && which & (VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE)))
		tally->record_dirs++;
	if (merged_shows(link)) {
		char shown[SHOWN_SIZE];

		assert(merged_find(model, dir,
			       merged_name(model, link, shown)) == link);
	}
}

static void check_dir(const struct model *model, const struct iw_node *node,
	struct tally *tally)
{
	const struct dir *dir = node->dir;
	uint32_t count[IW_CONTEXTS] = { 0 }, dirs[IW_CONTEXTS] = { 0 };
	uint32_t shown_dirs = 0;
	uint64_t cookie = 2;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];
		bool is_dir;

		assert(dir->cookies[i] > cookie);
		cookie = dir->cookies[i];
		if (!link)
			continue;
		assert(link->cookie == cookie);
		check_link(model, node, link, tally);
		is_dir = S_ISDIR(link->node->mode);
		shown_dirs += is_dir && merged_shows(link);
		for (int v = 0; v < IW_CONTEXTS; v++) {
			count[v] += link->name[v] != NULL;
			dirs[v] += is_dir && link->name[v];
		}
	}
	assert(cookie <= dir->last_cookie);
	assert(shown_dirs == dir->shown_dirs);
	for (int v = 0; v < IW_CONTEXTS; v++) {
		assert(dir->of[v].count == count[v]);
		assert(dir->of[v].dirs == dirs[v]);
		assert(dir->of[v].pending == 0);
		assert(count[v] * 4 <= dir->of[v].size * 3);
	}
}

static void check_names(const struct iw_node *node)
{
	uint32_t names = 0, udf = 0;
	unsigned seen = 0;
	const struct link *previous = NULL;

	for (const struct link *link = node->links; link;
		link = link->next_of_node) {
		unsigned which = link_views(link);

		assert(link->node == node);
		assert(link->previous_of_node == previous);
		assert(!S_ISDIR(node->mode) || !(seen & which));
		seen |= which;
		names += (uint32_t)__builtin_popcount(which);
		udf += link->name[IW_UDF] != NULL;
		previous = link;
	}
	assert(node->names == names && node->udf_names == udf);
}

static void count_data(const struct iw_node *node, struct tally *tally)
{
	if (S_ISREG(node->mode))
		tally->data_sectors += sectors_of(node->content.size);
}

static uint64_t check_orphans(const struct model *model, struct tally *tally)
{
	uint64_t count = 0;
	const struct iw_node *previous = NULL;

	for (const struct iw_node *node = model->orphans; node;
		node = node->orphan.next) {
		assert(node->is_orphan && !node->names && !node->links);
		assert(node->refs || node->opens);
		count_data(node, tally);
		assert(node->orphan.previous == previous);
		previous = node;
		count++;
	}
	return count;
}

void model_check(const struct model *model)
{
	struct tally tally = { .data_sectors = 0 };
	struct inomap map;
	int err = inomap_fill(&map, model);

	assert(!err);
	for (size_t i = 0; i < map.count; i++) {
		const struct iw_node *node = map.node[i];

		assert(node->ino <= model->last_ino);
		check_names(node);
		count_data(node, &tally);
		if (S_ISDIR(node->mode))
			check_dir(model, node, &tally);
	}
	assert(model->nodes == map.count + check_orphans(model, &tally));
	assert(model->data_sectors == tally.data_sectors);
	assert(model->record_dirs == tally.record_dirs);
	for (int v = 0; v < IW_CONTEXTS; v++) {
		assert(model->names[v] == tally.names[v]);
		assert(model->dirs[v] == tally.dirs[v]);
	}
	inomap_free(&map);
}
