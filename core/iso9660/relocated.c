#include "iso9660/primary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iso9660/shelter.h"

/* A directory marked RE: relocated, and named at a CL; or only for iso/. */
struct aside {
	struct walk_dir dir;
	struct find find; /* its name is NAME */
	char name[NAME_SIZE];
	struct iw_node *holder;
	struct carried_list kept;
	struct aside *next;
};

int relocated_set_aside(struct walk *walk, struct sight *sight)
{
	struct primary *primary = walk->user;
	struct aside *aside = calloc(1, sizeof(*aside));

	if (!aside)
		return -ENOMEM;
	aside->dir = (struct walk_dir){
		.lba = record_lba(sight->record),
		.size = walk->size,
		.views = walk->now.views & VIEW_BIT(IW_ISO),
	};
	aside->holder = walk->now.node;
	sight_attributes(walk->intake, sight);
	memcpy(aside->name, sight->iso, sizeof(aside->name));
	aside->find = sight->find;
	aside->find.name = aside->name;
	aside->kept = walk->intake->kept;
	walk->intake->kept = (struct carried_list){ 0 };
	*primary->aside_end = aside;
	primary->aside_end = &aside->next;
	return 0;
}

int relocated_follow(struct walk *walk, struct sight *sight)
{
	struct primary *primary = walk->user;
	uint64_t lba = sight->rock.child;
	uint8_t sector[SECTOR_SIZE];
	struct iso_record self;
	struct gathered rock;
	struct system_use use;
	struct carried_list *kept = &walk->intake->kept;
	size_t kept_size = kept->size;
	int error = medium_sectors(
		&walk->intake->medium, lba, sizeof(sector), sector);

	if (error && error != -EUCLEAN)
		return error;
	if (error || iso_record_decode(sector, sizeof(sector), &self) <= 0) {
		intake_fault(walk->intake, walk->lba, "RRIP 4.1.5.1",
			"the directory of '%s' is not at sector %llu, as its "
			"CL says",
			sight->iso, (unsigned long long)lba);
		return 0;
	}
	use = sight_use(&self, lba);
	error = gather(walk->intake, &use, primary->skipped, &rock);
	/* What that carries is kept when the directory is read. */
	kept->size = kept_size;
	if (error)
		return error;
	primary->is_relocated = true;
	sight->is_dir = true;
	sight->rock.attributes = rock.attributes;
	sight->rock.has_px = rock.has_px;
	sight->rock.times = rock.times;
	sight->rock.has_times = rock.has_times;
	walk->size = self.size;
	return 0;
}

/* A relocated directory's own record may carry more than its CL did. */
static int keep_aside(
	struct walk *walk, const struct aside *aside, struct iw_node *node)
{
	struct primary *primary = walk->user;
	struct carried_list own = walk->intake->kept;
	int error;

	walk->intake->kept = aside->kept;
	error = carry_give_name(walk->intake, node, &primary->losses);
	walk->intake->kept = own;
	return error;
}

static void aside_free(struct aside *aside)
{
	free(aside->kept.bytes);
	free(aside);
}

/* Those marked RE that no CL leads to are there for iso/ only. */
static int take_aside(struct walk *walk, const struct aside *aside)
{
	struct primary *primary = walk->user;
	struct walk_dir dir = aside->dir;
	struct iw_node *known = places_get(&walk->seen, dir.lba, 0);
	int error;

	if (known) {
		primary->shelter = aside->holder;
		return keep_aside(walk, aside, known);
	}
	error = intake_node(walk->intake, &aside->find, &dir.node);
	if (!error)
		error = intake_name(walk->intake, &aside->find, dir.node);
	if (!error)
		error = keep_aside(walk, aside, dir.node);
	if (error)
		return error == -ENOENT ? 0 : error;
	return walk_add(walk, &dir);
}

int relocated_take(struct walk *walk)
{
	struct primary *primary = walk->user;
	int error = 0;

	while (!error && primary->asides) {
		struct aside *aside = primary->asides;

		primary->asides = aside->next;
		if (!primary->asides)
			primary->aside_end = &primary->asides;
		error = take_aside(walk, aside);
		aside_free(aside);
		if (!error)
			error = walk_queue(walk);
	}
	return error;
}

static const struct link *find_in(
	const struct iw_node *dir, const struct iw_node *node)
{
	const struct link *link = node->links;

	while (link && link->dir != dir)
		link = link->next_of_node;
	return link;
}

/* Whether LINK names what is there for those that moved only: by its name, or
 * as Rock Ridge does not show it. */
static bool is_shelter(const struct link *link)
{
	const char *name = link->name[IW_ROCKRIDGE];

	return !name || shelter_find(name);
}

/* Takes away its names in ISO 9660 and Rock Ridge; not if it holds something
 * else, too. */
static void remove_names(struct intake *intake, const struct link *link)
{
	char *names[IW_CONTEXTS] = { 0 };

	for (int view = IW_ISO; view <= IW_ROCKRIDGE; view++) {
		if (link->name[view])
			names[view] = strdup(link->name[view]);
	}
	for (int view = IW_ROCKRIDGE; view >= IW_ISO; view--) {
		const struct iw_place place = {
			.dir = intake->model->root,
			.view = (enum iw_view)view,
			.name = names[view],
		};

		if (names[view] && model_rmdir(intake->model, &place) < 0)
			break;
	}
	free(names[IW_ISO]);
	free(names[IW_ROCKRIDGE]);
}

int relocated_forget(struct intake *intake, const struct primary *primary)
{
	struct iw_node *root = intake->model->root;
	const struct timespec mtime = root->mtime, ctime = root->ctime;
	const struct link *link =
		primary->shelter ? find_in(root, primary->shelter) : NULL;
	int error = 0;

	settings_inherit(intake->settings, "deep", "relocate");
	if (!link || !is_shelter(link))
		return 0;
	if (link->name[IW_ISO] &&
		shelter_find(link->name[IW_ISO]) == &shelter_names[1])
		error = carry_shelter(intake);
	remove_names(intake, link);
	root->mtime = mtime;
	root->ctime = ctime;
	return error;
}

void relocated_end(struct primary *primary)
{
	while (primary->asides) {
		struct aside *next = primary->asides->next;

		aside_free(primary->asides);
		primary->asides = next;
	}
}
