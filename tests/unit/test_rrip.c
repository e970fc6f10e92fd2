#include "disk/rrip.h"

#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "unit.h"

START_TEST(attributes_are_written_in_both_orders)
{
	const struct rrip_attributes attributes = { 0100644, 2, 1000, 100, 7 };
	static const uint8_t bytes[44] = {
		'P',
		'X',
		44,
		1,
		0xa4,
		0x81,
		0,
		0,
		0,
		0,
		0x81,
		0xa4,
		2,
		0,
		0,
		0,
		0,
		0,
		0,
		2,
		0xe8,
		3,
		0,
		0,
		0,
		0,
		3,
		0xe8,
		100,
		0,
		0,
		0,
		0,
		0,
		0,
		100,
		7,
		0,
		0,
		0,
		0,
		0,
		0,
		7,
	};
	struct rrip_attributes back;
	uint8_t out[SUSP_ENTRY_MAX];

	ck_assert_uint_eq(rrip_px_encode(&attributes, RRIP_112, out), 44);
	ck_assert_mem_eq(out, bytes, 44);
	ck_assert_int_eq(rrip_px_decode((struct susp_head *)out, &back), 0);
	ck_assert_mem_eq(&back, &attributes, sizeof(back));
	ck_assert_uint_eq(rrip_px_encode(&attributes, RRIP_110, out), 36);
	ck_assert_uint_eq(out[2], 36);
	ck_assert_mem_eq(out + 4, bytes + 4, 32);
	ck_assert_int_eq(rrip_px_decode((struct susp_head *)out, &back), 0);
	ck_assert_uint_eq(back.serial, 0);
	out[2] = 35;
	ck_assert_int_eq(
		rrip_px_decode((struct susp_head *)out, &back), -EUCLEAN);
}
END_TEST

