#include "model/place.h"

#include <errno.h>
#include <string.h>

#include "model/dir.h"
#include "model/link.h"
#include "model/merged.h"
#include "store/journal.h"

int place_check(const struct iw_place *place)
{
	if (!S_ISDIR(place->dir->mode))
		return -ENOTDIR;
	if (!dir_present(place->dir, place->view))
		return -ESTALE;
	if (!*place->name || !strcmp(place->name, ".") ||
		!strcmp(place->name, "..") || strchr(place->name, '/'))
		return -EINVAL;
	return 0;
}

struct link *place_find(const struct model *model, const struct iw_place *place)
{
	if (place->view == IW_ALL)
		return merged_find(model, place->dir, place->name);
	return dir_find(model, place->dir, place->view, place->name);
}

unsigned place_views(const struct link *link, enum iw_view view)
{
	return view == IW_ALL ? link_views(link) & MERGED_VIEWS
			      : VIEW_BIT(view);
}

unsigned place_wanted(const struct model *model, const struct iw_place *place)
{
	unsigned present, wanted = 0;

	if (place->view != IW_ALL)
		return VIEW_BIT(place->view);
	present = dir_views(place->dir);
	for (int v = 0; v < IW_CONTEXTS; v++) {
		if (model->settings->context[v])
			wanted |= present & VIEW_BIT(v);
	}
	return wanted;
}

static struct origin origin_of(const struct iw_place *place)
{
	if (!place)
		return (struct origin){ .dir = NULL };
	return (struct origin){ place->dir, place->view, place->name };
}

int place_begin(struct model *model, const struct iw_place *from,
	const struct iw_place *to, size_t room)
{
	int err = journal_begin(model->journal, room);

	if (err)
		return err;
	model->origins[0] = origin_of(from);
	model->origins[1] = origin_of(to);
	return 0;
}

void place_end(struct model *model)
{
	model->origins[0].dir = model->origins[1].dir = NULL;
	journal_end(model->journal);
}
