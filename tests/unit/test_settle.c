#include "bootscene.h"

#define ISOLINUX                                                               \
	"\xfa\xea"                                                             \
	"234567" /* ... and its mark at 64 */

static char isolinux[68];
static char grub[4096];
static char fat[] = "\xeb\x3c\x90mkfs.fat\0\x02\4\1\0\2\0\2\x40\x0b\xf0";
static char one_partition[512], two_partitions[512];

static void make_heads(void)
{
	memcpy(isolinux + 64, "\xfb\xc0\x78\x70", 4);
	memcpy(grub + 2048 + 300, "Geom\0Read", 9);
	memcpy(grub + 2048 + 510, "\x20\x08", 2);
	memcpy(one_partition + 510, "\x55\xaa", 2);
	memcpy(two_partitions + 510, "\x55\xaa", 2);
	one_partition[450] = 6;
	two_partitions[450] = two_partitions[466] = 6;
}

struct row {
	enum boot_place place;
	const char *head;
	size_t head_size, size;
	const char *say;
	const char *is; /* effective, or what the sentence has */
	int error;
};

#define PLAIN "x", 1
#define ISO isolinux, sizeof(isolinux)
#define GRUB grub, sizeof(grub)
#define FAT fat, sizeof(fat)

static const struct row rows[] = {
	{ PLACE_BIOS, PLAIN, 5000, "",
		"load-size=4 * info-table=no * "
		"grub2-info=no" },
	{ PLACE_BIOS, ISO, 38912, "",
		"emulation=none * load-size=4 * "
		"info-table=yes grub2-info=no" },
	{ PLACE_BIOS, GRUB, 38912, "",
		"load-size=4 * info-table=yes "
		"grub2-info=yes" },
	{ PLACE_BIOS, GRUB, 38912, "grub2-info=no",
		"info-table=yes "
		"grub2-info=no" },
	{ PLACE_BIOS, ISO, 38912, "info-table=no", "info-table=no" },
	{ PLACE_EFI, FAT, 1474560, "", "load-size=full * info-table=no" },
	{ PLACE_EFI, ISO, 38912, "", "info-table=no" },
	{ PLACE_MAC, PLAIN, 4096, "load-size=full", "load-size=full" },
	{ PLACE_BIOS, PLAIN, 1474560, "emulation=1.44M",
		"emulation=1.44M * load-size=1 system-type=0x0" },
	{ PLACE_BIOS, PLAIN, 1228800, "emulation=1.2M", "load-size=1" },
	{ PLACE_BIOS, PLAIN, 2949120, "emulation=2.88M", "load-size=1" },
	{ PLACE_BIOS, one_partition, 512, 100000, "emulation=hd",
		"emulation=hd * load-size=1 system-type=0x6" },
	/* What cannot be. */
	{ PLACE_BIOS, PLAIN, 1474559, "emulation=1.44M", "has 1474559 bytes",
		-EINVAL },
	{ PLACE_BIOS, PLAIN, 1474560, "emulation=2.88M", "2949120", -EINVAL },
	{ PLACE_BIOS, PLAIN, 100000, "emulation=hd", "partition table",
		-EINVAL },
	{ PLACE_BIOS, two_partitions, 512, 100000, "emulation=hd",
		"exactly one", -EINVAL },
	{ PLACE_EFI, PLAIN, 1474560, "emulation=1.44M", "UEFI", -EINVAL },
	{ PLACE_EFI, FAT, 5000, "info-table=yes", "UEFI", -EINVAL },
	{ PLACE_EFI, FAT, 5000, "grub2-info=yes", "UEFI", -EINVAL },
	{ PLACE_BIOS, PLAIN, 1474560, "emulation=1.44M info-table=yes",
		"emulated", -EINVAL },
	{ PLACE_BIOS, PLAIN, 64, "info-table=yes", "too short", -EINVAL },
	{ PLACE_BIOS, PLAIN, 2555, "grub2-info=yes", "too short", -EINVAL },
	{ PLACE_BIOS, PLAIN, 0, "", "is empty", -EINVAL },
	{ PLACE_EFI, PLAIN, 0, "", "is empty", -EINVAL },
	{ PLACE_BIOS, PLAIN, 65535 * 512 + 1, "load-size=full", "65535",
		-EINVAL },
	{ PLACE_BIOS, PLAIN, 65535 * 512, "load-size=full", "load-size=full" },
	{ PLACE_EFI, PLAIN, 65535 * 512 + 1, "", "load-size=full" },
	{ PLACE_BIOS, PLAIN, 5000, "id=\"more than twenty-four bytes\"",
		"at most 24", -EINVAL },
};

