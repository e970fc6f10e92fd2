#include "layout/layout.h"

#include <string.h>

#include "unit.h"

/* Fills its sectors with the letter that is its subject. */
static void letters(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	memset(out, *(const char *)self->subject, self->size);
}

static struct section *add(struct layout *layout, enum zone zone, int rank,
	uint64_t size, const char *letter)
{
	const struct section what = { .zone = zone,
		.rank = rank,
		.size = size,
		.render = letters,
		.subject = letter };
	struct section *out = layout_add(layout, &what);

	ck_assert_ptr_nonnull(out);
	return out;
}

struct medium {
	uint8_t *bytes;
	uint64_t next; /* sector */
	int writes;
};

static int record(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct medium *medium = user;

	ck_assert_uint_ge(lba, medium->next);
	memcpy(medium->bytes + lba * 2048, sectors, count * 2048);
	medium->next = lba + count;
	medium->writes++;
	return 0;
}

START_TEST(zone_then_rank_then_adding_orders_the_sections)
{
	struct layout *layout = layout_new();
	struct section *tables = add(layout, ZONE_PATH_TABLES, 0, 10, "p");
	struct section *last = add(layout, ZONE_DESCRIPTORS, 2, 2048, "c");
	struct section *first = add(layout, ZONE_DESCRIPTORS, 0, 2048, "a");
	struct section *again = add(layout, ZONE_DESCRIPTORS, 0, 2048, "b");
	struct section *area = add(layout, ZONE_SYSTEM_AREA, 0, 512, "s");

	layout_place(layout, 40, 50);
	ck_assert_uint_eq(area->lba, 0);
	ck_assert_uint_eq(first->lba, 16);
	ck_assert_uint_eq(again->lba, 17);
	ck_assert_uint_eq(last->lba, 18);
	ck_assert_uint_eq(tables->lba, 40);
	ck_assert_uint_eq(layout_end(layout), 50);
	layout_free(layout);
}
END_TEST

START_TEST(head_covers_the_fixed_sections_and_room_for_later_descriptors)
{
	struct layout *layout = layout_new();
	struct section *anchor;

	add(layout, ZONE_DESCRIPTORS, 0, 2048, "a");
	ck_assert_uint_eq(layout_head_sectors(layout), 32);
	anchor = add(layout, ZONE_FIXED, 0, 512, "f");
	anchor->lba = 256;
	ck_assert_uint_eq(layout_head_sectors(layout), 257);
	ck_assert_uint_eq(layout_body_sectors(layout), 0);
	layout_place(layout, 257, 257);
	ck_assert_uint_eq(anchor->lba, 256);
	layout_free(layout);
}
END_TEST

START_TEST(body_counts_whole_sectors)
{
	struct layout *layout = layout_new();

	add(layout, ZONE_DIRECTORIES, 0, 1, "d");
	add(layout, ZONE_DIRECTORIES, 0, 2048, "d");
	add(layout, ZONE_CONTINUATIONS, 0, 2049, "c");
	ck_assert_uint_eq(layout_body_sectors(layout), 4);
	layout_free(layout);
}
END_TEST

START_TEST(tail_ends_the_volume_on_whole_drive_blocks)
{
	struct layout *layout = layout_new();
	struct section *body, *mirror, *anchor;

	body = add(layout, ZONE_ENTRIES, 0, 2048, "e");
	ck_assert_uint_eq(layout_volume_end(layout, 100), 100);
	mirror = add(layout, ZONE_TAIL, 0, 2048, "m");
	anchor = add(layout, ZONE_TAIL, 1, 512, "a");
	ck_assert_uint_eq(layout_body_sectors(layout), 1);
	ck_assert_uint_eq(layout_volume_end(layout, 94), 96);
	ck_assert_uint_eq(layout_volume_end(layout, 95), 112);
	layout_place(layout, 32, 112);
	ck_assert_uint_eq(body->lba, 32);
	ck_assert_uint_eq(mirror->lba, 110);
	ck_assert_uint_eq(anchor->lba, 111);
	ck_assert_uint_eq(layout_end(layout), 112);
	layout_free(layout);
}
END_TEST

START_TEST(every_format_gets_the_same_blank_sector)
{
	struct layout *layout = layout_new();
	const struct section *blank = layout_blank(layout);

	add(layout, ZONE_CONTINUATIONS, 9, 2048, "c");
	ck_assert_ptr_eq(layout_blank(layout), blank);
	layout_place(layout, 32, 34);
	ck_assert_uint_eq(blank->lba, 33);
	layout_free(layout);
}
END_TEST

static uint64_t to_hundreds(uint64_t sectors)
{
	return (sectors + 99) / 100 * 100;
}

START_TEST(end_is_rounded_before_the_tail_is_placed)
{
	struct layout *layout = layout_new();
	struct section *tail = add(layout, ZONE_TAIL, 0, 4096, "t");

	layout_round_end(layout, to_hundreds);
	ck_assert_uint_eq(layout_volume_end(layout, 40), 100);
	ck_assert_uint_eq(layout_volume_end(layout, 98), 200);
	layout_place(layout, 32, 100);
	ck_assert_uint_eq(tail->lba, 98);
	layout_free(layout);
}
END_TEST

START_TEST(what_comes_behind_the_tail_leaves_an_anchor_its_place)
{
	struct layout *layout = layout_new();
	struct section *end = add(layout, ZONE_END, 0, 9 * 2048, "e");
	struct section *tail;

	ck_assert_uint_eq(layout_volume_end(layout, 40), 64);
	layout_place(layout, 40, 64);
	ck_assert_uint_eq(end->lba, 55);
	tail = add(layout, ZONE_TAIL, 0, 2048, "t");
	ck_assert_uint_eq(layout_volume_end(layout, 40), 304);
	layout_place(layout, 40, 304);
	ck_assert_uint_eq(end->lba, 295);
	ck_assert_uint_eq(tail->lba, 303 - 256);
	layout_free(layout);
}
END_TEST

