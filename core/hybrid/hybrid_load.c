#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boot/boot.h"
#include "hybrid/hfs.h"
#include "hybrid/hybrid.h"
#include "hybrid/kept.h"
#include "hybrid/own.h"
#include "load/loader.h"
#include "store/import.h"
#include "store/shadow.h"
#include "store/sysio.h"
#include "util/blank.h"
#include "util/utf8.h"

/* -ENOENT: there is none, or nothing in it. */
static int read_area(const struct intake *intake, uint8_t *out)
{
	int error = medium_read(&intake->medium, 0, AREA_SIZE, out);

	if (error)
		return error == -EUCLEAN ? -ENOENT : error;
	return blank_all(out, AREA_SIZE) ? -ENOENT : 0;
}

/* The file does not have what is to be seen. */
static int import_bytes(struct intake *intake, const uint8_t *bytes)
{
	int fd = memfd_create("isoweave", MFD_CLOEXEC);
	const struct import import = { .fd = fd, .size = AREA_SIZE };
	int error = fd < 0 ? -errno : sysio_write(fd, bytes, AREA_SIZE, 0);

	if (!error)
		error = content_import(intake->store,
			&intake->boot->nodes[PLACE_AREA]->content, &import, 1);
	if (fd >= 0)
		close(fd);
	return error;
}

/* What is copied has other places than an HFS volume says. */
static int copy_area(struct intake *intake, const uint8_t *area)
{
	uint8_t bytes[AREA_SIZE];

	memcpy(bytes, area, sizeof(bytes));
	if (hfs_is_there(intake, area))
		hfs_take_out(bytes);
	return import_bytes(intake, bytes);
}

static int show_area(struct intake *intake, const uint8_t *area)
{
	int error = store_shadow(intake->store);

	return error ? error : import_bytes(intake, area);
}

static int take_area(struct intake *intake, const uint8_t *area)
{
	static const struct extent whole = { 0, AREA_SIZE / SECTOR_SIZE };
	struct iw_node *node = intake->boot->nodes[PLACE_AREA];
	int error;

	if (intake->is_copied)
		error = copy_area(intake, area);
	else if (intake->medium.patch_count)
		error = show_area(intake, area);
	else
		error = content_set(
			intake->store, &node->content, AREA_SIZE, &whole, 1);
	if (!error)
		model_content_changed(intake->model, node, 0);
	return error;
}

/* ---- Partitions ---- */

/* A name for KEPT that tells what it is. */
static void name_of(const struct kept *kept, char *out, size_t size)
{
	const char *label = kept->gpt.label;

	if (!*label || !utf8_valid(label))
		label = kept->type == MBR_TYPE_EFI ? "efi" : "data";
	snprintf(out, size, "%d-%s", kept->number, label);
	for (char *at = out; *at; at++) {
		if (*at == '/' || (unsigned char)*at < ' ')
			*at = '_';
	}
}

static int describe(
	struct boot *boot, const struct kept *kept, const struct iw_node *node)
{
	struct boot_record record =
		boot_record_default(PLACE_PARTITIONS, node->ino);
	struct partition_settings *is = &record.partition;

	if (kept->type)
		is->type = kept->type;
	is->active = kept->active;
	is->type_guid = kept->gpt.type;
	is->guid = kept->gpt.self;
	is->attributes = (int64_t)(kept->gpt.attributes & INT64_MAX);
	if (utf8_valid(kept->gpt.label))
		snprintf(is->label, sizeof(is->label), "%s", kept->gpt.label);
	return boot_record_set(boot, &record);
}

static uint64_t sector_behind(const struct kept *kept)
{
	return (kept->start + kept->blocks + BLOCKS_A_SECTOR - 1) /
	       BLOCKS_A_SECTOR;
}

/* A partition that is no file yet. */
static int make_file(struct intake *intake, const struct kept *kept,
	const char *name, struct iw_node **out)
{
	const uint64_t start = kept->start / BLOCKS_A_SECTOR;
	const struct extent extent = { start, sector_behind(kept) - start };
	struct find find = {
		.dir = intake->boot->nodes[PLACE_PARTITIONS],
		.view = IW_BOOT,
		.name = name,
		.mtime = intake->model->root->mtime,
		.size = kept->blocks * BLOCK_SIZE,
		.extents = &extent,
		.count = 1,
	};

	intake_attributes(&find, S_IFREG);
	find.atime = find.ctime = find.btime = find.mtime;
	return intake_node(intake, &find, out);
}

static bool is_in_image(const struct intake *intake, const struct kept *kept)
{
	uint64_t blocks = intake->medium.size / BLOCK_SIZE;

	return kept->start <= blocks && kept->blocks <= blocks - kept->start;
}

/* The file that KEPT is; -ENOENT: it is none, which was said. */
static int file_of(struct intake *intake, const struct kept *kept,
	const char *name, struct iw_node **out)
{
	uint64_t start = kept->start / BLOCKS_A_SECTOR;
	bool is_whole = kept->start % BLOCKS_A_SECTOR == 0;
	bool others;

	if (!is_in_image(intake, kept)) {
		intake_fault(intake, 0, "UEFI 5.2",
			"partition %d reaches beyond the image's end",
			kept->number);
		return -ENOENT;
	}
	*out = intake_at(intake, start, sector_behind(kept), &others);
	if (is_whole && *out)
		return 0;
	if (is_whole && !others)
		return make_file(intake, kept, name, out);
	intake_uncarried(intake,
		"partition %d, which is neither a file nor apart from them",
		kept->number);
	return -ENOENT;
}

