#include "iso9660/sumtag.h"

#include "session_scene.h"

#define DESCRIPTORS 2

struct line {
	uint64_t lba;
	const char *text;
};

static void put(const struct intake *intake, const struct line *line)
{
	ck_assert_int_eq(
		pwrite(intake->medium.fd, line->text, strlen(line->text),
			(off_t)line->lba * SECTOR_SIZE),
		strlen(line->text));
}

START_TEST(tags_are_found_from_one_to_the_next)
{
	static const struct {
		struct line line[3];
		unsigned tags;
	} rows[] = {
		{ { { 18, "libisofs_sb_checksum_tag_v1 pos=18 next=24 x" },
			  { 24, "libisofs_tree_checksum_tag_v1 pos=24 x "
				"next=99 " },
			  { 99, "libisofs_checksum_tag_v1 pos=99 md5=0" } },
			3 },
		{ { { 18, "libisofs_sb_checksum_tag_v1 pos=18 next=24 x" },
			  { 24, "libisofs_tree_checksum_tag_v1 pos=25 x "
				"next=99 " },
			  { 99, "libisofs_checksum_tag_v1 pos=99 md5=0" } },
			1 },
		{ { { 18, "libisofs_sb_checksum_tag_v1 pos=18 next=" },
			  { 24, "libisofs_tree_checksum_tag_v1 pos=24 x" } },
			1 },
		{ { { 18, "libisofs_sb_checksum_tag_v1 pos=18 next="
			  "99999999999999999999999 " } },
			1 },
		{ { { 17, "libisofs_sb_checksum_tag_v1 pos=17 next=24 x" } },
			0 },
		{ { { 18, "libisofs_sb_checksum_tag_v1 pos=180 next=2 x" } },
			0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct intake intake = session_medium(100);

		for (int l = 0; l < 3 && rows[i].line[l].text; l++)
			put(&intake, &rows[i].line[l]);
		ck_assert_int_eq(sumtag_find(&intake, DESCRIPTORS), 0);
		ck_assert_uint_eq(intake.echo.tags, rows[i].tags);
		for (unsigned t = 0; t < rows[i].tags; t++)
			ck_assert_uint_eq(
				intake.echo.tag[t], rows[i].line[t].lba);
		close(intake.medium.fd);
	}
}
END_TEST

START_TEST(a_copy_leads_to_the_session_of_the_same_tree)
{
	static const struct line lines[] = {
		{ 18, "libisofs_rlsb32_checksum_tag_v1 pos=18 "
		      "session_start=200 x" },
		{ 218, "libisofs_sb_checksum_tag_v1 pos=218 x" },
	};

	for (int is_same = 0; is_same < 2; is_same++) {
		const struct told first = { 0, 300, is_same ? 240 : 260, 0 };
		const struct told last = { 200, 100, 40, 0 };
		struct intake intake = session_medium(300);

		session_put(intake.medium.fd, &first, first.root);
		session_put(intake.medium.fd, &last, 240);
		put(&intake, &lines[0]);
		put(&intake, &lines[1]);
		ck_assert_int_eq(sumtag_find(&intake, DESCRIPTORS), 0);
		ck_assert_uint_eq(intake.echo.session, is_same ? 200 : 0);
		ck_assert_uint_eq(intake.echo.tags, is_same ? 1 : 0);
		close(intake.medium.fd);
	}
}
END_TEST

UNIT_TESTS("sumtag", tags_are_found_from_one_to_the_next,
	a_copy_leads_to_the_session_of_the_same_tree)
