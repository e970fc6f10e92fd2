#include "udf/udf_load.h"

#include <errno.h>

#include "unit.h"

enum { START = 100, BLOCKS = 64 };

static struct udf_sparing_entry spared[] = {
	{ { { 32 } }, { { 0xe8, 3 } } }, /* packet 32 is at 1000 */
};
static uint32_t table[] = { 7, UINT32_MAX, 5 };

static void fill(struct udf_disc *disc)
{
	static const enum udf_map_kind kinds[] = { UDF_MAP_PHYSICAL,
		UDF_MAP_SPARABLE, UDF_MAP_VIRTUAL, UDF_MAP_METADATA,
		UDF_MAP_UNKNOWN };

	*disc = (struct udf_disc){ .block = 2048, .patience = 100 };
	for (disc->map_count = 0; disc->map_count < 5; disc->map_count++)
		disc->maps[disc->map_count] = (struct udf_area){
			.kind = kinds[disc->map_count],
			.start = START,
			.blocks = BLOCKS,
			.spared = spared,
			.spared_count = 1,
			.packet = 16,
			.table = table,
			.table_count = 3,
		};
	/* The metadata file: blocks 20 and 21, a hole, block 30. */
	ck_assert_int_eq(runs_add(&disc->maps[3].runs, 20 * 2048, 4096), 0);
	ck_assert_int_eq(runs_add(&disc->maps[3].runs, UDF_HOLE, 2048), 0);
	ck_assert_int_eq(runs_add(&disc->maps[3].runs, 30 * 2048, 2048), 0);
}

START_TEST(a_block_is_where_its_map_says)
{
	static const struct {
		uint16_t map;
		uint32_t block;
		int result;
		uint64_t sector, count;
	} rows[] = {
		{ 0, 0, 0, 100, 64 },
		{ 0, 63, 0, 163, 1 },
		{ 0, 64, -EUCLEAN, 0, 0 },
		{ 1, 17, 0, 117, 15 },
		{ 1, 35, 0, 1003, 13 },
		{ 1, 48, 0, 148, 16 },
		{ 2, 0, 0, 107, 1 },
		{ 2, 1, -EUCLEAN, 0, 0 },
		{ 2, 3, -EUCLEAN, 0, 0 },
		{ 3, 1, 0, 21, 1 },
		{ 3, 2, -EUCLEAN, 0, 0 },
		{ 3, 3, 0, 30, 1 },
		{ 3, 4, -EUCLEAN, 0, 0 },
		{ 4, 0, -EUCLEAN, 0, 0 },
		{ 5, 0, -EUCLEAN, 0, 0 },
	};
	struct intake intake = { 0 };
	struct udf_disc disc;

	fill(&disc);
	disc.intake = &intake;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct udf_spot spot = {
			.block = rows[i].block,
			.map = rows[i].map,
		};
		uint64_t count;

		ck_assert_int_eq(partitions_locate(&disc, &spot, &count),
			rows[i].result);
		if (rows[i].result)
			continue;
		ck_assert_uint_eq(spot.at, rows[i].sector * 2048);
		ck_assert_uint_eq(count, rows[i].count);
	}
	runs_free(&disc.maps[3].runs);
}
END_TEST

START_TEST(in_a_later_session_numbers_wrap_around_to_what_is_before_it)
{
	struct intake intake = { .start = 50 };
	struct udf_spot spot = { .block = (uint32_t)-10 };
	struct udf_disc disc;
	uint64_t count;

	fill(&disc);
	disc.intake = &intake;
	ck_assert_int_eq(partitions_locate(&disc, &spot, &count), 0);
	ck_assert_uint_eq(spot.at, (START - 10) * 2048);
	ck_assert_uint_eq(count, 10);
	runs_free(&disc.maps[3].runs);
}
END_TEST

START_TEST(patience_ends)
{
	struct intake intake = { 0 };
	struct udf_spot spot = { 0 };
	struct udf_disc disc;
	uint64_t count;

	fill(&disc);
	disc.intake = &intake;
	disc.patience = 1;
	ck_assert_int_eq(partitions_locate(&disc, &spot, &count), 0);
	ck_assert_int_eq(partitions_locate(&disc, &spot, &count), -EUCLEAN);
	ck_assert_int_eq(partitions_locate(&disc, &spot, &count), -EUCLEAN);
	ck_assert_uint_eq(intake.faults, 1);
	runs_free(&disc.maps[3].runs);
}
END_TEST

UNIT_TESTS("partitions", a_block_is_where_its_map_says,
	in_a_later_session_numbers_wrap_around_to_what_is_before_it,
	patience_ends)