static int take_partition(struct intake *intake, const struct kept *kept)
{
	struct iw_node *dir = intake->boot->nodes[PLACE_PARTITIONS];
	char name[GPT_LABEL_SIZE + 16];
	struct iw_node *node;
	int error;

	if (kept->number > GPT_PARTITIONS) {
		intake_uncarried(
			intake, "partition %d; 128 can be kept", kept->number);
		return 0;
	}
	name_of(kept, name, sizeof(name));
	error = file_of(intake, kept, name, &node);
	/* The same place may be there under two numbers. */
	if (error || own_is_partition(intake->boot, node))
		return error == -ENOENT ? 0 : error;
	error = link_name(intake->model, dir, IW_BOOT, name, node);
	return error ? error : describe(intake->boot, kept, node);
}

/* An HFS+ volume in a file of its own is a partition like others. */
static bool is_file(const struct intake *intake, const struct kept *kept)
{
	if (kept->kind != KEPT_HFS)
		return kept->kind == KEPT_FILE;
	return hfs_is_file(intake, kept->start, kept->blocks);
}

/* The volume for Macs over the same files. */
static void look_for_hfs(struct intake *intake, const uint8_t *area)
{
	intake->has_hfs = hfs_is_there(intake, area);
	if (!intake->has_hfs)
		return;
	if (intake->is_copied)
		diag_say(intake->diag, LOG_WARNING,
			"the HFS volume of '%s' is not taken over: Macs will "
			"see ISO 9660 or UDF",
			intake->settings->from);
	else if (intake->settings->order == ORDER_CANONICAL)
		intake_uncarried(intake,
			"the HFS volume: with layout=canonical all data move");
	else
		diag_say(intake->diag, LOG_WARNING,
			"the HFS volume of the image stays as it is: whoever "
			"reads that goes on to see the files of now, whatever "
			"is changed; their room is not used again");
}

static int take_partitions(struct intake *intake, const uint8_t *area)
{
	struct kept *list = calloc(KEPT_MAX, sizeof(*list));
	size_t count = list ? kept_list(area, list) : 0;
	int error = list ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !error; i++) {
		if (is_file(intake, &list[i]))
			error = take_partition(intake, &list[i]);
	}
	free(list);
	return error;
}

int hybrid_load(struct intake *intake)
{
	uint8_t area[AREA_SIZE];
	int error = read_area(intake, area);

	if (!error)
		error = take_area(intake, area);
	if (error)
		return error;
	if (!kept_is_sound(area)) {
		intake_fault(intake, 0, "UEFI 5.3.2",
			"the GPT is not that of its checksum, or not in the "
			"system area");
		return 0;
	}
	look_for_hfs(intake, area);
	return take_partitions(intake, area);
}

/* ---- What becomes of the system area ---- */

/* Whether the pointer of an MBR of kind IS leads to what we would let it. */
static int is_pointed(
	struct intake *intake, const struct mbr *mbr, int64_t is, bool *out)
{
	uint64_t pointer = le64_get(mbr->pointer);
	const struct iw_node *loader;
	bool others;
	int error = hybrid_find_loader(intake->boot, is, &loader);

	if (is == MBR_GRUB2)
		pointer -= BLOCKS_A_SECTOR;
	*out = !error && loader && pointer % BLOCKS_A_SECTOR == 0 &&
	       intake_at(intake, pointer / BLOCKS_A_SECTOR,
		       pointer / BLOCKS_A_SECTOR + 1, &others) == loader;
	return error;
}

/* What has to be filled in: the pointer tells it of code that nobody knows. */
static int settle_mbr(
	struct intake *intake, const uint8_t *area, struct area_settings *is)
{
	static const struct {
		int64_t mbr;
		enum mbr_code code;
	} kinds[] = {
		{ MBR_ISOHYBRID, MBR_CODE_ISOHYBRID },
		{ MBR_GRUB2, MBR_CODE_GRUB2 },
	};
	struct mbr mbr = kept_mbr(area);
	bool found = false;
	int error = 0;

	is->mbr = kept_has_mbr(area) && kept_end(area) ? MBR_PLAIN : MBR_NONE;
	if (is->mbr == MBR_NONE)
		return 0;
	for (size_t i = 0; i < 2 && !error && !found; i++) {
		error = is_pointed(intake, &mbr, kinds[i].mbr, &found);
		if (found)
			is->mbr = mbr_code_look(&mbr) == kinds[i].code
					  ? MBR_AUTO
					  : kinds[i].mbr;
	}
	return error;
}

/* Whether the image ends on a cylinder by which the MBR counts. */
static bool is_padded(const uint8_t *area)
{
	uint64_t end = kept_end(area) / BLOCKS_A_SECTOR;

	return end && geometry_round(end) == end;
}

int hybrid_load_area(struct intake *intake)
{
	struct boot_record record = boot_record_default(PLACE_AREA, 0);
	uint8_t area[AREA_SIZE];
	int error = read_area(intake, area);

	if (!error)
		error = settle_mbr(intake, area, &record.area);
	if (error)
		return error;
	/* Where all places become others, tables are made anew. */
	if (!intake->is_copied && intake->settings->order != ORDER_CANONICAL)
		record.area.tables = TABLES_KEEP;
	record.area.padding = is_padded(area) ? PADDING_CYLINDER : PADDING_NONE;
	record.area.partition_offset =
		own_settle(intake, area, record.area.tables);
	return boot_record_set(intake->boot, &record);
}
