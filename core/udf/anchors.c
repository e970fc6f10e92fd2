#include "udf/udf_load.h"

#include <errno.h>
#include <string.h>

#include "util/blank.h"

enum {
	RECOGNITION_AT = 32768, /* byte: ECMA-167 2/8.3 */
	RECOGNITIONS_MAX = 64,
	POINTERS_MAX = 16,
	DESCRIPTORS_MAX = 256, /* in both sequences, each */
	STEPS_MIN = 1 << 16,
	STEPS_A_BLOCK = 8,
};

#define CLAUSE_SEQUENCE "ECMA-167 3/8.4.2"

bool udf_steps(struct udf_disc *disc, uint64_t count)
{
	if (disc->patience >= count) {
		disc->patience -= count;
		return true;
	}
	if (!disc->is_impatient)
		intake_fault(disc->intake, 0, "limit of this program",
			"the UDF volume leads to its blocks again and again; "
			"the rest is left out");
	disc->is_impatient = true;
	return false;
}

int udf_read_descriptor(struct udf_disc *disc, uint64_t at, enum udf_tag_id id,
	uint32_t location, uint8_t *out)
{
	int error = medium_read(&disc->intake->medium, at, disc->block, out);

	if (error)
		return error;
	return ecma_sealed(out, disc->block, id, location) ? 0 : -EUCLEAN;
}

static bool is_structure(const struct udf_recognition *at)
{
	static const char known[][6] = { "CD001", "BEA01", "BOOT2", "CDW02" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (memcmp(at->id, known[i], 5) == 0)
			return true;
	}
	return false;
}

/*
 * Whether the recognition says that there is UDF: ECMA-167 3/9.1. It ends where
 * something else is: 2/8.3.1; where sectors have 4096 bytes, its structures are
 * in every other one.
 */
static int is_recognized(struct intake *intake)
{
	struct udf_recognition at;
	int others = 0;

	for (int i = 0; i < RECOGNITIONS_MAX && others < 2; i++) {
		int error = medium_read(&intake->medium,
			intake->start * SECTOR_SIZE + RECOGNITION_AT +
				(uint64_t)i * sizeof(at),
			sizeof(at), &at);

		if (error)
			return error == -EUCLEAN ? -ENOENT : error;
		if (memcmp(at.id, "NSR02", 5) == 0 ||
			memcmp(at.id, "NSR03", 5) == 0)
			return 0;
		if (memcmp(at.id, "TEA01", 5) == 0)
			break;
		others = is_structure(&at) ? 0 : others + 1;
	}
	return -ENOENT;
}

/* ECMA-167 3/8.4.2.1; many a medium has a sector more or less at its end. The
 * first place is counted from where the session begins: UDF 1.50 6.10.3. */
static int anchor_at(struct udf_disc *disc, size_t i, uint64_t *lba)
{
	uint64_t sectors = disc->intake->medium.size / disc->block;
	uint64_t start = disc->intake->start * SECTOR_SIZE / disc->block;
	const struct {
		bool is_from_end;
		uint64_t lba;
	} places[] = { { false, start + UDF_ANCHOR }, { true, 1 },
		{ true, 257 }, { true, 256 }, { false, 512 }, { true, 2 },
		{ true, 151 } };

	if (i == sizeof(places) / sizeof(*places))
		return -ENOENT;
	*lba = places[i].is_from_end && places[i].lba <= sectors
		       ? sectors - places[i].lba
		       : places[i].lba;
	return 0;
}

static int find_anchor(struct udf_disc *disc, struct udf_anchor *out)
{
	static const uint32_t sizes[] = { 2048, 512, 4096, 1024 };
	uint8_t bytes[UDF_BLOCK_MAX];
	uint64_t lba;

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
		disc->block = sizes[s];
		for (size_t i = 0; anchor_at(disc, i, &lba) == 0; i++) {
			int error = udf_read_descriptor(disc, lba * disc->block,
				UDF_TAG_ANCHOR, (uint32_t)lba, bytes);

			if (error && error != -EUCLEAN)
				return error;
			if (error)
				continue;
			memcpy(out, bytes, sizeof(*out));
			return 0;
		}
	}
	return -EUCLEAN;
}

static uint32_t sequence_of(const uint8_t *descriptor)
{
	return le32_get(((const struct udf_primary *)descriptor)->sequence);
}

static void take_partition(struct udf_disc *disc, const uint8_t *bytes)
{
	struct udf_descriptors *found = &disc->found;
	const struct udf_partition *new = (const void *)bytes;
	unsigned i = 0;

	while (i < found->partition_count &&
		le16_get(found->partitions[i].number) != le16_get(new->number))
		i++;
	if (i == UDF_PARTITIONS_MAX)
		return;
	if (i < found->partition_count &&
		le32_get(new->sequence) <
			le32_get(found->partitions[i].sequence))
		return;
	found->partitions[i] = *new;
	found->partition_count += i == found->partition_count;
}

