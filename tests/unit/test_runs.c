#include "udf/udf_load.h"

#include <stdio.h>

#include "unit.h"

START_TEST(pieces_that_meet_are_one)
{
	struct udf_runs runs = { 0 };

	ck_assert_int_eq(runs_add(&runs, 4096, 2048), 0);
	ck_assert_int_eq(runs_add(&runs, 6144, 100), 0);
	ck_assert_int_eq(runs_add(&runs, UDF_HOLE, 50), 0);
	ck_assert_int_eq(runs_add(&runs, UDF_HOLE, 50), 0);
	ck_assert_int_eq(runs_add(&runs, 0, 10), 0);
	ck_assert_uint_eq(runs.count, 3);
	ck_assert_uint_eq(runs.size, 2258);
	runs_free(&runs);
}
END_TEST

START_TEST(every_byte_is_somewhere)
{
	static const struct {
		uint64_t from, at, size;
	} rows[] = {
		{ 0, 4096, 100 },
		{ 99, 4195, 1 },
		{ 100, UDF_HOLE, 50 },
		{ 149, UDF_HOLE, 1 },
		{ 150, 10, 7 },
		{ 156, 16, 1 },
	};
	struct udf_runs runs = { 0 };

	ck_assert_int_eq(runs_add(&runs, 4096, 100), 0);
	ck_assert_int_eq(runs_add(&runs, UDF_HOLE, 50), 0);
	ck_assert_int_eq(runs_add(&runs, 10, 7), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t size;

		ck_assert_uint_eq(
			runs_at(&runs, rows[i].from, &size), rows[i].at);
		ck_assert_uint_eq(size, rows[i].size);
	}
	runs_free(&runs);
}
END_TEST

START_TEST(bytes_are_read_over_holes)
{
	FILE *file = tmpfile();
	struct intake intake = { .medium.size = 6 };
	struct udf_disc disc = { .intake = &intake };
	struct udf_runs runs = { 0 };
	char out[5];

	ck_assert_int_eq(fputs("abcdef", file) < 0, 0);
	ck_assert_int_eq(fflush(file), 0);
	intake.medium.fd = fileno(file);
	ck_assert_int_eq(runs_add(&runs, 4, 2), 0);
	ck_assert_int_eq(runs_add(&runs, UDF_HOLE, 2), 0);
	ck_assert_int_eq(runs_add(&runs, 0, 3), 0);
	ck_assert_int_eq(runs_read(&disc, &runs, 1, 5, out), 0);
	ck_assert_mem_eq(out, "f\0\0ab", 5);
	runs_free(&runs);
	fclose(file);
}
END_TEST

UNIT_TESTS("runs", pieces_that_meet_are_one, every_byte_is_somewhere,
	bytes_are_read_over_holes)
