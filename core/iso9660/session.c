#include "iso9660/loads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "disk/eltorito_sectors.h"
#include "iso9660/toc.h"
#include "load/losses.h"

enum { DESCRIPTORS_MAX = 64 };

static int read_descriptor(
	struct intake *intake, uint64_t lba, struct iso_volume *out)
{
	return medium_sectors(&intake->medium, lba, sizeof(*out), out);
}

static void take_boot_record(struct intake *intake,
	const struct iso_volume *volume, struct iso_session *out)
{
	const struct eltorito_record *record = (const void *)volume;

	if (memcmp(record->system, ELTORITO_SYSTEM, strlen(ELTORITO_SYSTEM)) !=
		0) {
		intake_uncarried(intake, "the boot record of '%.32s'",
			(const char *)record->system);
		return;
	}
	out->catalog = le32_get(record->catalog_lba);
}

/* 6.7.1.1: the same volume may be described several times. */
static bool is_again(
	const struct iso_session *session, const struct iso_volume_tree *tree)
{
	const struct iso_volume *first = tree->type == ISO_PRIMARY
						 ? &session->primary
						 : &session->joliet;
	struct iso_volume_tree told;

	return iso_volume_decode(first, &told) == 0 &&
	       tree->joliet == told.joliet &&
	       tree->root.extent == told.root.extent;
}

static void take_tree(struct intake *intake, uint64_t lba,
	const struct iso_volume *volume, struct iso_session *out)
{
	struct iso_volume_tree tree;

	if (iso_volume_decode(volume, &tree) < 0) {
		intake_fault(intake, lba, "ECMA-119 8.4",
			"a volume descriptor has no root directory");
	} else if (tree.type == ISO_PRIMARY && !out->has_primary) {
		out->has_primary = true;
		out->primary = *volume;
		out->blocks = tree.blocks;
	} else if (tree.joliet && !out->has_joliet) {
		out->has_joliet = true;
		out->joliet = *volume;
	} else if (tree.type == ISO_SUPPLEMENTARY && tree.version == 2) {
		out->has_enhanced = true;
	} else if (!is_again(out, &tree)) {
		intake_uncarried(intake,
			"the volume of the %s descriptor at sector %llu, "
			"which is neither Joliet's nor an enhanced one",
			tree.type == ISO_PRIMARY ? "primary" : "supplementary",
			(unsigned long long)lba);
	}
}

static void take_descriptor(struct intake *intake, uint64_t lba,
	const struct iso_volume *volume, struct iso_session *out)
{
	if (volume->head.type == ISO_BOOT_RECORD)
		take_boot_record(intake, volume, out);
	else if (volume->head.type == ISO_PRIMARY ||
		 volume->head.type == ISO_SUPPLEMENTARY)
		take_tree(intake, lba, volume, out);
	else
		intake_uncarried(intake,
			"the descriptor of type %u at sector %llu",
			volume->head.type, (unsigned long long)lba);
}

static int read_descriptors(struct intake *intake, struct iso_session *out)
{
	uint64_t lba = out->start + TOC_DESCRIPTORS;
	struct iso_volume volume;

	for (out->count = 0; out->count < DESCRIPTORS_MAX; lba++) {
		int error = read_descriptor(intake, lba, &volume);

		if (error && error != -EUCLEAN)
			return error;
		if (error || !iso_volume_is_standard(&volume.head))
			break;
		out->count++;
		if (volume.head.type == ISO_TERMINATOR)
			return 0;
		take_descriptor(intake, lba, &volume, out);
	}
	if (out->count > 0)
		intake_fault(intake, lba, "ECMA-119 6.7.1",
			"the volume descriptors have no end");
	return 0;
}

/* Sector 17 of the medium is what machines start from. */
static int check_boot_record(struct intake *intake, const struct toc *toc)
{
	struct iso_volume volume;
	int error;

	error = read_descriptor(intake, TOC_DESCRIPTORS + 1, &volume);
	if (!error && iso_volume_is_standard(&volume.head) &&
		volume.head.type == ISO_BOOT_RECORD)
		intake_uncarried(intake,
			"the boot record at sector %d: it is of another "
			"session than the last of %zu, which has none",
			TOC_DESCRIPTORS + 1, toc->count);
	return error == -EUCLEAN ? 0 : error;
}

