#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load/losses.h"
#include "load/loader.h"
#include "name/name.h"
#include "util/osta.h"

enum { STEPS_A_NAME = 4 };

struct queued {
	struct udf_long_ad icb;
	struct iw_node *node;
};

struct loading {
	struct udf_disc disc;
	struct places entries; /* of struct iw_node, by their byte */
	struct queued *queue;
	size_t head, count, room;
	struct iw_node *dir; /* that is being read */
	bool says;	     /* owners and modes are UDF's to say */
	uint64_t hidden, streams;
};

static const char *revision_option(uint16_t revision)
{
	if (revision < 0x0150)
		return "1.02";
	if (revision < 0x0200)
		return "1.50";
	return revision < 0x0250 ? "2.01" : "2.60";
}

static void inherit_field(struct settings *settings, const char *option,
	const uint8_t *field, size_t size)
{
	char text[NAME_SIZE];

	osta_get_field(field, size, text, sizeof(text));
	settings_inherit(settings, option, text);
}

/* What ISO 9660 says of the volume goes before it, where there is any. */
static void inherit_info(struct udf_disc *disc)
{
	static const char *const options[] = { "publisher", "preparer",
		"application" };
	const struct udf_volume_info *info = &disc->found.info;

	if (!disc->found.has_info || disc->intake->session)
		return;
	for (size_t i = 0; i < 3; i++)
		inherit_field(disc->intake->settings, options[i], info->info[i],
			sizeof(info->info[i]));
}

static void inherit(struct udf_disc *disc)
{
	const struct udf_primary *primary = &disc->found.primary;
	const struct udf_logical_volume *volume =
		(const void *)disc->found.volume;
	uint16_t revision = le16_get(volume->domain.suffix.domain.revision);
	struct settings *settings = disc->intake->settings;
	char name[NAME_SIZE];

	settings_inherit(settings, "udf", revision_option(revision));
	if (disc->found.has_primary)
		inherit_field(settings, "udf-volset", primary->volume_set_id,
			sizeof(primary->volume_set_id));
	inherit_info(disc);
	osta_get_field(volume->id, sizeof(volume->id), name, sizeof(name));
	if (!disc->intake->session)
		settings_inherit(settings, "volid", name);
	else if (strcmp(settings->volid, name) != 0)
		settings_inherit(settings, "udf-volid", name);
}

/* Why this program cannot change the volume in its place, or NULL. */
static const char *why_fixed(const struct udf_disc *disc)
{
	if (disc->block != UDF_BLOCK)
		return "has blocks of another size than 2048 bytes";
	for (unsigned i = 0; i < disc->map_count; i++) {
		if (disc->maps[i].kind == UDF_MAP_VIRTUAL)
			return "grows by a virtual allocation table";
		if (disc->maps[i].kind == UDF_MAP_SPARABLE)
			return "has a sparing table";
	}
	if (disc->intake->session)
		return NULL;
	for (unsigned i = 0; i < disc->found.partition_count; i++)
		if (le32_get(disc->found.partitions[i].access) !=
			UDF_ACCESS_READ_ONLY)
			return "is one that is written to in its own way";
	return NULL;
}

static int check_kind(const struct udf_disc *disc)
{
	const struct intake *intake = disc->intake;
	const char *why = why_fixed(disc);

	if (!why || intake->settings->read_only || intake->is_copied)
		return 0;
	diag_say(intake->diag, LOG_WARNING,
		"the UDF volume %s: opened as with 'ro'; to change it, begin "
		"another image with 'from='",
		why);
	return LOSSES_REFUSED;
}

/* Rock Ridge has whole seconds. */
static void refine(struct timespec *known, const struct timespec *here)
{
	if (known->tv_sec == here->tv_sec && !known->tv_nsec)
		*known = *here;
}

static void describe(const struct loading *loading, struct iw_node *node,
	const struct find *find)
{
	if (loading->says) {
		intake_describe(node, find);
		return;
	}
	refine(&node->atime, &find->atime);
	refine(&node->mtime, &find->mtime);
	refine(&node->ctime, &find->ctime);
	refine(&node->btime, &find->btime);
}

