#include "disk/iso_record.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

static const uint8_t name_even[] = "FOO.TXT;12";

/* 9.1: a file of 0x01020304 bytes at sector 24, identifier of even size. */
static const uint8_t record_bytes[] = {
	50, 0,			    /* length, attribute record */
	24, 0, 0, 0, 0, 0, 0, 24,   /* extent, both orders */
	4, 3, 2, 1, 1, 2, 3, 4,	    /* data length */
	123, 11, 14, 22, 13, 20, 0, /* date */
	0x81, 0, 0,		    /* flags, interleave */
	1, 0, 0, 1,		    /* volume */
	10,			    /* identifier length */
	'F', 'O', 'O', '.', 'T', 'X', 'T', ';', '1', '2', 0, /* padding */
	'S', 'P', 'A', 'M', 'S', 0, /* system use, made even */
};

static const struct iso_record record = {
	.extent = 24,
	.size = 0x01020304,
	.flags = ISO_EXISTENCE | ISO_MULTI_EXTENT,
	.volume = 1,
	.identifier_size = 10,
	.use_size = 5,
	.date = { 123, 11, 14, 22, 13, 20, 0 },
	.identifier = name_even,
};

START_TEST(a_record_is_drawn_as_the_standard_draws_it)
{
	uint8_t out[256];
	uint8_t *use;

	memset(out, 0xff, sizeof(out));
	use = iso_record_encode(&record, out);
	memcpy(use, "SPAMS", 5);
	ck_assert_uint_eq(iso_record_size(10, 5), sizeof(record_bytes));
	ck_assert_mem_eq(out, record_bytes, sizeof(record_bytes));
	ck_assert_uint_eq(out[sizeof(record_bytes)], 0xff);
}
END_TEST

START_TEST(a_record_is_read_back)
{
	struct iso_record out;

	ck_assert_int_eq(
		iso_record_decode(record_bytes, sizeof(record_bytes), &out),
		sizeof(record_bytes));
	ck_assert_uint_eq(out.extent, 24);
	ck_assert_uint_eq(out.size, 0x01020304);
	ck_assert_uint_eq(out.flags, 0x81);
	ck_assert_uint_eq(out.identifier_size, 10);
	ck_assert_mem_eq(out.identifier, name_even, 10);
	ck_assert_uint_eq(out.use_size, 6);
	ck_assert_mem_eq(out.use, "SPAMS", 6);
	ck_assert_mem_eq(&out.date, &record.date, 7);
}
END_TEST

START_TEST(an_odd_identifier_needs_no_padding)
{
	ck_assert_uint_eq(iso_record_size(1, 0), 34);
	ck_assert_uint_eq(iso_record_size(2, 0), 36);
	ck_assert_uint_eq(iso_record_size(3, 0), 36);
	ck_assert_uint_eq(iso_record_use_at(1), 34);
	ck_assert_uint_eq(iso_record_use_at(2), 36);
}
END_TEST

START_TEST(a_record_that_does_not_hold_what_it_says_is_refused)
{
	uint8_t bytes[sizeof(record_bytes)];
	struct iso_record out;

	memcpy(bytes, record_bytes, sizeof(bytes));
	ck_assert_int_eq(
		iso_record_decode(bytes, sizeof(bytes) - 1, &out), -EUCLEAN);
	ck_assert_int_eq(iso_record_decode(bytes, 32, &out), -EUCLEAN);
	bytes[32] = 18;
	ck_assert_int_eq(
		iso_record_decode(bytes, sizeof(bytes), &out), -EUCLEAN);
	bytes[32] = 0;
	ck_assert_int_eq(
		iso_record_decode(bytes, sizeof(bytes), &out), -EUCLEAN);
	bytes[0] = 33;
	bytes[32] = 1;
	ck_assert_int_eq(
		iso_record_decode(bytes, sizeof(bytes), &out), -EUCLEAN);
}
END_TEST

START_TEST(zero_ends_the_records_of_a_sector)
{
	const uint8_t zero[34] = { 0 };
	struct iso_record out;

	ck_assert_int_eq(iso_record_decode(zero, sizeof(zero), &out), 0);
	ck_assert_int_eq(iso_record_decode(zero, 0, &out), 0);
}
END_TEST

START_TEST(a_missing_padding_byte_is_forgiven)
{
	uint8_t bytes[sizeof(record_bytes)];
	struct iso_record out;

	memcpy(bytes, record_bytes, sizeof(bytes));
	bytes[0] = 43;
	ck_assert_int_eq(iso_record_decode(bytes, sizeof(bytes), &out), 43);
	ck_assert_uint_eq(out.use_size, 0);
	ck_assert_uint_eq(out.identifier_size, 10);
}
END_TEST

static const uint8_t path_l[] = {
	3,
	0,
	0x04,
	0x03,
	0x02,
	0x01,
	0x34,
	0x12,
	'S',
	'U',
	'B',
	0,
};
static const uint8_t path_m[] = {
	3,
	0,
	0x01,
	0x02,
	0x03,
	0x04,
	0x12,
	0x34,
	'S',
	'U',
	'B',
	0,
};

START_TEST(path_table_records_have_one_order_each)
{
	const uint8_t *const bytes[] = { path_l, path_m };
	const struct iso_path_record path = {
		.extent = 0x01020304,
		.parent = 0x1234,
		.identifier_size = 3,
		.identifier = (const uint8_t *)"SUB",
	};

	for (int type = ISO_PATH_L; type <= ISO_PATH_M; type++) {
		uint8_t out[12];

		memset(out, 0xff, sizeof(out));
		ck_assert_ptr_eq(
			iso_path_record_encode(&path, type, out), out + 12);
		ck_assert_mem_eq(out, bytes[type], 12);
	}
}
END_TEST

UNIT_TESTS("iso_record", a_record_is_drawn_as_the_standard_draws_it,
	a_record_is_read_back, an_odd_identifier_needs_no_padding,
	a_record_that_does_not_hold_what_it_says_is_refused,
	zero_ends_the_records_of_a_sector, a_missing_padding_byte_is_forgiven,
	path_table_records_have_one_order_each)
