#include "commit/echo.h"

#include "disc.h"

#define SESSION 900u
#define AT (SESSION + ECHO_DESCRIPTORS)
#define SECTORS 1000u

static uint8_t medium[SECTORS * SECTOR_SIZE];

static int put(void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	(void)user;
	ck_assert_uint_le(lba + count, SECTORS);
	memcpy(medium + lba * SECTOR_SIZE, sectors, count * SECTOR_SIZE);
	return 0;
}

/* What is in the medium, all ones before, when an image with ECHO is drawn. */
static void draw(const struct echo *echo)
{
	struct disc disc;
	struct scene scene;
	struct plan plan = { .echo = *echo };

	memset(medium, 1, sizeof(medium));
	disc_begin(&disc, &scene, "cp iso/FOO; cp joliet/foo");
	plan.layout = disc.layout;
	ck_assert_int_eq(echo_render(&plan, put, NULL), 0);
	disc_end(&disc, &scene);
}

static const struct iso_volume *volume_at(uint64_t lba)
{
	return (const void *)(medium + lba * SECTOR_SIZE);
}

static bool is_filled(uint64_t from, uint64_t to, int with)
{
	for (uint64_t at = from * SECTOR_SIZE; at < to * SECTOR_SIZE; at++) {
		if (medium[at] != with)
			return false;
	}
	return true;
}

START_TEST(the_session_s_descriptors_are_those_of_the_head)
{
	const struct echo echo = { .session = SESSION, .room = 8 };

	draw(&echo);
	for (uint64_t i = 0; i < 3; i++) {
		struct iso_volume head = *volume_at(16 + i);
		struct iso_volume own = *volume_at(AT + i);

		ck_assert_int_eq(head.head.type,
			i == 2 ? ISO_TERMINATOR : (int)i + ISO_PRIMARY);
		if (i < 2) {
			ck_assert_uint_eq(le32_get(own.space_size.le),
				le32_get(head.space_size.le) - SESSION);
			own.space_size = head.space_size;
		}
		ck_assert_mem_eq(&own, &head, sizeof(own));
	}
	ck_assert(is_filled(AT + 3, AT + 8, 0));
	ck_assert(is_filled(AT + 8, SECTORS, 1));
}
END_TEST

START_TEST(those_that_do_not_fit_or_end_are_blank)
{
	static const struct echo rows[] = {
		{ .session = SESSION, .room = 2 },
		{ .session = SESSION, .room = 3, .is_blank = true },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		draw(&rows[i]);
		ck_assert(is_filled(AT, AT + rows[i].room, 0));
		ck_assert(is_filled(AT + rows[i].room, SECTORS, 1));
	}
}
END_TEST

START_TEST(tags_are_blank_and_nothing_beside_them)
{
	const struct echo echo = {
		.session = SESSION,
		.room = 4,
		.tag = { AT + 3, AT + 4, 950 },
		.tags = 3,
	};

	draw(&echo);
	ck_assert_int_eq(volume_at(AT)->head.type, ISO_PRIMARY);
	ck_assert(is_filled(AT + 3, AT + 5, 0));
	ck_assert(is_filled(AT + 5, 950, 1));
	ck_assert(is_filled(950, 951, 0));
	ck_assert(is_filled(951, SECTORS, 1));
}
END_TEST

START_TEST(without_any_nothing_is_written_but_the_image)
{
	const struct echo echo = { 0 };

	draw(&echo);
	ck_assert(is_filled(500, SECTORS, 1));
}
END_TEST

UNIT_TESTS("echo", the_session_s_descriptors_are_those_of_the_head,
	those_that_do_not_fit_or_end_are_blank,
	tags_are_blank_and_nothing_beside_them,
	without_any_nothing_is_written_but_the_image)
