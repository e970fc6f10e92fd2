#include "model/fixed.h"

#include "bootscene.h"

START_TEST(the_folders_and_files_of_boot_are_there_and_stay)
{
	struct bootscene *scene = bootscene_open();
	static const char *const refused[] = {
		"rm boot/catalog",
		"rm boot/system-area",
		"rm boot/settings",
		"rmdir boot/bios",
		"mv boot/efi boot/uefi",
		"mv boot/catalog iso/CATALOG",
		"swap boot/bios boot/efi",
		"cp iso/A; mv iso/A boot/system-area",
	};

	ck_assert_str_eq(scene_view(&scene->scene, IW_BOOT),
		"bios=4/ catalog=2 efi=7/ mac=6/ partitions=8/ ppc=5/ "
		"settings=3 system-area=9");
	for (size_t i = 0; i < COUNT(refused); i++)
		ck_assert_int_eq(bootscene_run(scene, refused[i]), -EPERM);
	bootscene_close(scene);
}
END_TEST

struct trial {
	const char *command;
	int error;
};

/* One after the other, in one scene. */
static void try_all(const struct trial *rows, size_t count)
{
	struct bootscene *scene = bootscene_open();

	for (size_t i = 0; i < count; i++)
		ck_assert_msg(
			bootscene_run(scene, rows[i].command) == rows[i].error,
			"%s", rows[i].command);
	bootscene_close(scene);
}

START_TEST(entries_are_ordinary_files_in_a_platforms_folder)
{
	static const struct trial rows[] = {
		{ "cp boot/bios/a", 0 },
		{ "cp boot/a", -EPERM },
		{ "mkdir boot/sparc", -EPERM },
		{ "mkdir boot/bios/b", -EPERM },
		{ "sym boot/bios/b", -EPERM },
		{ "cp iso/A; ln iso/A boot/efi/A", 0 },
		{ "ln iso/A boot/A", -EPERM },
		{ "mv boot/efi/A boot/bios/A", 0 },
		{ "mv boot/bios/A boot/A", -EPERM },
		{ "ln boot/catalog boot/bios/catalog", -EPERM },
		{ "ln boot/settings iso/S", -EPERM },
		{ "ln boot/settings boot/bios/s", -EPERM },
		{ "ln boot/catalog iso/BOOT.CAT", 0 },
		{ "rm iso/BOOT.CAT", 0 },
		{ "ln boot/system-area rockridge/mbr", 0 },
		{ "mkdir iso/D; mv iso/D boot/bios/D", -EPERM },
		{ "swap boot/bios/a boot/bios/A", 0 },
		{ "mv boot/bios/a rockridge/a", 0 },
	};

	try_all(rows, COUNT(rows));
}
END_TEST

START_TEST(partitions_are_numbered_once)
{
	static const struct trial rows[] = {
		{ "cp boot/partitions/efi.img", -EINVAL },
		{ "cp boot/partitions/0-efi.img", -EINVAL },
		{ "cp boot/partitions/02-efi.img", -EINVAL },
		{ "cp boot/partitions/129-efi.img", -EINVAL },
		{ "cp boot/partitions/99999999999999999999-x", -EINVAL },
		{ "cp boot/partitions/2-", -EINVAL },
		{ "cp boot/partitions/2", -EINVAL },
		{ "cp boot/partitions/2-efi.img", 0 },
		{ "cp boot/partitions/2-other", -EINVAL },
		{ "mv boot/partitions/2-efi.img boot/partitions/2-esp", 0 },
		{ "mv boot/partitions/2-esp boot/partitions/128-esp", 0 },
		{ "cp boot/partitions/2-other", 0 },
	};

	try_all(rows, COUNT(rows));
}
END_TEST

START_TEST(entry_counts_as_a_name_and_keeps_the_data)
{
	struct bootscene *scene = bootscene_open();
	struct stat attr;

	bootscene_make(scene, "iso/A", "", 0, 3000);
	ck_assert_int_eq(bootscene_run(scene, "ln iso/A boot/bios/x;"
					      "ln iso/A boot/efi/x"),
		0);
	model_stat(scene_node(&scene->scene, "iso/A"), IW_ISO, &attr);
	ck_assert_uint_eq(attr.st_nlink, 3);
	ck_assert_int_eq(bootscene_run(scene, "rm iso/A; rm boot/efi/x"), 0);
	model_stat(scene_node(&scene->scene, "boot/bios/x"), IW_BOOT, &attr);
	ck_assert_uint_eq(attr.st_nlink, 1);
	ck_assert_int_eq(attr.st_size, 3000);
	bootscene_close(scene);
}
END_TEST

UNIT_TESTS("fixed", the_folders_and_files_of_boot_are_there_and_stay,
	entries_are_ordinary_files_in_a_platforms_folder,
	partitions_are_numbered_once, entry_counts_as_a_name_and_keeps_the_data)
