#include "boot/bootkeys.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

struct row {
	const char *key, *value, *printed; /* NULL: refused */
};

static char *print(
	const struct boot_key *keys, const void *record, const void *defaults)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	boot_keys_print(keys, record, defaults, out);
	fclose(out);
	return text;
}

static void check(const struct boot_key *keys, const void *defaults,
	size_t size, const struct row *row)
{
	char record[512];
	int error;
	char *text;

	ck_assert_uint_le(size, sizeof(record));
	memcpy(record, defaults, size);
	error = boot_key_set(keys, record, row->key, row->value, NULL);
	ck_assert_msg(error == (row->printed ? 0 : -EINVAL), "%s=%s: %d",
		row->key, row->value, error);
	text = print(keys, record, defaults);
	ck_assert_str_eq(text, row->printed ? row->printed : "");
	free(text);
}

START_TEST(entry_takes_what_the_catalog_can_hold)
{
	static const struct row rows[] = {
		{ "emulation", "1.44M", " emulation=1.44M" },
		{ "emulation", "hd", " emulation=hd" },
		{ "emulation", "none", "" },
		{ "emulation", "floppy", NULL },
		{ "emulation", "", NULL },
		{ "load-segment", "0x7c0", " load-segment=0x7c0" },
		{ "load-segment", "1984", " load-segment=0x7c0" },
		{ "load-segment", "65536", NULL },
		{ "load-segment", "-1", NULL },
		{ "load-segment", "0x", NULL },
		{ "load-size", "4", " load-size=4" },
		{ "load-size", "0", " load-size=0" },
		{ "load-size", "65535", " load-size=65535" },
		{ "load-size", "65536", NULL },
		{ "load-size", "99999999999999999999", NULL },
		{ "load-size", "full", " load-size=full" },
		{ "load-size", "auto", "" },
		{ "load-size", "4 ", NULL },
		{ "load-size", "4k", NULL },
		{ "load-size", "+4", NULL },
		{ "system-type", "0x0c", " system-type=0xc" },
		{ "system-type", "256", NULL },
		{ "info-table", "yes", " info-table=yes" },
		{ "info-table", "YES", NULL },
		{ "info-table", "1", NULL },
		{ "grub2-info", "no", " grub2-info=no" },
		{ "bootable", "no", " bootable=no" },
		{ "bootable", "auto", NULL },
		{ "id", "a maker", " id=\"a maker\"" },
		{ "id", "1234567890123456789012345678",
			" id=1234567890123456789012345678" },
		{ "id", "12345678901234567890123456789", NULL },
		{ "criteria", "01fF", " criteria=01ff" },
		{ "criteria", "1", NULL },
		{ "criteria", "0x", NULL },
		{ "criteria", "00112233445566778899aabbccddeeff0011223344",
			NULL },
		{ "colour", "red", NULL },
		{ "", "", NULL },
	};
	struct entry_settings defaults;

	entry_settings_init(&defaults);
	for (size_t i = 0; i < COUNT(rows); i++)
		check(entry_keys, &defaults, sizeof(defaults), &rows[i]);
}
END_TEST

START_TEST(partition_takes_what_the_tables_can_hold)
{
	static const struct row rows[] = {
		{ "type", "0xef", " type=0xef" },
		{ "type", "0x100", NULL },
		{ "active", "yes", " active=yes" },
		{ "type-guid", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
			" type-guid=C12A7328-F81F-11D2-BA4B-00A0C93EC93B" },
		{ "type-guid", "auto", "" },
		{ "type-guid", "efi", NULL },
		{ "attributes", "0x1000000000000001",
			" attributes=0x1000000000000001" },
		{ "label", "EFI boot partition",
			" label=\"EFI boot partition\"" },
		{ "label", "ääääääääääääääääääääääääääääääääääää",
			" label=ääääääääääääääääääääääääääääääääääää" },
		{ "label", "1234567890123456789012345678901234567", NULL },
		{ "label", "\xff", NULL },
		{ "apm-type", "Apple_HFS", " apm-type=Apple_HFS" },
		{ "apm-type", "123456789012345678901234567890123", NULL },
	};
	struct partition_settings defaults;

	partition_settings_init(&defaults);
	for (size_t i = 0; i < COUNT(rows); i++)
		check(partition_keys, &defaults, sizeof(defaults), &rows[i]);
}
END_TEST

START_TEST(system_area_takes_the_tables_there_are)
{
	static const struct row rows[] = {
		{ "mbr", "isohybrid", " mbr=isohybrid" },
		{ "mbr", "lilo", NULL },
		{ "gpt", "yes", " gpt=yes" },
		{ "apm", "no", " apm=no" },
		{ "partition-offset", "16", " partition-offset=16" },
		{ "partition-offset", "32", NULL },
		{ "padding", "cylinder", " padding=cylinder" },
		{ "disk-id", "0xdeadbeef", " disk-id=0xdeadbeef" },
		{ "disk-id", "0x100000000", NULL },
		{ "disk-guid", "00000000-0000-0000-0000-000000000001",
			" disk-guid=00000000-0000-0000-0000-000000000001" },
	};
	struct area_settings defaults;

	area_settings_init(&defaults);
	for (size_t i = 0; i < COUNT(rows); i++)
		check(area_keys, &defaults, sizeof(defaults), &rows[i]);
}
END_TEST

START_TEST(all_values_are_printed_without_defaults_to_compare_with)
{
	struct entry_settings settings;
	char *text;

	entry_settings_init(&settings);
	settings.load_size = 4;
	settings.system_type = 0;
	settings.info_table = ANSWER_YES;
	settings.grub2_info = ANSWER_NO;
	text = print(entry_keys, &settings, NULL);
	ck_assert_str_eq(text,
		" emulation=none load-segment=0x0 load-size=4 system-type=0x0"
		" info-table=yes grub2-info=no bootable=yes");
	free(text);
}
END_TEST

UNIT_TESTS("bootkeys", entry_takes_what_the_catalog_can_hold,
	partition_takes_what_the_tables_can_hold,
	system_area_takes_the_tables_there_are,
	all_values_are_printed_without_defaults_to_compare_with)
