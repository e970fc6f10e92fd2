#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/patch.h"
#include "eltorito/catalog_read.h"
#include "eltorito/eltorito.h"
#include "eltorito/unnamed.h"
#include "load/loader.h"

/* Bytes of images whose info table is proved, for all entries. */
#define SUMMED_MAX (UINT64_C(1) << 30)

/* An entry being taken. */
struct taking {
	struct intake *intake;
	const struct catalog_entry *entry;
	size_t number;
	enum boot_place place;
	struct iw_node *node;
};

/* An image without a name elsewhere. */
static int make_file(struct taking *taking, const char *name)
{
	struct intake *intake = taking->intake;
	uint64_t lba = taking->entry->lba;
	struct extent extent = { .start = lba };
	struct find find = {
		.dir = intake->boot->nodes[taking->place],
		.view = IW_BOOT,
		.name = name,
		.mtime = intake->model->root->mtime,
		.extents = &extent,
		.count = 1,
	};
	int error =
		unnamed_size(intake, taking->entry, taking->place, &find.size);

	if (error)
		return error;
	extent.count = sectors_of(find.size);
	intake_attributes(&find, S_IFREG);
	find.atime = find.ctime = find.btime = find.mtime;
	return intake_node(intake, &find, &taking->node);
}

/* ---- Names ---- */

/* What the file is called elsewhere, or what it is. */
static const char *known_name(const struct taking *taking)
{
	static const enum iw_view order[] = { IW_ROCKRIDGE, IW_UDF, IW_JOLIET,
		IW_ISO };
	const struct link *link = taking->node ? taking->node->links : NULL;

	for (; link; link = link->next_of_node) {
		for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
			if (link->name[order[i]])
				return link->name[order[i]];
		}
	}
	return taking->place == PLACE_EFI ? "efi.img" : "boot.img";
}

/* The last of the names in DIR, by which entries are ordered; NULL: none. */
static const char *last_name(const struct dir *dir)
{
	const char *last = NULL;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];

		if (link && (!last || strcmp(link->name[IW_BOOT], last) > 0))
			last = link->name[IW_BOOT];
	}
	return last;
}

/* Names are ordered as the catalog is: the entry's number comes in front of
 * one that would not be. */
static int name_entry(const struct taking *taking)
{
	struct iw_node *dir = taking->intake->boot->nodes[taking->place];
	const char *known = known_name(taking);
	const char *last = last_name(dir->dir);
	char name[280];

	snprintf(name, sizeof(name), "%.250s", known);
	for (int i = 0; i < 4 && last && strcmp(name, last) <= 0; i++)
		snprintf(name, sizeof(name), "%.*s%zu-%.200s", i, "zzz",
			taking->number + 1, known);
	return link_name(
		taking->intake->model, dir, IW_BOOT, name, taking->node);
}

/* ---- Settings ---- */

static bool place_of(uint8_t platform, enum boot_place *out)
{
	for (int place = 0; place < PLACE_PLATFORMS; place++) {
		if (boot_places[place].platform == platform) {
			*out = place;
			return true;
		}
	}
	return false;
}

static int64_t emulation_of(uint8_t media)
{
	static const int64_t emulations[] = {
		[MEDIA_NO_EMULATION] = EMULATION_NONE,
		[MEDIA_FLOPPY_1200] = EMULATION_1200,
		[MEDIA_FLOPPY_1440] = EMULATION_1440,
		[MEDIA_FLOPPY_2880] = EMULATION_2880,
		[MEDIA_HARD_DISK] = EMULATION_HD,
	};

	return emulations[media];
}

/* Whether the bytes are what this program would write there. */
static int look_for_fields(const struct taking *taking, struct info_fields *out)
{
	const struct boot *boot = taking->intake->boot;
	struct boot_image image;
	uint8_t head[INFO_TABLE_REACH];
	le64 grub2;
	int error = boot_look(boot, taking->node, &image);

	if (!error)
		error = boot_read(boot, taking->node, head, sizeof(head), 0);
	if (error)
		return error;
	memcpy(&grub2, head + GRUB2_INFO_AT, sizeof(grub2));
	out->table = image.has_table &&
		     unnamed_told(head, taking->entry->lba) == image.size;
	out->grub2 = image.loader == LOADER_GRUB2 &&
		     le64_get(grub2) == info_table_grub2(taking->entry->lba);
	return 0;
}

/* From now on the medium may differ from the file in FIELDS; now it does not,
 * so the file reads as it did. */
static int keep_fields(
	const struct taking *taking, const struct info_fields *fields)
{
	struct boot *boot = taking->intake->boot;
	struct boot_patch patch = {
		.ino = taking->node->ino,
		.fields = *fields,
	};
	uint8_t head[INFO_TABLE_REACH];
	int error;

	if ((!fields->table && !fields->grub2) || patch_find(boot, patch.ino))
		return 0;
	error = boot_read(boot, taking->node, head, sizeof(head), 0);
	if (error)
		return error;
	memcpy(patch.table, head + BOOT_INFO_AT, sizeof(patch.table));
	memcpy(patch.grub2, head + GRUB2_INFO_AT, sizeof(patch.grub2));
	error = patch_note(boot, &patch);
	if (!error)
		patch_bind(boot, taking->node);
	return error;
}

static struct entry_settings settings_of(
	const struct catalog_entry *entry, const struct info_fields *fields)
{
	struct entry_settings out = {
		.emulation = emulation_of(entry->media),
		.load_segment = entry->load_segment,
		.load_size = entry->sectors,
		.system_type = entry->system_type,
		.info_table = fields->table ? ANSWER_YES : ANSWER_NO,
		.grub2_info = fields->grub2 ? ANSWER_YES : ANSWER_NO,
		.bootable = entry->bootable,
	};

	memcpy(out.id, entry->id, sizeof(out.id));
	memcpy(out.criteria, entry->criteria, sizeof(out.criteria));
	return out;
}

