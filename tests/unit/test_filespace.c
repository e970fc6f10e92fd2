
#include "udf/udfplan.h"

#include "unit.h"

#define EXTENT ((uint64_t)UDF_EXTENT_MAX)
#define PARTITION_BLOCK 1000

/* A run that begins at block 50 of the partition. */
static const struct section run = { .lba = UDF_PARTITION_LBA + 50 };

static struct udf udf_of(int option)
{
	return (struct udf){
		.revision = ecma_revision(option),
		.run = &run,
	};
}

/* What a reader finds: walks the descriptors from the entry's on. */
struct found {
	const struct udf *udf;
	const uint8_t *more; /* further extents */
	size_t width;	     /* of a descriptor */
	uint64_t size;
	uint32_t next_block; /* expected */
	uint32_t blocks;     /* further extents */
};

static const uint8_t *follow(struct found *found, uint32_t block)
{
	uint32_t in_run = block - udfplan_block(found->udf, 0);
	const uint8_t *at = found->more + (size_t)in_run * UDF_BLOCK;

	ck_assert_uint_eq(in_run, found->blocks++);
	ck_assert(ecma_sealed(at, UDF_BLOCK, UDF_TAG_ALLOCATION_EXTENT, block));
	return at;
}

static void walk(struct found *found, const uint8_t *at, size_t size)
{
	for (size_t i = 0; i < size; i += found->width) {
		const struct udf_short_ad *ad = (const void *)(at + i);
		uint32_t length = le32_get(ad->size);

		if (length >> 30 == 3) {
			ck_assert_uint_eq(i + found->width, size);
			at = follow(found, le32_get(ad->block));
			size = le32_get(
				((const struct udf_allocation_extent *)at)
					->size);
			at += 24;
			i = -found->width;
			continue;
		}
		ck_assert_uint_eq(length >> 30, 0);
		ck_assert_uint_eq(le32_get(ad->block), found->next_block);
		found->size += length;
		found->next_block += length / UDF_BLOCK;
	}
}

static void check_space(int option, uint64_t size, size_t room)
{
	struct udf udf = udf_of(option);
	struct udf_space space = { .size = size,
		.block = PARTITION_BLOCK,
		.is_long = option == 260,
		.room = room };
	uint32_t blocks = filespace_blocks(&space);
	uint8_t *more = calloc(blocks + 1, UDF_BLOCK);
	uint8_t entry[UDF_BLOCK];
	struct found found = { .udf = &udf,
		.more = more,
		.width = space.is_long ? 16 : 8,
		.next_block = PARTITION_BLOCK };
	size_t used = filespace_put(&udf, &space, entry);

	ck_assert_uint_le(used, room);
	filespace_put_more(&udf, &space, more);
	walk(&found, entry, used);
	ck_assert_uint_eq(found.size, size);
	ck_assert_uint_eq(found.blocks, blocks);
	free(more);
}

START_TEST(no_data_has_no_descriptor)
{
	struct udf udf = udf_of(102);
	struct udf_space space = { .room = 80 };
	uint8_t out[80];

	ck_assert_uint_eq(filespace_put(&udf, &space, out), 0);
	ck_assert_uint_eq(filespace_blocks(&space), 0);
}
END_TEST

START_TEST(five_gibibytes_are_these_bytes)
{
	struct udf udf = udf_of(102);
	struct udf_space space = { .size = 5ull << 30, .block = 7, .room = 80 };
	uint8_t out[80];

	ck_assert_uint_eq(filespace_put(&udf, &space, out), 6 * 8);
	ck_assert_mem_eq(out, "\x00\xf8\xff\x3f\x07\x00\x00\x00", 8);
	ck_assert_mem_eq(out + 8, "\x00\xf8\xff\x3f\x06\x00\x08\x00", 8);
	ck_assert_mem_eq(out + 40, "\x00\x28\x00\x00\x02\x00\x28\x00", 8);
}
END_TEST

START_TEST(long_descriptors_name_the_partition)
{
	struct udf udf = udf_of(260);
	struct udf_space space = { .size = 1,
		.block = 7,
		.partition = 0,
		.is_long = true,
		.room = 80 };
	uint8_t out[80];

	ck_assert_uint_eq(filespace_put(&udf, &space, out), 16);
	ck_assert_mem_eq(out, "\1\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0", 16);
}
END_TEST

START_TEST(every_byte_is_found_whatever_the_number_of_extents)
{
	const uint64_t counts[] = { 1, 9, 10, 11, 12, 261, 262, 263, 264, 514,
		515, 516, 4096 };

	for (size_t i = 0; i < COUNT(counts); i++) {
		check_space(102, counts[i] * EXTENT, 80);
		check_space(102, counts[i] * EXTENT - 2047, 80);
		check_space(260, counts[i] * EXTENT, 160);
		check_space(260, counts[i] * EXTENT - EXTENT + 1, 160);
	}
}
END_TEST

START_TEST(further_extents_are_as_few_as_can_be)
{
	struct udf_space space = { .room = 80 };
	const struct {
		uint64_t extents;
		uint32_t blocks;
	} rows[] = { { 10, 0 }, { 11, 1 }, { 9 + 253, 1 }, { 9 + 254, 2 },
		{ 9 + 252 + 253, 2 }, { 9 + 252 + 254, 3 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		space.size = rows[i].extents * EXTENT;
		ck_assert_uint_eq(filespace_blocks(&space), rows[i].blocks);
	}
}
END_TEST

UNIT_TESTS("filespace", no_data_has_no_descriptor,
	five_gibibytes_are_these_bytes, long_descriptors_name_the_partition,
	every_byte_is_found_whatever_the_number_of_extents,
	further_extents_are_as_few_as_can_be)
