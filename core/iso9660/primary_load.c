#include "iso9660/loads.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iso9660/isowalk.h"
#include "iso9660/sight.h"

/* A directory marked RE: relocated, and named at a CL; or only for iso/. */
struct aside {
	struct walk_dir dir;
	struct find find; /* its name is NAME */
	char name[NAME_SIZE];
	struct aside *next;
};

struct primary {
	bool is_susp;	       /* system use entries are there */
	bool is_ours;	       /* and among them those of Rock Ridge */
	size_t skipped;	       /* bytes before them */
	bool is_relocated;     /* a CL was met */
	struct places serials; /* of what has no extents, by file serial */
	struct aside *asides, **aside_end;
	uint64_t carried; /* system use entries that are not kept */
	char unknown[2];
};

/* The neutral identifier of a record that is only for rockridge/. */
static bool is_neutral(const struct sight *sight)
{
	return (sight->record->flags & ISO_EXISTENCE) &&
	       strncmp(sight->iso, "_RR", 3) == 0 && sight->rock.name_size;
}

static unsigned views_of(const struct walk *walk, const struct sight *sight)
{
	const struct primary *primary = walk->user;
	bool is_plain = S_ISREG(sight->find.mode) || S_ISDIR(sight->find.mode);
	unsigned where = 0;

	if (is_plain && !(primary->is_ours && is_neutral(sight)))
		where |= VIEW_BIT(IW_ISO);
	if (primary->is_ours && !sight->rock.is_relocated)
		where |= VIEW_BIT(IW_ROCKRIDGE);
	return where & walk->now.views;
}

static int name_all(
	struct walk *walk, struct sight *sight, struct iw_node *node)
{
	unsigned where = views_of(walk, sight);
	int named = -ENOENT;

	for (enum iw_view view = IW_ISO; view <= IW_ROCKRIDGE; view++) {
		int error;

		if (!(where & VIEW_BIT(view)))
			continue;
		sight->find.view = view;
		sight->find.name = view == IW_ROCKRIDGE && sight->rock.name_size
					   ? sight->rock.name
					   : sight->iso;
		/* The other name keeps NODE, if this one is left out. */
		error = intake_name(walk->intake, &sight->find, node);
		if (error && error != -ENOENT)
			return error;
		if (error && named)
			return error;
		named = 0;
	}
	return named;
}

/* What has no extents is the same inode where it has the same file serial. */
static bool is_shared(const struct sight *sight)
{
	const struct rrip_attributes *px = &sight->rock.attributes;

	return sight->rock.has_px && px->serial && px->links > 1 &&
	       sight->find.size == 0 && !sight->is_dir;
}

static int node_of(struct walk *walk, struct sight *sight, struct iw_node **out)
{
	struct primary *primary = walk->user;
	struct iw_node *known = NULL;

	if (is_shared(sight))
		known = places_get(&primary->serials,
			sight->rock.attributes.serial,
			sight->find.mode & S_IFMT);
	if (known) {
		*out = known;
		return 0;
	}
	return intake_node(walk->intake, &sight->find, out);
}

static int remember(
	struct walk *walk, const struct sight *sight, struct iw_node *node)
{
	struct primary *primary = walk->user;
	uint64_t serial = sight->rock.attributes.serial;
	mode_t type = sight->find.mode & S_IFMT;

	if (!is_shared(sight) || places_get(&primary->serials, serial, type))
		return 0;
	return places_put(&primary->serials, serial, type, node);
}

static int set_aside(struct walk *walk, struct sight *sight)
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
	*primary->aside_end = aside;
	primary->aside_end = &aside->next;
	return 0;
}

