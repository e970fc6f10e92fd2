#include "iso9660/primary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A directory marked RE: relocated, and named at a CL; or only for iso/. */
struct aside {
	struct walk_dir dir;
	struct find find; /* its name is NAME */
	char name[NAME_SIZE];
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
	struct walk_dir dir = aside->dir;
	struct iw_node *known = places_get(&walk->seen, dir.lba, 0);
	int error;

	if (known)
		return keep_aside(walk, aside, known);
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

void relocated_forget(struct intake *intake)
{
	static const struct {
		enum iw_view view;
		const char *name;
	} folders[] = {
		{ IW_ALL, "rr_moved" },
		{ IW_ISO, "RR_MOVED" },
	};
	struct iw_node *root = intake->model->root;
	const struct timespec mtime = root->mtime, ctime = root->ctime;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct iw_place place = {
			.dir = root,
			.view = folders[i].view,
			.name = folders[i].name,
		};

		/* Not if it holds something else, too. */
		model_rmdir(intake->model, &place);
	}
	root->mtime = mtime;
	root->ctime = ctime;
	settings_inherit(intake->settings, "deep", "relocate");
}

void relocated_end(struct primary *primary)
{
	while (primary->asides) {
		struct aside *next = primary->asides->next;

		aside_free(primary->asides);
		primary->asides = next;
	}
}