/* An EFI image that is loaded whole stays so if it grows. */
static void make_full(
	const struct taking *taking, struct entry_settings *settings)
{
	struct boot_entry entry = {
		.place = taking->place,
		.image.size = taking->node->content.size,
		.is.load_size = KEY_FULL,
	};

	if (taking->place == PLACE_EFI &&
		boot_entry_blocks(&entry) == taking->entry->sectors)
		settings->load_size = KEY_FULL;
}

static bool has_record(const struct taking *taking)
{
	const struct boot_record none =
		boot_record_default(taking->place, taking->node->ino);
	const struct boot_record record = boot_record_get(
		taking->intake->boot, taking->place, taking->node->ino);

	return memcmp(&none.entry, &record.entry, sizeof(none.entry)) != 0;
}

/* Two entries of one image in one platform share their settings. */
static int describe(const struct taking *taking)
{
	struct boot *boot = taking->intake->boot;
	struct boot_record record =
		boot_record_get(boot, taking->place, taking->node->ino);
	struct info_fields fields;
	struct entry_settings settings;
	int error = look_for_fields(taking, &fields);

	if (error)
		return error;
	settings = settings_of(taking->entry, &fields);
	make_full(taking, &settings);
	if (has_record(taking) &&
		memcmp(&record.entry, &settings, sizeof(settings)) != 0)
		intake_uncarried(taking->intake,
			"that the boot catalog's entry %zu differs from "
			"another of the same image",
			taking->number + 1);
	record.entry = settings;
	error = keep_fields(taking, &fields);
	return error ? error : boot_record_set(boot, &record);
}

/* ---- Entries ---- */

/* Whether the bytes that prove an info table are not too many: several files
 * may share them, and several entries an image. */
static int check_sum(const struct taking *taking, bool *is_affordable)
{
	struct intake *intake = taking->intake;
	uint64_t size = taking->node->content.size;
	uint8_t head[INFO_TABLE_REACH];
	int error =
		boot_read(intake->boot, taking->node, head, sizeof(head), 0);

	*is_affordable = true;
	if (error || !info_table_claims(head, size))
		return error;
	*is_affordable = size <= SUMMED_MAX - intake->summed;
	if (*is_affordable)
		intake->summed += size;
	else
		intake_fault(intake, intake->catalog, "limit of this program",
			"entry %zu is left out: boot images with info tables "
			"have more than %llu bytes in all",
			taking->number + 1, (unsigned long long)SUMMED_MAX);
	return 0;
}

static int take_entry(struct taking *taking)
{
	struct intake *intake = taking->intake;
	uint64_t lba = taking->entry->lba;
	bool others, is_affordable = true;
	int error = 0;

	if (!lba || !medium_has(&intake->medium, lba, SECTOR_SIZE)) {
		intake_fault(intake, intake->catalog, "El Torito 2.2",
			"the boot image of entry %zu is not in the image",
			taking->number + 1);
		return 0;
	}
	taking->node = intake_at(intake, lba, lba + 1, &others);
	if (!taking->node)
		error = make_file(taking, known_name(taking));
	if (!error)
		error = check_sum(taking, &is_affordable);
	if (error || !is_affordable)
		return error;
	error = name_entry(taking);
	return error ? error : describe(taking);
}

/* Whether the model has a place for ENTRY, behind those of place LAST. */
static bool is_carried(struct taking *taking, enum boot_place last)
{
	const struct catalog_entry *entry = taking->entry;

	if (!place_of(entry->platform, &taking->place)) {
		intake_uncarried(taking->intake,
			"the boot catalog's entry %zu, of the unknown platform "
			"0x%02x",
			taking->number + 1, entry->platform);
		return false;
	}
	if (entry->media > MEDIA_HARD_DISK) {
		intake_uncarried(taking->intake,
			"the boot catalog's entry %zu, of the unknown medium "
			"0x%02x",
			taking->number + 1, entry->media);
		return false;
	}
	if (taking->place < last)
		intake_uncarried(taking->intake,
			"the order of the boot catalog's entries: platforms "
			"come as BIOS, PowerPC, Mac, EFI");
	return true;
}

static int take_entries(struct intake *intake,
	const struct catalog_entry *entries, size_t count)
{
	enum boot_place last = 0;
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		struct taking taking = {
			.intake = intake,
			.entry = &entries[i],
			.number = i,
		};

		if (!is_carried(&taking, last))
			continue;
		last = taking.place;
		error = take_entry(&taking);
	}
	return error;
}

/* What a commit would refuse is refused now. */
static int check_entries(struct intake *intake)
{
	struct boot_entry *entries;
	size_t count;
	int error = boot_entries(intake->boot, &entries, &count);

	if (error)
		return error;
	for (size_t i = 0; i < count && !error; i++) {
		error = boot_entry_settle(
			intake->boot, intake->diag, &entries[i]);
		if (error == -EINVAL) {
			intake_uncarried(intake,
				"the boot catalog's entry %zu as it is", i + 1);
			error = 0;
		}
	}
	free(entries);
	return error;
}

int eltorito_load(struct intake *intake)
{
	struct catalog_entry *entries = NULL;
	size_t count = 0;
	int error;

	if (!intake->catalog)
		return -ENOENT;
	error = catalog_read(intake, &entries, &count);
	if (error == -EUCLEAN) {
		intake_fault(intake, intake->catalog, "El Torito 2.1",
			"the boot record leads to no boot catalog: its "
			"validation entry is missing or wrong");
		return 0;
	}
	if (!error)
		error = take_entries(intake, entries, count);
	free(entries);
	return error ? error : check_entries(intake);
}