/* A CL: the directory itself is elsewhere, its attributes with it. */
static int follow(struct walk *walk, struct sight *sight)
{
	struct primary *primary = walk->user;
	uint64_t lba = sight->rock.child;
	uint8_t sector[SECTOR_SIZE];
	struct iso_record self;
	struct gathered rock;
	struct system_use use;
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

static int take_sight(struct walk *walk, struct sight *sight)
{
	uint64_t lba = sight->rock.child ? sight->rock.child
					 : record_lba(sight->record);
	unsigned where;
	struct iw_node *node;
	int error;

	sight_attributes(walk->intake, sight);
	error = node_of(walk, sight, &node);
	where = views_of(walk, sight);
	if (!error)
		error = name_all(walk, sight, node);
	if (!error)
		error = remember(walk, sight, node);
	if (error)
		return error == -ENOENT ? 0 : error;
	if (!sight->is_dir)
		return 0;
	return walk_add(walk, &(struct walk_dir){ .lba = lba,
				      .size = walk->size,
				      .node = node,
				      .views = where });
}

static void count_carried(struct primary *primary, const struct sight *sight)
{
	if (sight->rock.carried)
		memcpy(primary->unknown, sight->rock.unknown, 2);
	primary->carried += sight->rock.carried;
}

static int take(struct walk *walk, const struct iso_record *record)
{
	struct primary *primary = walk->user;
	struct sight sight = { 0 };
	struct system_use use = sight_use(record, walk->lba);
	int error = 0;

	sight_begin(walk, record, &sight);
	if (primary->is_susp)
		error = gather(
			walk->intake, &use, primary->skipped, &sight.rock);
	if (error)
		return error;
	count_carried(primary, &sight);
	primary->is_ours |= sight.rock.is_ours;
	if (sight.is_dir && sight.rock.is_relocated)
		return set_aside(walk, &sight);
	if (sight.rock.child)
		error = follow(walk, &sight);
	return error ? error : take_sight(walk, &sight);
}

static int root(struct walk *walk, const struct iso_record *record)
{
	struct primary *primary = walk->user;
	struct iw_node *node = walk->now.node;
	struct sight sight = { .record = record, .is_dir = true };
	struct system_use use = sight_use(record, walk->lba);
	int error;

	primary->is_susp = gather_is_susp(&use, &primary->skipped);
	if (primary->is_susp) {
		error = gather(walk->intake, &use, 0, &sight.rock);
		if (error)
			return error;
	}
	primary->is_ours = sight.rock.is_ours;
	sight_attributes(walk->intake, &sight);
	intake_describe(node, &sight.find);
	return 0;
}

/* Those marked RE that no CL leads to are there for iso/ only. */
static int take_aside(struct walk *walk, const struct aside *aside)
{
	struct walk_dir dir = aside->dir;
	int error;

	if (places_get(&walk->seen, dir.lba, 0))
		return 0;
	error = intake_node(walk->intake, &aside->find, &dir.node);
	if (!error)
		error = intake_name(walk->intake, &aside->find, dir.node);
	if (error)
		return error == -ENOENT ? 0 : error;
	return walk_add(walk, &dir);
}

static int take_asides(struct walk *walk)
{
	struct primary *primary = walk->user;
	int error = 0;

	while (!error && primary->asides) {
		struct aside *aside = primary->asides;

		primary->asides = aside->next;
		if (!primary->asides)
			primary->aside_end = &primary->asides;
		error = take_aside(walk, aside);
		free(aside);
		if (!error)
			error = walk_queue(walk);
	}
	return error;
}

/* The folder that held the relocated directories is made anew when needed. */
static void forget_relocation(struct intake *intake)
{
	static const struct {
		enum iw_view view;
		const char *name;
	} folders[] = {
		{ IW_ALL, "rr_moved" },
		{ IW_ISO, "RR_MOVED" },
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct iw_place place = {
			.dir = intake->model->root,
			.view = folders[i].view,
			.name = folders[i].name,
		};

		/* Not if it holds something else, too. */
		model_rmdir(intake->model, &place);
	}
	settings_inherit(intake->settings, "deep", "relocate");
}

static void finish(struct intake *intake, const struct primary *primary)
{
	if (primary->is_relocated)
		forget_relocation(intake);
	if (primary->carried)
		diag_say(intake->diag, LOG_WARNING,
			"%llu system use entries, '%.2s' among them, have no "
			"place here: the next sync leaves them out",
			(unsigned long long)primary->carried, primary->unknown);
}

int primary_load(struct intake *intake, const struct iso_session *session)
{
	static const struct walk_kind kind = { .take = take, .root = root };
	struct primary primary = { .aside_end = &primary.asides };
	struct walk walk = {
		.intake = intake, .kind = &kind, .user = &primary
	};
	struct iso_volume_tree tree;
	int error;

	iso_volume_decode(&session->primary, &tree);
	error = walk_tree(&walk, &tree.root);
	if (!error)
		error = take_asides(&walk);
	while (primary.asides) {
		struct aside *next = primary.asides->next;

		free(primary.asides);
		primary.asides = next;
	}
	if (!error)
		finish(intake, &primary);
	places_free(&primary.serials);
	walk_end(&walk);
	return error;
}
