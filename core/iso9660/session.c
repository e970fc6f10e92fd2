#include "iso9660/loads.h"

#include <errno.h>
#include <string.h>

#include "disk/eltorito_sectors.h"

enum {
	FIRST_DESCRIPTOR = 16, /* ECMA-119 6.2.1 */
	DESCRIPTORS_MAX = 64,
	SESSIONS_MAX = 1000,
	/* Writers begin a session on whole blocks of the medium. */
	SESSION_ALIGNMENT = 32,
};

static int read_descriptor(
	struct intake *intake, uint64_t lba, struct iso_volume *out)
{
	return medium_sectors(&intake->medium, lba, sizeof(*out), out);
}

static bool is_primary(struct intake *intake, uint64_t start, uint64_t *blocks)
{
	struct iso_volume volume;
	struct iso_volume_tree tree;

	if (read_descriptor(intake, start + FIRST_DESCRIPTOR, &volume) < 0 ||
		iso_volume_decode(&volume, &tree) < 0 ||
		tree.type != ISO_PRIMARY)
		return false;
	*blocks = tree.blocks;
	return true;
}

/* Where a session could begin behind one of BLOCKS from START. */
static uint64_t next_session(
	struct intake *intake, uint64_t start, uint64_t blocks)
{
	const uint64_t ends[] = { blocks, start + blocks };
	uint64_t unused;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		uint64_t rounded = (ends[i] + SESSION_ALIGNMENT - 1) /
				   SESSION_ALIGNMENT * SESSION_ALIGNMENT;

		if (ends[i] > start && is_primary(intake, ends[i], &unused))
			return ends[i];
		if (rounded > start && is_primary(intake, rounded, &unused))
			return rounded;
	}
	return 0;
}

static uint64_t last_session(struct intake *intake)
{
	uint64_t start = 0;
	uint64_t blocks, next;

	for (int i = 0; i < SESSIONS_MAX; i++) {
		if (!is_primary(intake, start, &blocks))
			break;
		next = next_session(intake, start, blocks);
		if (!next)
			break;
		start = next;
	}
	return start;
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

static bool is_standard(const struct iso_volume *volume)
{
	return memcmp(volume->head.standard, "CD001", 5) == 0;
}

static int read_descriptors(struct intake *intake, struct iso_session *out)
{
	struct iso_volume volume;

	for (out->count = 0; out->count < DESCRIPTORS_MAX; out->count++) {
		uint64_t lba = out->start + FIRST_DESCRIPTOR + out->count;
		int error = read_descriptor(intake, lba, &volume);

		if (error && error != -EUCLEAN)
			return error;
		if (error || !is_standard(&volume)) {
			if (out->count > 0)
				intake_fault(intake, lba, "ECMA-119 6.7.1",
					"the volume descriptors have no end");
			return 0;
		}
		if (volume.head.type == ISO_BOOT_RECORD)
			take_boot_record(intake, &volume, out);
		else if (volume.head.type == ISO_PRIMARY ||
			 volume.head.type == ISO_SUPPLEMENTARY)
			take_tree(intake, lba, &volume, out);
		else if (volume.head.type == ISO_TERMINATOR)
			break;
		else
			intake_uncarried(intake,
				"the descriptor of type %u at sector %llu",
				volume.head.type, (unsigned long long)lba);
	}
	out->count++;
	return 0;
}

int session_read(struct intake *intake, struct iso_session *out)
{
	struct iso_volume_tree tree;
	int error;

	*out = (struct iso_session){ .start = last_session(intake) };
	error = read_descriptors(intake, out);
	if (error)
		return error;
	if (!out->has_primary)
		return -ENOENT;
	iso_volume_decode(&out->primary, &tree);
	if (tree.block_size != SECTOR_SIZE)
		return diag_fail(intake->diag, -EOPNOTSUPP,
			"the ISO 9660 volume has blocks of %u bytes; only %u "
			"can be taken",
			tree.block_size, SECTOR_SIZE);
	return 0;
}