static void say_sessions(const struct intake *intake, const struct toc *toc)
{
	if (toc->stale)
		diag_say(intake->diag, LOG_NOTICE,
			"at sector %llu there is a session that is older than "
			"the one before it, and no part of the image; "
			"'sbsector=%llu' shows it",
			(unsigned long long)toc->stale,
			(unsigned long long)toc->stale);
	if (toc->count < 2)
		return;
	diag_say(intake->diag, LOG_NOTICE,
		"there are %zu sessions; the last begins at sector %llu",
		toc->count,
		(unsigned long long)toc->session[toc->count - 1].start);
	if (!toc->is_copied && !intake->is_copied &&
		!intake->settings->read_only)
		diag_say(intake->diag, LOG_NOTICE,
			"the descriptors of the first, at sector %d, are where "
			"all readers of files look: a change makes the image "
			"one session; 'from=' leaves it as it is",
			TOC_DESCRIPTORS);
}

/* The session that the settings ask for. */
static int choose(const struct intake *intake, const struct toc *toc,
	struct toc_session *out)
{
	const struct settings *settings = intake->settings;
	uint64_t number = settings->session;
	int error = 0;

	if (settings->sbsector != SBSECTOR_NONE) {
		error = toc_look(intake, settings->sbsector, out);
		if (error == -EUCLEAN)
			diag_fail(intake->diag, error,
				"sbsector=%llu: no session begins at that "
				"sector",
				(unsigned long long)settings->sbsector);
		return error;
	}
	if (number > toc->count)
		return diag_fail(intake->diag, -EINVAL,
			"session=%llu: there are %zu",
			(unsigned long long)number, toc->count);
	*out = toc->session[(number ? number : toc->count) - 1];
	return 0;
}

static bool is_last(const struct toc *toc, const struct toc_session *chosen)
{
	return toc->count && toc->session[toc->count - 1].root == chosen->root;
}

/* A commit makes one tree the image's, and forgets what came after it. */
static int check_last(const struct intake *intake, const struct toc *toc,
	const struct toc_session *chosen)
{
	if (is_last(toc, chosen))
		return 0;
	diag_say(intake->diag, LOG_NOTICE,
		"the session at sector %llu is taken, not the last one",
		(unsigned long long)chosen->start);
	if (intake->settings->read_only || intake->is_copied)
		return 0;
	diag_say(intake->diag, LOG_WARNING,
		"opened as with 'ro': a change would lose the later ones; to "
		"change it, begin another image with 'from='");
	return LOSSES_REFUSED;
}

/* Where the session begins whose descriptors are to be read, and whose are to
 * follow a change. */
static int find_start(struct intake *intake, const struct toc *toc)
{
	struct toc_session chosen;
	int error;

	if (!toc->count && intake->settings->sbsector == SBSECTOR_NONE)
		return -ENOENT;
	say_sessions(intake, toc);
	error = choose(intake, toc, &chosen);
	if (!error)
		error = check_last(intake, toc, &chosen);
	if (error)
		return error;
	intake->start = chosen.start;
	intake->sessions = toc->count;
	if (!is_last(toc, &chosen))
		return 0;
	if (toc->is_copied)
		intake->start = 0;
	intake->echo.session = chosen.start;
	intake->echo.is_blank = !toc->is_copied;
	return 0;
}

static int check_blocks(
	const struct intake *intake, const struct iso_session *session)
{
	struct iso_volume_tree tree;

	iso_volume_decode(&session->primary, &tree);
	if (tree.block_size == SECTOR_SIZE)
		return 0;
	return diag_fail(intake->diag, -EOPNOTSUPP,
		"the ISO 9660 volume has blocks of %u bytes; only %u can be "
		"taken",
		tree.block_size, SECTOR_SIZE);
}

int session_take(struct intake *intake, uint64_t start, struct iso_session *out)
{
	int error;

	*out = (struct iso_session){ .start = start };
	error = read_descriptors(intake, out);
	if (!error && !out->has_primary)
		error = -ENOENT;
	return error ? error : check_blocks(intake, out);
}

int session_read(struct intake *intake, struct iso_session *out)
{
	struct toc *toc = malloc(sizeof(*toc));
	int error = toc ? toc_find(intake, toc) : -ENOMEM;

	if (!error)
		error = find_start(intake, toc);
	if (!error)
		error = session_take(intake, intake->start, out);
	if (!error && intake->start && !out->catalog)
		error = check_boot_record(intake, toc);
	free(toc);
	return error;
}