START_TEST(devices_have_the_form_that_most_readers_take)
{
	static const struct {
		unsigned major, minor;
		uint32_t high, low;
	} rows[] = {
		{ 1, 3, 0, 0x103 },
		{ 0, 255, 0, 0xff },
		{ 4095, 255, 0, 0xfffff },
		{ 8, 256, 8, 256 },
		{ 4096, 1, 4096, 1 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		dev_t device = makedev(rows[i].major, rows[i].minor);
		struct rrip_pn pn;
		dev_t back;

		ck_assert_uint_eq(rrip_pn_encode(device, (uint8_t *)&pn), 20);
		ck_assert_uint_eq(le32_get(pn.high.le), rows[i].high);
		ck_assert_uint_eq(be32_get(pn.low.be), rows[i].low);
		ck_assert_int_eq(rrip_pn_decode(&pn.head, &back), 0);
		ck_assert_uint_eq(back, device);
	}
}
END_TEST

START_TEST(device_that_is_all_in_low_is_a_dev_t)
{
	const dev_t device = makedev(1, 70000);
	struct rrip_pn pn;
	dev_t back;

	rrip_pn_encode(device, (uint8_t *)&pn);
	pn.high = both32_from(0);
	pn.low = both32_from((uint32_t)device);
	ck_assert_int_eq(rrip_pn_decode(&pn.head, &back), 0);
	ck_assert_uint_eq(back, device);
}
END_TEST

START_TEST(times_are_four_short_dates)
{
	const struct rrip_times times = { { 0, 0 }, { 86400, 5 },
		{ 1700000000, 0 }, { 951782400, 0 } };
	static const uint8_t bytes[33] = {
		'T',
		'F',
		33,
		1,
		0x0f,
		70,
		1,
		1,
		0,
		0,
		0,
		0,
		70,
		1,
		2,
		0,
		0,
		0,
		0,
		123,
		11,
		14,
		22,
		13,
		20,
		0,
		100,
		2,
		29,
		0,
		0,
		0,
		0,
	};
	struct rrip_times back = { 0 };
	uint8_t out[SUSP_ENTRY_MAX];

	ck_assert_uint_eq(rrip_tf_encode(&times, 0, out), 33);
	ck_assert_mem_eq(out, bytes, 33);
	ck_assert_int_eq(rrip_tf_decode((struct susp_head *)out, &back), 0);
	ck_assert_int_eq(back.modify.tv_sec, 86400);
	ck_assert_int_eq(back.attributes.tv_sec, 951782400);
}
END_TEST

START_TEST(a_time_past_2155_makes_the_dates_long)
{
	const struct rrip_times times = { { 0, 0 }, { 5869584000, 0 },
		{ 1700000000, 0 }, { 951782400, 0 } };
	struct rrip_times back = { 0 };
	uint8_t out[SUSP_ENTRY_MAX];

	ck_assert_uint_eq(rrip_tf_encode(&times, 0, out), 5 + 4 * 17);
	ck_assert_uint_eq(out[4], 0x8f);
	ck_assert_mem_eq(out + 5 + 17, "2156010100000000", 17);
	ck_assert_int_eq(rrip_tf_decode((struct susp_head *)out, &back), 0);
	ck_assert_int_eq(back.modify.tv_sec, 5869584000);
	out[2] = 5 + 3 * 17;
	ck_assert_int_eq(
		rrip_tf_decode((struct susp_head *)out, &back), -EUCLEAN);
}
END_TEST

START_TEST(only_the_times_that_are_there_are_read)
{
	static const uint8_t bytes[12] = {
		'T',
		'F',
		12,
		1,
		RRIP_ACCESS,
		70,
		1,
		2,
		0,
		0,
		0,
		0,
	};
	struct rrip_times times = { .modify = { 5, 6 } };

	ck_assert_int_eq(
		rrip_tf_decode((const struct susp_head *)bytes, &times), 0);
	ck_assert_int_eq(times.access.tv_sec, 86400);
	ck_assert_int_eq(times.modify.tv_sec, 5);
	ck_assert_int_eq(times.modify.tv_nsec, 6);
}
END_TEST

START_TEST(a_name_past_250_bytes_takes_a_second_entry)
{
	uint8_t out[SUSP_ENTRY_MAX];
	char name[256];
	const char *at = name;

	memset(name, 'n', 255);
	name[255] = '\0';
	ck_assert_uint_eq(rrip_nm_encode(&at, out), 255);
	ck_assert_mem_eq(out, "NM\xff\1\1nnn", 8);
	ck_assert_uint_eq(rrip_nm_encode(&at, out), 10);
	ck_assert_mem_eq(out, "NM\x0a\1\0nnnnn", 10);
	ck_assert_int_eq(*at, '\0');
}
END_TEST

START_TEST(entries_are_taken_apart_within_their_bounds)
{
	static const uint8_t bytes[] = { 'R', 'E', 4, 1, 'N', 'M', 6, 1, 0, 'x',
		'S', 'T', 4, 1, 'R', 'E', 4, 1 };
	const uint8_t *end = bytes + sizeof(bytes);
	const struct susp_head *entry;

	ck_assert_int_eq(susp_decode(bytes, end, &entry), 4);
	ck_assert_ptr_eq(entry, bytes);
	ck_assert_int_eq(susp_decode(bytes + 4, end, &entry), 6);
	ck_assert_int_eq(susp_decode(bytes + 10, end, &entry), 0);
	ck_assert_int_eq(susp_decode(bytes + 4, bytes + 9, &entry), -EUCLEAN);
	ck_assert_int_eq(susp_decode(bytes + 4, bytes + 7, &entry), 0);
	ck_assert_int_eq(
		susp_decode((const uint8_t *)"XX\3\1", end, &entry), -EUCLEAN);
}
END_TEST

UNIT_TESTS("rrip", attributes_are_written_in_both_orders,
	devices_have_the_form_that_most_readers_take,
	device_that_is_all_in_low_is_a_dev_t, times_are_four_short_dates,
	a_time_past_2155_makes_the_dates_long,
	only_the_times_that_are_there_are_read,
	a_name_past_250_bytes_takes_a_second_entry,
	entries_are_taken_apart_within_their_bounds)
