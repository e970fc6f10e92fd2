#include "boot/look.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "disk/partition_mbr.h"

#define BIOS_BLOCKS 4 /* one sector; what BIOSes load without complaint */
#define EMULATED_BLOCKS 1
#define INITIAL_ID_SIZE sizeof(((struct eltorito_validation *)NULL)->id)

/* An entry being settled. */
struct settling {
	const struct diag *diag;
	struct boot_entry *entry;
};

/* Says SENTENCE of the entry; returns -EINVAL. */
static int refuse(const struct settling *settling, const char *sentence)
{
	return diag_fail(settling->diag, -EINVAL, "boot/%s/%s: %s",
		boot_places[settling->entry->place].name, settling->entry->name,
		sentence);
}

static bool is_efi(const struct boot_entry *entry)
{
	return entry->place == PLACE_EFI;
}

static uint64_t blocks_of(uint64_t bytes)
{
	return (bytes + BLOCK_SIZE - 1) / BLOCK_SIZE;
}

/* The sizes of the floppies that are emulated (2.2, figure 3). */
static uint64_t floppy_size(int64_t emulation)
{
	static const uint64_t sizes[] = {
		[EMULATION_1200] = 1200 * 1024,
		[EMULATION_1440] = 1440 * 1024,
		[EMULATION_2880] = 2880 * 1024,
		[EMULATION_HD] = 0,
	};

	return sizes[emulation];
}

static int check_emulation(const struct settling *settling)
{
	const struct boot_image *image = &settling->entry->image;
	int64_t emulation = settling->entry->is.emulation;
	uint64_t size = floppy_size(emulation);

	if (emulation == EMULATION_NONE)
		return 0;
	if (is_efi(settling->entry))
		return refuse(settling, "UEFI knows no emulation");
	if (size && image->size != size)
		return diag_fail(settling->diag, -EINVAL,
			"boot/%s/%s: has %" PRIu64 " bytes, but a floppy of "
			"this emulation has %" PRIu64,
			boot_places[settling->entry->place].name,
			settling->entry->name, image->size, size);
	if (size)
		return 0;
	if (!image->has_mbr)
		return refuse(settling,
			"emulation=hd needs an image with a partition table");
	if (image->partitions != 1)
		return refuse(settling,
			"emulation=hd needs an image with exactly one "
			"partition (El Torito 1.4)");
	return 0;
}

static void settle_sizes(const struct settling *settling)
{
	struct entry_settings *is = &settling->entry->is;

	if (is->load_size == KEY_AUTO && is_efi(settling->entry))
		is->load_size = KEY_FULL;
	else if (is->load_size == KEY_AUTO)
		is->load_size = is->emulation == EMULATION_NONE
					? BIOS_BLOCKS
					: EMULATED_BLOCKS;
	if (is->system_type == KEY_AUTO)
		is->system_type = is->emulation == EMULATION_HD
					  ? settling->entry->image.system_type
					  : 0;
}

static int check_size(const struct settling *settling)
{
	const struct boot_entry *entry = settling->entry;

	if (!entry->image.size)
		return refuse(settling, "is empty");
	if (entry->is.load_size == KEY_FULL && !is_efi(entry) &&
		blocks_of(entry->image.size) > UINT16_MAX)
		return refuse(settling,
			"load-size=full is more than the 65535 blocks that "
			"the catalog can tell");
	return 0;
}

static void settle_fields(const struct settling *settling)
{
	const struct boot_image *image = &settling->entry->image;
	struct entry_settings *is = &settling->entry->is;
	bool loader =
		!is_efi(settling->entry) && is->emulation == EMULATION_NONE;
	bool grub = image->loader == LOADER_GRUB2;
	bool wants_table =
		grub || image->has_table || image->loader == LOADER_ISOLINUX;

	if (is->info_table == ANSWER_AUTO)
		is->info_table = loader && wants_table ? ANSWER_YES : ANSWER_NO;
	if (is->grub2_info == ANSWER_AUTO)
		is->grub2_info = loader && grub ? ANSWER_YES : ANSWER_NO;
}

static int check_fields(const struct settling *settling)
{
	const struct boot_entry *entry = settling->entry;
	bool table = entry->is.info_table == ANSWER_YES;
	bool grub2 = entry->is.grub2_info == ANSWER_YES;

	if (!table && !grub2)
		return 0;
	if (is_efi(entry))
		return refuse(settling, "UEFI images are not patched");
	if (entry->is.emulation != EMULATION_NONE)
		return refuse(settling,
			"a boot info table would damage an emulated disk");
	if (table && entry->image.size <= BOOT_INFO_SUMMED_AT)
		return refuse(settling,
			"is too short for a boot info table, which ends at "
			"byte 64");
	if (entry->image.size > UINT32_MAX)
		return refuse(settling,
			"is too large for a boot info table, which counts to "
			"4 GiB");
	if (grub2 && entry->image.size < GRUB2_INFO_AT + GRUB2_INFO_SIZE)
		return refuse(settling,
			"is too short for GRUB's field, which ends at byte "
			"2556");
	return 0;
}

static int check_id(const struct settling *settling)
{
	const struct boot_entry *entry = settling->entry;

	if (entry->number == 0 && strlen(entry->is.id) > INITIAL_ID_SIZE)
		return refuse(settling,
			"the id of the first entry has at most 24 bytes "
			"(El Torito 2.1)");
	return 0;
}

int boot_entry_settle(const struct boot *boot, const struct diag *diag,
	struct boot_entry *entry)
{
	const struct settling settling = { diag, entry };
	int error = boot_look(boot, entry->node, &entry->image);

	entry->is = boot_record_get(boot, entry->place, entry->node->ino).entry;
	settle_sizes(&settling);
	settle_fields(&settling);
	if (!error)
		error = check_size(&settling);
	if (!error)
		error = check_emulation(&settling);
	if (!error)
		error = check_fields(&settling);
	return error ? error : check_id(&settling);
}

struct info_fields boot_entry_fields(const struct boot_entry *entry)
{
	return (struct info_fields){
		.table = entry->is.info_table == ANSWER_YES,
		.grub2 = entry->is.grub2_info == ANSWER_YES,
	};
}

uint16_t boot_entry_blocks(const struct boot_entry *entry)
{
	uint64_t blocks;

	if (entry->is.load_size != KEY_FULL)
		return (uint16_t)entry->is.load_size;
	blocks = blocks_of(entry->image.size);
	/* UEFI 2.10, 13.3.2.1: 0 or 1 means to the end of the medium. */
	return blocks > UINT16_MAX ? 0 : (uint16_t)blocks;
}