static uint64_t at_fifty_five(const struct section *self)
{
	(void)self;
	return 55;
}

START_TEST(patches_lie_over_data_and_take_no_room)
{
	struct layout *layout = layout_new();
	struct medium medium = { .bytes = calloc(60, 2048) };
	struct section *patch = add(layout, ZONE_PATCHES, 0, 2048, "p");
	struct section *late = add(layout, ZONE_DIRECTORIES, 0, 2048, "d");

	patch->locate = at_fifty_five;
	ck_assert_uint_eq(layout_body_sectors(layout), 1);
	layout_place(layout, 58, 60);
	ck_assert_uint_eq(patch->lba, 55);
	ck_assert_uint_eq(late->lba, 58);
	ck_assert_int_eq(layout_render(layout, record, &medium), 0);
	ck_assert_int_eq(medium.bytes[55 * 2048], 'p');
	ck_assert_int_eq(medium.bytes[58 * 2048], 'd');
	layout_free(layout);
	free(medium.bytes);
}
END_TEST

START_TEST(section_that_a_file_consists_of_is_found)
{
	struct layout *layout = layout_new();
	struct section *catalog = add(layout, ZONE_DIRECTORIES, 0, 1, "c");
	int file, other;

	ck_assert_int_eq(layout_own(layout, &file, catalog), 0);
	ck_assert_ptr_eq(layout_owned(layout, &file), catalog);
	ck_assert_ptr_null(layout_owned(layout, &other));
	layout_free(layout);
}
END_TEST

static int join_letters(void *user, void *file)
{
	return strlen(strcat(user, file)) == 3;
}

START_TEST(what_follows_the_body_is_told_in_the_order_of_adding)
{
	struct layout *layout = layout_new();
	char letters[] = "a\0b\0c\0d", told[8] = "";

	ck_assert_int_eq(layout_followers(layout, join_letters, told), 0);
	for (size_t i = 0; i < 8; i += 2)
		ck_assert_int_eq(layout_follow(layout, letters + i), 0);
	ck_assert_int_eq(layout_followers(layout, join_letters, told), 1);
	ck_assert_str_eq(told, "abc");
	layout_free(layout);
}
END_TEST

START_TEST(rendering_fills_the_head_and_leaves_out_the_gap_behind_it)
{
	struct layout *layout = layout_new();
	struct medium medium = { .bytes = malloc(60 * 2048) };

	memset(medium.bytes, 'x', 60 * 2048);
	add(layout, ZONE_DESCRIPTORS, 0, 2048, "a");
	add(layout, ZONE_PATH_TABLES, 0, 10, "p");
	add(layout, ZONE_DIRECTORIES, 0, 2048, "d");
	layout_place(layout, 50, 60);
	ck_assert_int_eq(layout_render(layout, record, &medium), 0);
	ck_assert_int_eq(medium.writes, 2);
	ck_assert_int_eq(medium.bytes[0], 0);
	ck_assert_int_eq(medium.bytes[16 * 2048], 'a');
	ck_assert_int_eq(medium.bytes[31 * 2048], 0);
	ck_assert_int_eq(medium.bytes[32 * 2048], 'x');
	ck_assert_int_eq(medium.bytes[50 * 2048 + 9], 'p');
	ck_assert_int_eq(medium.bytes[50 * 2048 + 10], 0);
	ck_assert_int_eq(medium.bytes[51 * 2048], 'd');
	ck_assert_uint_eq(medium.next, 52);
	free(medium.bytes);
	layout_free(layout);
}
END_TEST

static int refuse(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	(void)user, (void)lba, (void)sectors, (void)count;
	return -28;
}

START_TEST(what_the_writer_returns_ends_the_rendering)
{
	struct layout *layout = layout_new();

	layout_place(layout, 32, 32);
	ck_assert_int_eq(layout_render(layout, refuse, NULL), -28);
	layout_free(layout);
}
END_TEST

START_TEST(a_section_larger_than_a_batch_is_rendered_whole)
{
	struct layout *layout = layout_new();
	struct medium medium = { .bytes = malloc(2048 * 2048) };

	add(layout, ZONE_PATH_TABLES, 0, 10, "p");
	add(layout, ZONE_DIRECTORIES, 0, 2000 * 2048, "d");
	layout_place(layout, 32, 2033);
	ck_assert_int_eq(layout_render(layout, record, &medium), 0);
	ck_assert_int_eq(medium.bytes[32 * 2048], 'p');
	ck_assert_int_eq(medium.bytes[33 * 2048], 'd');
	ck_assert_int_eq(medium.bytes[2033 * 2048 - 1], 'd');
	free(medium.bytes);
	layout_free(layout);
}
END_TEST

UNIT_TESTS("layout", zone_then_rank_then_adding_orders_the_sections,
	head_covers_the_fixed_sections_and_room_for_later_descriptors,
	body_counts_whole_sectors, tail_ends_the_volume_on_whole_drive_blocks,
	every_format_gets_the_same_blank_sector,
	end_is_rounded_before_the_tail_is_placed,
	what_comes_behind_the_tail_leaves_an_anchor_its_place,
	patches_lie_over_data_and_take_no_room,
	section_that_a_file_consists_of_is_found,
	what_follows_the_body_is_told_in_the_order_of_adding,
	rendering_fills_the_head_and_leaves_out_the_gap_behind_it,
	what_the_writer_returns_ends_the_rendering,
	a_section_larger_than_a_batch_is_rendered_whole)
