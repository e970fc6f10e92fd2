#include "util/bytes.h"

#include "unit.h"

START_TEST(both_orders_are_written_little_first)
{
	both32 v = both32_from(0x12345678);

	ck_assert_mem_eq(&v, "\x78\x56\x34\x12\x12\x34\x56\x78", 8);
	ck_assert_uint_eq(le32_get(v.le), 0x12345678);
	ck_assert_uint_eq(be32_get(v.be), 0x12345678);
}
END_TEST

START_TEST(sixteen_and_sixty_four_bits_keep_every_byte)
{
	le64 l = le64_from(0x0102030405060708);
	both16 s = both16_from(0xabcd);

	ck_assert_mem_eq(&l, "\x08\x07\x06\x05\x04\x03\x02\x01", 8);
	ck_assert_mem_eq(&s, "\xcd\xab\xab\xcd", 4);
	ck_assert_uint_eq(le64_get(l), 0x0102030405060708);
	ck_assert_uint_eq(le16_get(s.le), be16_get(s.be));
}
END_TEST

UNIT_TESTS("bytes", both_orders_are_written_little_first,
	sixteen_and_sixty_four_bits_keep_every_byte)
