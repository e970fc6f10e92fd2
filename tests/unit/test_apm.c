#include "hybrid/apm.h"

#include <string.h>

#include "unit.h"

START_TEST(entry_is_as_apple_draws_it)
{
	const struct apm_range range = { 300, 1440, "EFI", "Apple_HFS" };
	struct apm_partition p = apm_partition_encode(&range, 2);

	ck_assert_mem_eq(&p,
		"PM\0\0\0\0\0\2\0\0\1\x2c\0\0\5\xa0"
		"EFI\0",
		20);
	ck_assert_mem_eq((uint8_t *)&p + 48, "Apple_HFS\0", 10);
}
END_TEST

START_TEST(descriptor_is_code_that_does_no_harm)
{
	struct apm_descriptor d = apm_descriptor_encode();

	ck_assert_mem_eq(&d, "ER\x08\0\xeb\x02\xff\xff", 8);
}
END_TEST

START_TEST(only_code_with_room_for_it_is_written_over)
{
	uint8_t sector[512] = { 0 };

	ck_assert(apm_fits_over(sector));
	memset(sector, 0x90, 26);
	memcpy(sector, "\x33\xed", 2); /* isohdpfx */
	ck_assert(apm_fits_over(sector));
	memcpy(sector, "\xeb\x63", 2); /* GRUB's boot_hybrid */
	ck_assert(apm_fits_over(sector));
	sector[6] = 0xfa;
	ck_assert(!apm_fits_over(sector));
}
END_TEST

UNIT_TESTS("apm", entry_is_as_apple_draws_it,
	descriptor_is_code_that_does_no_harm,
	only_code_with_room_for_it_is_written_over)