/* Whether TEXT has the parts of WANTED, divided by " * ", in their order. */
static bool has(const char *text, const char *wanted)
{
	char copy[256], *part, *rest = copy;

	strcpy(copy, wanted);
	while ((part = rest)) {
		rest = strstr(part, " * ");
		if (rest) {
			*rest = '\0';
			rest += 3;
		}
		text = strstr(text, part);
		if (!text)
			return false;
	}
	return true;
}

START_TEST(settings_are_settled_by_what_the_image_is)
{
	struct bootscene *scene = bootscene_open();
	const struct row *row = &rows[_i];
	struct boot_entry *entries;
	struct iw_node *node;
	char path[64], *text;
	size_t count, size;
	FILE *out = open_memstream(&text, &size);

	make_heads();
	snprintf(path, sizeof(path), "boot/%s/x", boot_places[row->place].name);
	node = bootscene_make(scene, path, row->size ? row->head : "",
		row->size ? row->head_size : 0, row->size);
	ck_assert_int_eq(bootscene_say(scene, row->place, node, row->say), 0);
	ck_assert_int_eq(boot_entries(&scene->boot, &entries, &count), 0);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(boot_entry_settle(&scene->boot, &scene->diag, entries),
		row->error);
	boot_keys_print(entry_keys, &entries->is, NULL, out);
	fclose(out);
	ck_assert_msg(has(row->error ? scene->said : text, row->is), "%s: %s%s",
		row->is, text, scene->said);
	free(text);
	free(entries);
	bootscene_close(scene);
}
END_TEST

START_TEST(load_size_is_what_the_catalog_can_tell)
{
	static const struct {
		enum boot_place place;
		size_t size;
		int64_t load_size;
		uint16_t blocks;
	} sizes[] = {
		{ PLACE_BIOS, 100000, 4, 4 },
		{ PLACE_BIOS, 100000, KEY_FULL, 196 },
		{ PLACE_EFI, 65535u * 512, KEY_FULL, 65535 },
		{ PLACE_EFI, 65535u * 512 + 1, KEY_FULL, 0 },
	};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct boot_entry entry = {
			.place = sizes[i].place,
			.image.size = sizes[i].size,
			.is.load_size = sizes[i].load_size,
		};

		ck_assert_uint_eq(boot_entry_blocks(&entry), sizes[i].blocks);
	}
}
END_TEST

START_TEST(entries_are_by_platform_then_by_name)
{
	struct bootscene *scene = bootscene_open();
	struct boot_entry *entries;
	char order[64] = "";
	size_t count;

	ck_assert_int_eq(
		bootscene_run(scene,
			"cp boot/efi/a; cp boot/bios/z; cp boot/ppc/p;"
			"cp boot/bios/b; cp boot/mac/m; cp boot/bios/c;"
			"mv boot/bios/c boot/bios/a; rm boot/bios/b"),
		0);
	ck_assert_int_eq(boot_entries(&scene->boot, &entries, &count), 0);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(entries[i].number, i);
		strcat(order, boot_places[entries[i].place].name);
		strcat(order, "/");
		strcat(order, entries[i].name);
		strcat(order, " ");
	}
	ck_assert_str_eq(order, "bios/a bios/z ppc/p mac/m efi/a ");
	free(entries);
	bootscene_close(scene);
}
END_TEST

UNIT_LOOPS("settle",
	{ settings_are_settled_by_what_the_image_is, 0, COUNT(rows) },
	{ load_size_is_what_the_catalog_can_tell, 0, 1 },
	{ entries_are_by_platform_then_by_name, 0, 1 })