/* Any other than that of UDF 2.2.7 is somebody's own. */
static void take_info(struct udf_disc *disc, const uint8_t *bytes)
{
	struct udf_descriptors *found = &disc->found;
	const struct udf_volume_info *new = (const void *)bytes;

	if (strncmp(new->id.id, "*UDF LV Info", sizeof(new->id.id)) != 0 ||
		(found->has_info &&
			sequence_of(bytes) < le32_get(found->info.sequence)))
		return;
	found->info = *new;
	found->has_info = true;
}

/* The prevailing one has the highest number: ECMA-167 3/8.4.3. */
static void take(struct udf_disc *disc, uint64_t lba, const uint8_t *bytes)
{
	struct udf_descriptors *found = &disc->found;

	switch (le16_get(((const struct udf_tag *)bytes)->id)) {
	case UDF_TAG_PRIMARY:
		if (found->has_primary &&
			sequence_of(bytes) < le32_get(found->primary.sequence))
			break;
		memcpy(&found->primary, bytes, sizeof(found->primary));
		found->has_primary = true;
		break;
	case UDF_TAG_IMPLEMENTATION:
		take_info(disc, bytes);
		break;
	case UDF_TAG_PARTITION:
		take_partition(disc, bytes);
		break;
	case UDF_TAG_LOGICAL_VOLUME:
		if (found->has_volume &&
			sequence_of(bytes) < sequence_of(found->volume))
			break;
		memcpy(found->volume, bytes, disc->block);
		found->volume_at = lba;
		found->has_volume = true;
		break;
	default:
		break;
	}
}

/* One extent of a sequence; *NEXT is set where a pointer leads on. */
static int read_extent(struct udf_disc *disc, struct udf_extent where,
	unsigned *left, struct udf_extent *next)
{
	uint32_t lba = le32_get(where.location);
	uint32_t count = le32_get(where.size) / disc->block;
	uint8_t bytes[UDF_BLOCK_MAX];

	*next = (struct udf_extent){ 0 };
	for (uint32_t i = 0; i < count; i++, lba++) {
		const struct udf_tag *tag = (const void *)bytes;
		int error = medium_read(&disc->intake->medium,
			(uint64_t)lba * disc->block, disc->block, bytes);

		if (error)
			return error;
		if (blank_all(bytes, disc->block))
			return 0;
		if (!(*left)--)
			return -EUCLEAN;
		if (!ecma_sealed(bytes, disc->block, le16_get(tag->id), lba))
			return -EUCLEAN;
		if (le16_get(tag->id) == UDF_TAG_TERMINATING)
			return 0;
		if (le16_get(tag->id) != UDF_TAG_POINTER) {
			take(disc, lba, bytes);
			continue;
		}
		*next = ((const struct udf_pointer *)bytes)->next;
		return 0;
	}
	return 0;
}

static int read_sequence(struct udf_disc *disc, struct udf_extent where)
{
	unsigned left = DESCRIPTORS_MAX;
	int error = 0;

	memset(&disc->found, 0, sizeof(disc->found));
	for (int i = 0; !error && le32_get(where.size); i++) {
		uint32_t lba = le32_get(where.location);
		struct udf_extent next;

		error = read_extent(disc, where, &left, &next);
		if (!error && i == POINTERS_MAX)
			error = -EUCLEAN;
		if (error == -EUCLEAN)
			intake_fault(disc->intake,
				udf_sector((uint64_t)lba * disc->block),
				CLAUSE_SEQUENCE,
				"the volume descriptor sequence is damaged or "
				"has no end");
		where = next;
	}
	if (error && error != -EUCLEAN)
		return error;
	return disc->found.has_volume && disc->found.partition_count ? error
								     : -EUCLEAN;
}

/* What there is of a sequence may be enough. */
static int read_sequences(
	struct udf_disc *disc, const struct udf_anchor *anchor)
{
	int error = read_sequence(disc, anchor->main);

	if (error != -EUCLEAN)
		return error;
	intake_fault(disc->intake, le32_get(anchor->main.location),
		CLAUSE_SEQUENCE,
		"the main volume descriptor sequence is not whole; the reserve "
		"is taken");
	error = read_sequence(disc, anchor->reserve);
	if (error == -EUCLEAN && disc->found.has_volume &&
		disc->found.partition_count)
		error = 0;
	if (error == -EUCLEAN)
		intake_fault(disc->intake, le32_get(anchor->reserve.location),
			CLAUSE_SEQUENCE,
			"the reserve has no logical volume, or no partition");
	return error;
}

int anchors_find(struct udf_disc *disc)
{
	struct udf_anchor anchor;
	int error = is_recognized(disc->intake);

	if (error)
		return error;
	error = find_anchor(disc, &anchor);
	if (error == -EUCLEAN)
		intake_fault(disc->intake, UDF_ANCHOR, "ECMA-167 3/8.4.2.1",
			"there is no anchor of the UDF volume");
	if (error)
		return error;
	disc->patience = STEPS_MIN + disc->intake->medium.size / disc->block *
					     STEPS_A_BLOCK;
	return read_sequences(disc, &anchor);
}