/* ---- The walk ---- */

static int enqueue(struct loading *loading, const struct udf_long_ad *icb,
	struct iw_node *node)
{
	if (loading->count == loading->room) {
		size_t room = loading->room ? loading->room * 2 : 256;
		struct queued *wider =
			reallocarray(loading->queue, room, sizeof(*wider));

		if (!wider)
			return -ENOMEM;
		loading->queue = wider;
		loading->room = room;
	}
	loading->queue[loading->count++] = (struct queued){ *icb, node };
	return 0;
}

/* A slash or NUL, which text cannot show. */
static bool is_forbidden(const uint8_t *name, size_t size)
{
	size_t width = size && *name == 16 ? 2 : 1;

	for (size_t i = 1; i + width <= size; i += width)
		if ((width == 1 || !name[i]) &&
			(!name[i + width - 1] || name[i + width - 1] == '/'))
			return true;
	return false;
}

static void name_of(struct loading *loading, const struct udf_found_name *found,
	char out[NAME_SIZE])
{
	size_t size = found->ident->name_size;

	osta_get(found->name, size, out, NAME_SIZE);
	if (is_forbidden(found->name, size))
		intake_fault(loading->disc.intake, udf_sector(found->at),
			"UDF 4.2.2.1.5",
			"a name that cannot be one is shown as '%s'", out);
}

static void check_type(struct loading *loading,
	const struct udf_found_name *name, const struct find *find, mode_t mode)
{
	bool says_dir = name->ident->characteristics & UDF_IS_DIRECTORY;

	if (says_dir != S_ISDIR(mode))
		intake_fault(loading->disc.intake, find->lba,
			"ECMA-167 4/14.4.3",
			"'%s' is%s a directory, other than its identifier says",
			find->name, says_dir ? " not" : "");
}

static int name_again(
	struct loading *loading, const struct find *find, struct iw_node *node)
{
	struct intake *intake = loading->disc.intake;

	if (!S_ISDIR(node->mode))
		return intake_name(intake, find, node);
	intake_fault(intake, find->lba, "ECMA-167 4/8.6",
		"the directory '%s' is reached twice; the second way is left "
		"out",
		find->name);
	return 0;
}

static int take_new(struct loading *loading, const struct udf_found_name *name,
	const struct udf_found_entry *entry, uint64_t at, struct find *find)
{
	struct intake *intake = loading->disc.intake;
	struct iw_node *node;
	int error;

	entryread_describe(&loading->disc, entry, find);
	check_type(loading, name, find, find->mode);
	loading->streams += entry->has_streams;
	error = holding_make(&loading->disc, entry, find, &node);
	if (!error)
		error = intake_name(intake, find, node);
	if (error)
		return error;
	describe(loading, node, find);
	error = places_put(&loading->entries, at, 0, node);
	if (!error && S_ISDIR(find->mode))
		error = enqueue(loading, &name->ident->icb, node);
	return error;
}

static int take_entry(struct loading *loading,
	const struct udf_found_name *name, struct find *find)
{
	const struct udf_long_ad *icb = &name->ident->icb;
	struct udf_disc *disc = &loading->disc;
	struct udf_found_entry entry;
	struct udf_spot spot = {
		.block = le32_get(icb->at.block),
		.map = le16_get(icb->at.partition),
	};
	struct iw_node *known = NULL;
	uint64_t count;
	int error = partitions_locate(disc, &spot, &count);

	if (!error)
		known = places_get(&loading->entries, spot.at, 0);
	if (known) {
		check_type(loading, name, find, known->mode);
		return name_again(loading, find, known);
	}
	if (!error)
		error = entryread_find(disc, icb, &entry);
	if (!error)
		return take_new(loading, name, &entry, spot.at, find);
	if (error == -EUCLEAN)
		intake_fault(disc->intake, find->lba, "ECMA-167 4/14.4.5",
			"'%s' is left out: block %u of partition %u is not its "
			"entry",
			find->name, spot.block, spot.map);
	return error == -EUCLEAN ? 0 : error;
}

