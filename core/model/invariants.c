
#include "model/dir.h"
#include "model/inomap.h"
#include "model/link.h"
#include "model/merged.h"

/* The first that does not hold is returned, as its text. */
#define HOLDS(what)                                                            \
	do {                                                                   \
		if (!(what))                                                   \
			return #what;                                          \
	} while (0)

/* What is counted anew. */
struct tally {
	uint64_t names[IW_CONTEXTS], dirs[IW_CONTEXTS];
	uint64_t nodes, record_dirs, data_sectors;
};

static const char *check_link(const struct model *model,
	const struct iw_node *dir, const struct link *link, struct tally *tally)
{
	unsigned which = link_views(link);
	bool is_dir = S_ISDIR(link->node->mode);

	HOLDS(which && link->dir == dir && !link->node->is_orphan);
	HOLDS(!(which & VIEW_BIT(IW_BOOT)) || which == VIEW_BIT(IW_BOOT));
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (!link->name[v])
			continue;
		HOLDS(dir_present(dir, v));
		HOLDS(dir_find(model, dir, v, link->name[v]) == link);
		tally->names[v]++;
		tally->dirs[v] += is_dir;
	}
	if (is_dir && which & (VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE)))
		tally->record_dirs++;
	if (merged_shows(link)) {
		char shown[SHOWN_SIZE];

		HOLDS(merged_find(model, dir,
			      merged_name(model, link, shown)) == link);
	}
	return NULL;
}

static const char *check_dir(const struct model *model,
	const struct iw_node *node, struct tally *tally)
{
	const struct dir *dir = node->dir;
	uint32_t count[IW_CONTEXTS] = { 0 }, dirs[IW_CONTEXTS] = { 0 };
	uint32_t shown_dirs = 0;
	uint64_t cookie = 2;
	const char *fault;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];
		bool is_dir;

		HOLDS(dir->cookies[i] > cookie);
		cookie = dir->cookies[i];
		if (!link)
			continue;
		HOLDS(link->cookie == cookie);
		fault = check_link(model, node, link, tally);
		if (fault)
			return fault;
		is_dir = S_ISDIR(link->node->mode);
		shown_dirs += is_dir && merged_shows(link);
		for (int v = 0; v < IW_CONTEXTS; v++) {
			count[v] += link->name[v] != NULL;
			dirs[v] += is_dir && link->name[v];
		}
	}
	HOLDS(cookie <= dir->last_cookie);
	HOLDS(shown_dirs == dir->shown_dirs);
	for (int v = 0; v < IW_CONTEXTS; v++) {
		HOLDS(dir->of[v].count == count[v]);
		HOLDS(dir->of[v].dirs == dirs[v]);
		HOLDS(dir->of[v].pending == 0);
		HOLDS(count[v] * 4 <= dir->of[v].size * 3);
	}
	return NULL;
}

static const char *check_names(const struct iw_node *node)
{
	uint32_t names = 0, udf = 0;
	unsigned seen = 0;
	const struct link *previous = NULL;

	for (const struct link *link = node->links; link;
		link = link->next_of_node) {
		unsigned which = link_views(link);

		HOLDS(link->node == node);
		HOLDS(link->previous_of_node == previous);
		HOLDS(!S_ISDIR(node->mode) || !(seen & which));
		seen |= which;
		names += (uint32_t)__builtin_popcount(which);
		udf += link->name[IW_UDF] != NULL;
		previous = link;
	}
	HOLDS(node->names == names && node->udf_names == udf);
	return NULL;
}

/* What is generated when it is opened has a size, and no data. */
static void count_node(const struct iw_node *node, struct tally *tally)
{
	tally->nodes++;
	if (S_ISREG(node->mode) && node->role != ROLE_CATALOG &&
		node->role != ROLE_SETTINGS)
		tally->data_sectors += sectors_of(node->content.size);
}

static const char *check_orphans(const struct model *model, struct tally *tally)
{
	const struct iw_node *previous = NULL;

	for (const struct iw_node *node = model->orphans; node;
		node = node->orphan.next) {
		HOLDS(node->is_orphan && !node->names && !node->links);
		HOLDS(node->refs || node->opens);
		HOLDS(node->orphan.previous == previous);
		count_node(node, tally);
		previous = node;
	}
	return NULL;
}

static const char *check_node(const struct model *model,
	const struct iw_node *node, struct tally *tally)
{
	const char *fault = check_names(node);

	HOLDS(node->ino <= model->last_ino);
	count_node(node, tally);
	if (!fault && S_ISDIR(node->mode))
		fault = check_dir(model, node, tally);
	return fault;
}

static const char *check_tally(
	const struct model *model, const struct tally *tally)
{
	HOLDS(model->nodes == tally->nodes);
	HOLDS(model->data_sectors == tally->data_sectors);
	HOLDS(model->record_dirs == tally->record_dirs);
	for (int v = 0; v < IW_CONTEXTS; v++) {
		HOLDS(model->names[v] == tally->names[v]);
		HOLDS(model->dirs[v] == tally->dirs[v]);
	}
	return NULL;
}

const char *model_fault(const struct model *model)
{
	struct tally tally = { .nodes = 0 };
	struct inomap map;
	const char *fault = NULL;

	if (inomap_fill(&map, model))
		fault = "there is memory to look";
	for (size_t i = 0; i < map.count && !fault; i++)
		fault = check_node(model, map.node[i], &tally);
	if (!fault)
		fault = check_orphans(model, &tally);
	if (!fault)
		fault = check_tally(model, &tally);
	inomap_free(&map);
	return fault;
}
