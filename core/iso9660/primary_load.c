#include "iso9660/loads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iso9660/primary.h"
#include "name/iso_name.h"

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

	if (!where)
		intake_unnamed(walk->intake, node);
	for (enum iw_view view = IW_ISO; view <= IW_ROCKRIDGE; view++) {
		int error;

		if (!(where & VIEW_BIT(view)))
			continue;
		sight->find.view = view;
		sight->find.name = view == IW_ROCKRIDGE && sight->rock.name_size
					   ? sight->rock.name
					   : sight->iso;
		sight->find.is_hidden =
			view == IW_ISO && sight->record->flags & ISO_EXISTENCE;
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

static int take_sight(struct walk *walk, struct sight *sight)
{
	struct primary *primary = walk->user;
	uint64_t lba = sight->rock.child ? sight->rock.child
					 : record_lba(sight->record);
	unsigned where;
	struct iw_node *node;
	int error;

	sight_attributes(walk->intake, sight);
	error = node_of(walk, sight, &node);
	where = views_of(walk, sight);
	primary->hidden += sight->record->flags & ISO_EXISTENCE &&
			   where & VIEW_BIT(IW_ISO);
	if (!error)
		error = name_all(walk, sight, node);
	if (!error)
		error = remember(walk, sight, node);
	if (!error)
		error = carry_give_name(walk->intake, node, &primary->losses);
	if (error)
		return error == -ENOENT ? 0 : error;
	if (!sight->is_dir)
		return 0;
	return walk_add(walk, &(struct walk_dir){ .lba = lba,
				      .size = walk->size,
				      .node = node,
				      .views = where });
}

/* Reads the system use of RECORD, and keeps what is to be carried. */
static int read_use(struct walk *walk, const struct iso_record *record,
	struct gathered *out)
{
	struct primary *primary = walk->user;
	struct intake *intake = walk->intake;
	struct system_use use = sight_use(record, walk->lba);
	int error;

	if (!primary->is_susp)
		return carry_begin(intake, record, use.size, &primary->losses);
	error = carry_begin(intake, record,
		primary->skipped > CARRY_SKIPPED_MAX ? 0 : primary->skipped,
		&primary->losses);
	if (!error)
		error = gather(intake, &use, primary->skipped, out);
	return error;
}

static void count_kept(struct walk *walk, const struct sight *sight)
{
	struct primary *primary = walk->user;
	const struct carried kept = carried_all(&walk->intake->kept);
	const struct carried_item *item;
	size_t at = 0;

	while ((item = carried_next(&kept, &at)))
		primary->has_entries |= item->kind == CARRY_ENTRY ||
					item->kind == CARRY_FIRST_ENTRY;
	primary->compressed += sight->rock.is_compressed;
	primary->sums += sight->rock.has_sum;
	primary->is_second |= sight->rock.is_second;
	primary->is_selecting |= sight->rock.is_selected;
}

static int take(struct walk *walk, const struct iso_record *record)
{
	struct primary *primary = walk->user;
	struct sight sight = { 0 };
	int error;

	/* It has the name of the file that it is a part of. */
	if (record->flags & ISO_ASSOCIATED) {
		primary->losses.associated++;
		return 0;
	}
	sight_begin(walk, record, &sight);
	error = read_use(walk, record, &sight.rock);
	if (error)
		return error;
	primary->is_ours |= sight.rock.is_ours;
	count_kept(walk, &sight);
	if (sight.is_dir && sight.rock.is_relocated)
		return relocated_set_aside(walk, &sight);
	if (sight.rock.child)
		error = relocated_follow(walk, &sight);
	else if (!sight.is_dir)
		primary->form |= iso_name_form((const char *)record->identifier,
			record->identifier_size);
	return error ? error : take_sight(walk, &sight);
}

static int root(struct walk *walk, const struct iso_record *record)
{
	struct primary *primary = walk->user;
	struct iw_node *node = walk->now.node;
	struct sight sight = {
		.record = record,
		.is_dir = true,
		.find = { .name = "/", .lba = walk->lba },
	};
	struct system_use use = sight_use(record, walk->lba);
	size_t before = use.size;
	int error;

	primary->is_susp = gather_is_susp(&use, &before, &primary->skipped);
	error = carry_begin(walk->intake, record, before, &primary->losses);
	if (!error && primary->is_susp)
		error = gather(walk->intake, &use, before, &sight.rock);
	if (!error && primary->skipped)
		error = carry_skipped_bytes(walk->intake, primary->skipped);
	/* Rock Ridge has no room beside it. Of an image with names, these tell
	 * the contexts. */
	if (!error && !primary->is_susp && before)
		error = settings_inherit(
			walk->intake->settings, "contexts", "iso:joliet:udf");
	if (error)
		return error;
	primary->is_ours = sight.rock.is_ours;
	count_kept(walk, &sight);
	sight_attributes(walk->intake, &sight);
	intake_describe(node, &sight.find);
	return carry_give_self(walk->intake, node, &primary->losses);
}

/* What the `.' and `..' of a directory carry. */
static int dots(struct walk *walk, const struct iso_record *record)
{
	struct primary *primary = walk->user;
	struct gathered rock = { 0 };
	bool is_self = !*record->identifier;
	int error;

	if (is_self && walk->now.node == walk->intake->model->root)
		return root(walk, record);
	error = read_use(walk, record, &rock);
	if (error)
		return error;
	if (is_self)
		return carry_give_self(
			walk->intake, walk->now.node, &primary->losses);
	carry_note_parent(walk->intake, &primary->losses);
	return 0;
}

static void say(struct intake *intake, const struct primary *primary)
{
	if (primary->has_entries && !primary->is_ours)
		intake_uncarried(intake,
			"system use entries: there is no Rock Ridge that they "
			"could be written beside");
	if (primary->is_second && primary->is_selecting)
		intake_uncarried(intake,
			"which extension system use entries are of: Rock Ridge "
			"is not the first of several");
	carry_say(intake, &primary->losses);
	if (primary->compressed)
		diag_say(intake->diag, LOG_NOTICE,
			"%llu files are compressed (zisofs), and shown as they "
			"are stored; readers go on to decompress them as long "
			"as their data are not changed",
			(unsigned long long)primary->compressed);
	if (primary->hidden)
		diag_say(intake->diag, LOG_NOTICE,
			"%llu names of ISO 9660 are marked as hidden, and stay "
			"so",
			(unsigned long long)primary->hidden);
	if (primary->sums && intake->is_copied)
		diag_say(intake->diag, LOG_NOTICE,
			"checksums of xorriso's are not taken over from '%s'",
			intake->settings->from);
}

int primary_load(struct intake *intake, const struct iso_session *session)
{
	static const struct walk_kind kind = { .take = take, .dots = dots };
	struct primary primary = { .aside_end = &primary.asides };
	struct walk walk = {
		.intake = intake, .kind = &kind, .user = &primary
	};
	struct iso_volume_tree tree;
	int error;

	iso_volume_decode(&session->primary, &tree);
	primary.losses.volume = le16_get(session->primary.sequence_number.le);
	error = walk_tree(&walk, &tree.root);
	if (!error)
		error = carry_volume(
			intake, &session->primary, CARRY_APPLICATION);
	if (!error)
		error = relocated_take(&walk);
	relocated_end(&primary);
	if (!error && primary.form & (ISO_NO_VERSION | ISO_NO_DOT))
		error = carry_form(intake, primary.form);
	if (!error && primary.is_relocated)
		error = relocated_forget(intake, &primary);
	if (!error)
		say(intake, &primary);
	places_free(&primary.serials);
	walk_end(&walk);
	return error;
}
