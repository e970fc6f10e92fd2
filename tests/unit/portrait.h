/*
 * A model as text, to compare two of them.
 */
#ifndef ISOWEAVE_TESTS_PORTRAIT_H
#define ISOWEAVE_TESTS_PORTRAIT_H

#include <stdio.h>

#include "model/inomap.h"
#include "store/content.h"

#include "unit.h"

static void portrait_time(FILE *out, struct timespec ts)
{
	fprintf(out, " %jd.%09ld", (intmax_t)ts.tv_sec, ts.tv_nsec);
}

static void portrait_node(FILE *out, const struct iw_node *node)
{
	fprintf(out, "%ju mode %o owner %u:%u names %u", (uintmax_t)node->ino,
		node->mode, node->uid, node->gid, node->names);
	portrait_time(out, node->atime);
	portrait_time(out, node->mtime);
	portrait_time(out, node->ctime);
	portrait_time(out, node->btime);
	if (S_ISLNK(node->mode))
		fprintf(out, " to %s", node->target);
	if (S_ISBLK(node->mode) || S_ISCHR(node->mode))
		fprintf(out, " device %jx", (uintmax_t)node->rdev);
	if (S_ISREG(node->mode)) {
		const struct extent *e = content_extents(&node->content);

		fprintf(out, " size %ju", (uintmax_t)node->content.size);
		for (uint32_t i = 0; i < node->content.count; i++)
			fprintf(out, " %ju+%ju", (uintmax_t)e[i].start,
				(uintmax_t)e[i].count);
	}
	fputc('\n', out);
}

static void portrait_links(FILE *out, const struct dir *dir)
{
	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];

		if (!link)
			continue;
		fprintf(out, "  %ju: %ju", (uintmax_t)link->cookie,
			(uintmax_t)link->node->ino);
		for (int v = 0; v < IW_CONTEXTS; v++)
			fprintf(out, " '%s'",
				link->name[v] ? link->name[v] : "");
		fputc('\n', out);
	}
}

/* All that MODEL is, as text; the caller frees it. */
__attribute__((unused)) static char *portrait_of(const struct model *model)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct inomap map;

	ck_assert_int_eq(inomap_fill(&map, model), 0);
	fprintf(out, "%ju nodes, %ju data sectors\n", (uintmax_t)map.count,
		(uintmax_t)model->data_sectors);
	for (size_t i = 0; i < map.count; i++) {
		portrait_node(out, map.node[i]);
		if (S_ISDIR(map.node[i]->mode))
			portrait_links(out, map.node[i]->dir);
	}
	inomap_free(&map);
	fclose(out);
	return text;
}

#endif
