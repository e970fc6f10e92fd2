#include "udf/ecma.h"

#include <string.h>
#include <sys/stat.h>

#include "unit.h"

struct sample {
	struct udf_tag tag;
	uint8_t data[9];
};

static struct sample sealed(uint32_t location)
{
	struct sample out;

	memcpy(out.data, "123456789", 9);
	ecma_seal(ecma_revision(201), &out, UDF_TAG_FILE_SET, location,
		sizeof(out));
	return out;
}

START_TEST(a_seal_is_these_bytes)
{
	struct sample sample = sealed(0x01020304);

	ck_assert_mem_eq(&sample,
		"\x00\x01\x03\x00\x0b\x00\x00\x00\xc3\x31\x09\x00\x04\x03\x02"
		"\x01",
		16);
}
END_TEST

START_TEST(any_changed_byte_breaks_the_seal)
{
	struct sample sample = sealed(7);
	uint8_t *byte = (uint8_t *)&sample;

	ck_assert(ecma_sealed(&sample, sizeof(sample), UDF_TAG_FILE_SET, 7));
	for (size_t i = 0; i < sizeof(sample); i++) {
		byte[i] ^= 0x10;
		ck_assert(!ecma_sealed(
			&sample, sizeof(sample), UDF_TAG_FILE_SET, 7));
		byte[i] ^= 0x10;
	}
}
END_TEST

START_TEST(a_seal_holds_for_its_kind_place_and_whole_alone)
{
	struct sample sample = sealed(7);

	ck_assert(!ecma_sealed(&sample, sizeof(sample), UDF_TAG_FILE_SET, 8));
	ck_assert(!ecma_sealed(&sample, sizeof(sample), UDF_TAG_PRIMARY, 7));
	ck_assert(
		!ecma_sealed(&sample, sizeof(sample) - 1, UDF_TAG_FILE_SET, 7));
	ck_assert(!ecma_sealed(&sample, 15, UDF_TAG_FILE_SET, 7));
}
END_TEST

static const struct moment {
	struct timespec time;
	int east;
	const char *bytes;
} moments[] = {
	{ { 0, 0 }, 0, "\x00\x10\xb2\x07\x01\x01\x00\x00\x00\x00\x00\x00" },
	{ { 946684799, 123456789 }, 60,
		"\x3c\x10\xd0\x07\x01\x01\x00\x3b\x3b\x0c\x22\x38" },
	{ { 951782400, 999999999 }, -330,
		"\xb6\x1e\xd0\x07\x02\x1c\x12\x1e\x00\x63\x63\x63" },
	{ { INT64_MIN, 0 }, 0,
		"\x00\x10\x01\x00\x01\x01\x00\x00\x00\x00\x00\x00" },
	{ { INT64_MAX, 0 }, 720,
		"\xd0\x12\x0f\x27\x0c\x1f\x17\x3b\x3b\x00\x00\x00" },
};

START_TEST(times_are_these_bytes)
{
	for (size_t i = 0; i < COUNT(moments); i++) {
		struct udf_timestamp stamp =
			ecma_time(moments[i].time, moments[i].east);

		ck_assert_mem_eq(&stamp, moments[i].bytes, sizeof(stamp));
	}
}
END_TEST

START_TEST(a_time_comes_back_to_the_microsecond_from_any_zone)
{
	for (int east = -720; east <= 840; east += 15) {
		struct timespec time = { 1234567890, 987654321 }, back;
		struct udf_timestamp stamp = ecma_time(time, east);

		ck_assert(ecma_time_get(&stamp, &back));
		ck_assert_int_eq(back.tv_sec, time.tv_sec);
		ck_assert_int_eq(back.tv_nsec, 987654000);
	}
}
END_TEST

START_TEST(what_is_no_time_is_refused)
{
	const struct udf_timestamp good =
		ecma_time((struct timespec){ 1234567890, 0 }, 0);
	struct udf_timestamp bad[] = { good, good, good, good, good, good };
	struct timespec out;

	bad[0].month = 13;
	bad[1].day = 0;
	bad[2].hour = 24;
	bad[3].microseconds = 100;
	bad[4].type_and_zone = le16_from(0x1000 | 1441);
	bad[5].year = le16_from(0);
	for (size_t i = 0; i < 6; i++) {
		ck_assert(!ecma_time_get(&bad[i], &out));
		ck_assert_int_eq(out.tv_sec, 0);
	}
}
END_TEST

static const struct {
	mode_t mode;
	uint32_t permissions;
	uint16_t flags;
} modes[] = {
	{ 0, 0, 0 },
	{ 0400, 4u << 10, 0 },
	{ 0644, (6u | 24) << 10 | 4 << 5 | 4, 0 },
	{ 0755, (7u | 24) << 10 | 5 << 5 | 5, 0 },
	{ 0007, 7u | 24, 0 },
	{ 07111, 1u << 10 | 1 << 5 | 1, 0x1c0 },
};

START_TEST(modes_become_permissions_and_flags_and_come_back)
{
	for (size_t i = 0; i < COUNT(modes); i++) {
		uint32_t permissions = ecma_permissions(modes[i].mode);
		uint16_t flags = ecma_icb_flags(modes[i].mode);

		ck_assert_uint_eq(permissions, modes[i].permissions);
		ck_assert_uint_eq(flags, modes[i].flags);
		ck_assert_uint_eq(ecma_mode(permissions, flags), modes[i].mode);
	}
}
END_TEST

START_TEST(a_revision_is_consistent_in_all_that_it_claims)
{
	const int options[] = { 102, 150, 201, 260 };

	for (size_t i = 0; i < 4; i++) {
		const struct udf_revision *r = ecma_revision(options[i]);
		struct udf_entity domain = ecma_domain(r);
		bool is_2 = options[i] >= 200;

		ck_assert_int_eq(r->option, options[i]);
		ck_assert_uint_eq(r->tags, is_2 ? 3 : 2);
		ck_assert_str_eq(r->nsr, is_2 ? "NSR03" : "NSR02");
		ck_assert_mem_eq(domain.id, "*OSTA UDF Compliant\0\0\0\0", 23);
		ck_assert_uint_eq(
			le16_get(domain.suffix.domain.revision), r->number);
		ck_assert(!r->metadata || r->extended);
	}
}
END_TEST

UNIT_TESTS("ecma", a_seal_is_these_bytes, any_changed_byte_breaks_the_seal,
	a_seal_holds_for_its_kind_place_and_whole_alone, times_are_these_bytes,
	a_time_comes_back_to_the_microsecond_from_any_zone,
	what_is_no_time_is_refused,
	modes_become_permissions_and_flags_and_come_back,
	a_revision_is_consistent_in_all_that_it_claims)