static int take(void *user, const struct udf_found_name *name)
{
	struct loading *loading = user;
	uint8_t what = name->ident->characteristics;
	char text[NAME_SIZE];
	struct find find = {
		.dir = loading->dir,
		.view = IW_UDF,
		.name = text,
		.lba = udf_sector(name->at),
		.is_hidden = what & UDF_IS_HIDDEN,
	};
	int error;

	if (what & (UDF_IS_DELETED | UDF_IS_PARENT))
		return 0;
	/* What a name leads to is paid for by its bytes. */
	loading->disc.patience += STEPS_A_NAME;
	loading->hidden += !!(what & UDF_IS_HIDDEN);
	name_of(loading, name, text);
	error = take_entry(loading, name, &find);
	return error == -ENOENT ? 0 : error;
}

static int take_directory(struct loading *loading, const struct queued *queued)
{
	struct udf_found_entry entry;
	struct udf_runs runs = { 0 };
	int error = entryread_find(&loading->disc, &queued->icb, &entry);

	loading->dir = queued->node;
	if (!error)
		error = runs_of(&loading->disc, &entry, &runs);
	if (!error)
		error = identread_all(&loading->disc, &runs, take, loading);
	runs_free(&runs);
	return error == -EUCLEAN ? 0 : error;
}

static int take_root(struct loading *loading, const struct udf_long_ad *icb)
{
	struct udf_disc *disc = &loading->disc;
	struct iw_node *root = disc->intake->model->root;
	struct udf_found_entry entry;
	struct find find = { .name = "/" };
	int error = entryread_find(disc, icb, &entry);

	if (!error && entry.head->icb.file_type != UDF_FILE_DIRECTORY)
		error = -EUCLEAN;
	if (error == -EUCLEAN)
		intake_fault(disc->intake, disc->found.volume_at,
			"ECMA-167 4/14.1.16",
			"the root directory has no entry, or is none");
	if (error)
		return error;
	entryread_describe(disc, &entry, &find);
	describe(loading, root, &find);
	error = places_put(&loading->entries, entry.spot.at, 0, root);
	return error ? error : enqueue(loading, icb, root);
}

static void say_lost(const struct loading *loading)
{
	if (loading->streams)
		intake_uncarried(loading->disc.intake,
			"named streams, or attributes in a file, of %llu files "
			"of UDF",
			(unsigned long long)loading->streams);
	if (loading->hidden)
		diag_say(loading->disc.intake->diag, LOG_NOTICE,
			"%llu names of UDF are marked as hidden, and stay so",
			(unsigned long long)loading->hidden);
}

static int take_all(struct loading *loading)
{
	struct udf_long_ad root;
	int error = filesetread_root(&loading->disc, &root);

	if (!error)
		error = take_root(loading, &root);
	while (!error && loading->head < loading->count) {
		const struct queued queued = loading->queue[loading->head++];

		error = take_directory(loading, &queued);
	}
	if (!error)
		say_lost(loading);
	return error;
}

static int load(struct loading *loading)
{
	int error = anchors_find(&loading->disc);

	if (!error)
		error = partitions_load(&loading->disc);
	if (!error)
		error = check_kind(&loading->disc);
	if (error)
		return error;
	inherit(&loading->disc);
	return take_all(loading);
}

int udf_load(struct intake *intake)
{
	struct loading *loading = calloc(1, sizeof(*loading));
	int error;

	if (!loading)
		return -ENOMEM;
	loading->disc.intake = intake;
	loading->says = !intake->model->names[IW_ROCKRIDGE];
	error = load(loading);
	partitions_free(&loading->disc);
	places_free(&loading->entries);
	free(loading->queue);
	free(loading);
	/* What is damaged was said; other formats may be sound. */
	return error == -EUCLEAN ? -ENOENT : error;
}
