#include "hybrid/partition.h"

#include <errno.h>
#include <stdlib.h>

#include "disk/partition_gpt.h"
#include "model/fixed.h"

#define TYPE_LINUX 0x83
#define TYPE_HFS 0xaf

/* The list being made. */
struct listing {
	const struct boot *boot;
	const struct area *area;
	uint64_t seed;
	const struct diag *diag;
	struct partitions *out;
};

static bool has_number(const struct partitions *partitions, int number)
{
	for (size_t i = 0; i < partitions->count; i++) {
		if (partitions->of[i].number == number)
			return true;
	}
	return false;
}

static bool has_node(
	const struct partitions *partitions, const struct iw_node *node)
{
	for (size_t i = 0; i < partitions->count; i++) {
		if (partitions->of[i].node == node)
			return true;
	}
	return false;
}

/* ---- Settling ---- */

static int64_t type_of(const struct partition *partition)
{
	if (partition->image.fat_size)
		return MBR_TYPE_EFI;
	return partition->image.is_hfs ? TYPE_HFS : TYPE_LINUX;
}

static const struct guid *type_guid_of(int64_t type)
{
	switch (type) {
	case MBR_TYPE_EFI:
		return &guid_efi_system;
	case TYPE_HFS:
		return &guid_apple_hfs;
	case TYPE_LINUX:
		return &guid_linux_data;
	default:
		return &guid_basic_data;
	}
}

static const char *apm_type_of(const struct partition *partition)
{
	if (partition->image.is_hfs)
		return "Apple_HFS";
	return partition->image.fat_size ? "DOS_FAT_16" : "Apple_Data";
}

static void settle(const struct listing *listing, struct partition *partition)
{
	struct partition_settings *is = &partition->is;

	if (is->type == KEY_AUTO)
		is->type = type_of(partition);
	if (guid_is_zero(&is->type_guid))
		is->type_guid = *type_guid_of(is->type);
	if (guid_is_zero(&is->guid))
		is->guid =
			guid_derive(listing->seed, (uint32_t)partition->number);
	if (!*is->label)
		snprintf(is->label, sizeof(is->label), "%s", partition->name);
	if (!*is->apm_type)
		snprintf(is->apm_type, sizeof(is->apm_type), "%s",
			apm_type_of(partition));
}

static int add(const struct listing *listing, struct partition *partition)
{
	struct partitions *out = listing->out;
	int error;

	if (out->count == PARTITIONS_MAX)
		return diag_fail(listing->diag, -EINVAL,
			"boot/partitions: at most %d fit", PARTITIONS_MAX);
	error = boot_look(listing->boot, partition->node, &partition->image);
	if (error)
		return error;
	settle(listing, partition);
	out->of[out->count++] = *partition;
	return 0;
}

/* ---- Those of boot/partitions ---- */

static int check(
	const struct listing *listing, const struct link *link, int number)
{
	const char *name = link->name[IW_BOOT];
	bool is_gpt = listing->area->is.gpt == ANSWER_YES;

	if (!link->node->content.size)
		return diag_fail(listing->diag, -EINVAL,
			"boot/partitions/%s: is empty", name);
	if (number > MBR_PARTITIONS && !is_gpt)
		return diag_fail(listing->diag, -EINVAL,
			"boot/partitions/%s: an MBR has 4 partitions; more "
			"need `system-area gpt=yes'",
			name);
	if (has_number(listing->out, number))
		return diag_fail(listing->diag, -EINVAL,
			"boot/partitions/%s: there is another partition %d",
			name, number);
	if (has_node(listing->out, link->node))
		return diag_fail(listing->diag, -EINVAL,
			"boot/partitions/%s: this file is a partition already",
			name);
	return 0;
}

static int add_link(const struct listing *listing, const struct link *link)
{
	struct partition partition = { .has_name = true, .node = link->node };
	int error;

	partition.number =
		fixed_partition(link->name[IW_BOOT], &partition.name);
	assert(partition.number);
	error = check(listing, link, partition.number);
	if (error)
		return error;
	partition.is = boot_record_get(
		listing->boot, PLACE_PARTITIONS, link->node->ino)
			       .partition;
	return add(listing, &partition);
}

/* ---- EFI images ---- */

static int free_number(const struct partitions *partitions)
{
	int number = 2; /* 1 is the volume's */

	while (has_number(partitions, number))
		number++;
	return number;
}

static int add_efi(
	const struct listing *listing, const struct boot_entry *entry)
{
	bool is_gpt = listing->area->is.gpt == ANSWER_YES;
	struct partition partition = {
		.number = free_number(listing->out),
		.name = entry->name,
		.node = entry->node,
		.is = boot_record_default(PLACE_PARTITIONS, 0).partition,
	};

	if (entry->place != PLACE_EFI || !entry->node->content.size ||
		has_node(listing->out, entry->node))
		return 0;
	if (partition.number > MBR_PARTITIONS && !is_gpt) {
		diag_say(listing->diag, LOG_WARNING,
			"boot/efi/%s: no partition is left for it; firmware "
			"finds it on a CD only",
			partition.name);
		return 0;
	}
	partition.is.type = MBR_TYPE_EFI;
	return add(listing, &partition);
}

static int add_efi_all(const struct listing *listing)
{
	struct boot_entry *entries;
	size_t count;
	int error = boot_entries(listing->boot, &entries, &count);

	if (error)
		return error;
	for (size_t i = 0; i < count && !error; i++)
		error = add_efi(listing, &entries[i]);
	free(entries);
	return error;
}

/* Goes on behind an -EINVAL, which is the first one's. */
static int add_links(const struct listing *listing)
{
	const struct dir *dir = listing->boot->nodes[PLACE_PARTITIONS]->dir;
	int first = 0;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];
		int error = link ? add_link(listing, link) : 0;

		if (error && error != -EINVAL)
			return error;
		if (error)
			first = error;
	}
	return first;
}

int partitions_list(const struct boot *boot, const struct area *area,
	uint64_t seed, const struct diag *diag, struct partitions *out)
{
	const struct listing listing = { boot, area, seed, diag, out };
	int error, wrong;

	out->count = 0;
	wrong = add_links(&listing);
	if (area->is.mbr == MBR_NONE || area->is.tables == TABLES_KEEP ||
		(wrong && wrong != -EINVAL))
		return wrong;
	error = add_efi_all(&listing);
	return error ? error : wrong;
}
