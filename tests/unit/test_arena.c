#include "util/arena.h"

#include <stdint.h>
#include <string.h>

#include "unit.h"

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
	struct arena arena = { 0 };
	unsigned char *before = NULL;

	for (size_t size = 1; size < 3000; size++) {
		unsigned char *piece = arena_alloc(&arena, size);

		ck_assert_ptr_nonnull(piece);
		ck_assert_uint_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
		ck_assert(!piece[0] && !piece[size - 1]);
		if (before)
			ck_assert_int_eq(before[size - 2], 0xff);
		memset(piece, 0xff, size);
		before = piece;
	}
	arena_free(&arena);
}
END_TEST

START_TEST(a_large_piece_leaves_the_room_for_small_ones)
{
	struct arena arena = { 0 };
	char *small = arena_bytes(&arena, 1);
	char *large = arena_bytes(&arena, 1 << 20);
	char *next = arena_bytes(&arena, 1);

	ck_assert_ptr_eq(next, small + 1);
	memset(large, 1, 1 << 20);
	ck_assert_int_eq(*next, 0);
	arena_free(&arena);
	ck_assert_ptr_null(arena.chunk);
}
END_TEST

START_TEST(no_bytes_are_a_piece_too)
{
	struct arena arena = { 0 };

	ck_assert_ptr_nonnull(arena_bytes(&arena, 0));
	ck_assert_ptr_nonnull(arena_alloc(&arena, 0));
	arena_free(&arena);
}
END_TEST

START_TEST(what_no_memory_holds_is_refused)
{
	struct arena arena = { 0 };

	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX - 8));
	arena_free(&arena);
}
END_TEST

UNIT_TESTS("arena", pieces_are_zeroed_aligned_and_apart,
	a_large_piece_leaves_the_room_for_small_ones, no_bytes_are_a_piece_too,
	what_no_memory_holds_is_refused)
