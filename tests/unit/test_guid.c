#include "boot/guid.h"

#include "unit.h"

START_TEST(text_form_is_read_and_written)
{
	static const char text[] = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
	char out[GUID_TEXT];
	struct guid guid;

	ck_assert(guid_parse(text, &guid));
	ck_assert(guid_equal(&guid, &guid_efi_system));
	guid_print(&guid, out);
	ck_assert_str_eq(out, text);
	ck_assert(guid_parse("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", &guid));
	ck_assert(guid_equal(&guid, &guid_basic_data));
}
END_TEST

START_TEST(what_is_no_guid_is_refused)
{
	static const char *const wrong[] = {
		"",
		"C12A7328",
		"C12A7328-F81F-11D2-BA4B-00A0C93EC93",
		"C12A7328-F81F-11D2-BA4B-00A0C93EC93B0",
		"C12A7328F81F-11D2-BA4B-00A0C93EC93BB",
		"C12A7328-F81F-11D2-BA4B-00A0C93EC93G",
		"{12A7328-F81F-11D2-BA4B-00A0C93EC93B",
	};
	struct guid guid;

	for (size_t i = 0; i < COUNT(wrong); i++)
		ck_assert(!guid_parse(wrong[i], &guid));
}
END_TEST

START_TEST(derived_ones_differ_by_seed_and_by_number_only)
{
	struct guid a = guid_derive(1, 0), b = guid_derive(1, 1);
	struct guid c = guid_derive(2, 0), again = guid_derive(1, 0);

	ck_assert(guid_equal(&a, &again));
	ck_assert(!guid_equal(&a, &b));
	ck_assert(!guid_equal(&a, &c));
	ck_assert_uint_eq(a.byte[7] >> 4, 4);
	ck_assert_uint_eq(a.byte[8] >> 6, 2);
}
END_TEST

UNIT_TESTS("guid", text_form_is_read_and_written, what_is_no_guid_is_refused,
	derived_ones_differ_by_seed_and_by_number_only)
