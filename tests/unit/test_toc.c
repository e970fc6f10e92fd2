#include "iso9660/toc.h"

#include "session_scene.h"

#define SESSIONS 4
#define SECTORS 80000

static struct toc toc;

/* Finds what is on INTAKE's medium, which then ends, and says it. */
static const char *found(struct intake *intake)
{
	static char line[256];
	size_t size = 0;

	ck_assert_int_eq(toc_find(intake, &toc), 0);
	close(intake->medium.fd);
	line[0] = 0;
	for (size_t i = 0; i < toc.count; i++)
		size += (size_t)snprintf(line + size, sizeof(line) - size,
			"%s%llu", i ? " " : "",
			(unsigned long long)toc.session[i].start);
	if (toc.is_copied)
		size += (size_t)snprintf(
			line + size, sizeof(line) - size, " copied");
	if (toc.stale)
		snprintf(line + size, sizeof(line) - size, " stale %llu",
			(unsigned long long)toc.stale);
	return line;
}

START_TEST(sessions_are_found_where_writers_put_them)
{
	static const struct {
		struct told told[SESSIONS];
		const char *found;
	} rows[] = {
		{ { { 0, 500, 20, 2020 } }, "0" },
		{ { { 0, 500, 20, 2020 }, { 500, 100, 20, 2020 } }, "0 500" },
		{ { { 0, 500, 20, 2020 }, { 512, 100, 20, 2020 } }, "0 512" },
		{ { { 0, 500, 20, 2020 }, { 11903, 100, 20, 2021 },
			  { 18905, 100, 20, 2021 } },
			"0 11903 18905" },
		{ { { 0, 500, 20, 2020 }, { 16883, 100, 20, 2021 } },
			"0 16883" },
		/* Behind the dense search, at whole blocks only. */
		{ { { 0, 500, 20, 2020 }, { 16885, 100, 20, 2021 } }, "0" },
		{ { { 0, 500, 20, 2020 }, { 50000, 100, 20, 2021 } },
			"0 50000" },
		{ { { 0, 500, 20, 2020 }, { 70000, 100, 20, 2021 } }, "0" },
		/* Counted from 0, as some do. */
		{ { { 0, 500, 20, 2020 }, { 50000, 50100, 20, 2021 },
			  { 50112, 100, 20, 2021 } },
			"0 50000 50112" },
		/* Without a date, and without blocks. */
		{ { { 0, 0, 20, 2020 }, { 40, 0, 20, 0 }, { 80, 0, 20, 2020 } },
			"0 40 80" },
		{ { { 0, 500, 20, 2020 }, { 600, 100, 20, 2019 } },
			"0 stale 600" },
		/* libisoburn's. */
		{ { { 0, 500, 52, 2020 }, { 32, 368, 20, 2020 } },
			"32 copied" },
		{ { { 0, 500, 436, 2020 }, { 32, 368, 20, 2020 },
			  { 416, 84, 20, 2020 } },
			"32 416 copied" },
		/* One that another program changed since. */
		{ { { 0, 600, 550, 2020 }, { 32, 368, 20, 2020 },
			  { 416, 84, 20, 2020 } },
			"32 416 0" },
		/* What was blanked, and begun anew. */
		{ { { 0, 100, 52, 2021 }, { 32, 68, 20, 2021 },
			  { 416, 84, 20, 2020 } },
			"32 copied stale 416" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct intake intake = session_medium(SECTORS);

		for (int s = 0; s < SESSIONS && rows[i].told[s].root; s++)
			session_put(intake.medium.fd, &rows[i].told[s],
				rows[i].told[s].start + rows[i].told[s].root);
		ck_assert_str_eq(found(&intake), rows[i].found);
	}
}
END_TEST

START_TEST(what_only_looks_like_one_is_none)
{
	static const struct {
		struct told told;
		uint64_t where; /* its root really is */
	} rows[] = {
		/* An image within the medium, whose sectors begin there. */
		{ { 600, 100, (uint32_t)-580, 2021 }, 20 },
		{ { 600, 100, 16, 2021 }, 616 },
		/* One that is cut off, or a stray descriptor. */
		{ { 600, 100, SECTORS, 2021 }, 700 },
		{ { 600, 100, 20, 2021 }, 621 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct told first = { 0, 500, 20, 2020 };
		struct intake intake = session_medium(SECTORS);

		session_put(intake.medium.fd, &first, 20);
		session_put(intake.medium.fd, &rows[i].told, rows[i].where);
		ck_assert_str_eq(found(&intake), "0");
	}
}
END_TEST

START_TEST(what_is_no_iso_9660_has_none)
{
	struct intake empty = session_medium(0);
	struct intake zeros = session_medium(100);

	ck_assert_str_eq(found(&empty), "");
	ck_assert_str_eq(found(&zeros), "");
}
END_TEST

START_TEST(too_many_come_to_an_end)
{
	struct intake intake = session_medium((TOC_MAX + 100) * 20);

	for (int i = 0; i < TOC_MAX + 100; i++) {
		const struct told told = { (uint64_t)i * 20, 20, 18, 2020 };

		session_put(intake.medium.fd, &told, told.start + 18);
	}
	ck_assert_int_eq(toc_find(&intake, &toc), 0);
	ck_assert_uint_eq(toc.count, TOC_MAX);
	close(intake.medium.fd);
}
END_TEST

UNIT_TESTS("toc", sessions_are_found_where_writers_put_them,
	what_only_looks_like_one_is_none, what_is_no_iso_9660_has_none,
	too_many_come_to_an_end)
