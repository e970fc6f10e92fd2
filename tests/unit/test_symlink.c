#include "disk/rrip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

static const struct {
	const char *target;
	uint8_t size;
	const char *components;
} targets[] = {
	{ "foo", 5, "\0\3foo" },
	{ "a/b", 6, "\0\1a\0\1b" },
	{ "/", 2, "\10\0" },
	{ "/usr/bin", 12, "\10\0\0\3usr\0\3bin" },
	{ ".", 2, "\2\0" },
	{ "../.x/..", 8, "\4\0\0\2.x\4\0" },
	{ "a//b/", 10, "\0\1a\0\0\0\1b\0\0" },
	{ "//", 6, "\10\0\0\0\0\0" },
};

START_TEST(a_target_is_its_components)
{
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct rrip_target target = { .at = targets[i].target };
		size_t size = targets[i].size;
		uint8_t out[SUSP_ENTRY_MAX];

		ck_assert_uint_eq(rrip_sl_encode(&target, out), 5 + size);
		ck_assert_ptr_null(target.at);
		ck_assert_mem_eq(out, "SL", 2);
		ck_assert_uint_eq(out[2], 5 + size);
		ck_assert_uint_eq(out[4], 0);
		ck_assert_mem_eq(out + 5, targets[i].components, size);
	}
}
END_TEST

/* The flags of the last component of an entry. */
static uint8_t last_flags(const uint8_t *entry)
{
	const uint8_t *at = entry + 5;
	uint8_t flags = 0;

	for (; at < entry + entry[2]; at += 2 + at[1])
		flags = at[0];
	return flags;
}

/* Encodes TARGET and decodes it again. */
static void there_and_back(const char *text)
{
	struct rrip_target target = { .at = text };
	char back[8192];
	struct rrip_target_text out = { .text = back, .room = sizeof(back) };
	uint8_t entry[SUSP_ENTRY_MAX];

	do {
		size_t size = rrip_sl_encode(&target, entry);

		ck_assert_uint_le(size, SUSP_ENTRY_MAX);
		ck_assert_uint_eq(entry[2], size);
		ck_assert_uint_eq(entry[4], target.at ? RRIP_CONTINUE : 0);
		ck_assert_uint_eq(last_flags(entry) & RRIP_CONTINUE,
			target.at ? RRIP_CONTINUE : 0);
		ck_assert_int_eq(
			rrip_sl_decode((struct susp_head *)entry, &out), 0);
	} while (target.at);
	ck_assert_uint_eq(out.size, strlen(text));
	ck_assert_mem_eq(back, text, out.size);
}

START_TEST(an_entry_ends_inside_of_a_component)
{
	const char *const unit[] = { "../", "a/", "./", "/", "abcdefg/",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/" };
	char text[5000];

	for (size_t u = 0; u < COUNT(unit); u++) {
		for (size_t shift = 0; shift < 5; shift++) {
			size_t size = (size_t)sprintf(
				text, "%.*s", (int)shift, "xxxxx");

			while (size < 4000)
				size += (size_t)sprintf(
					text + size, "%s", unit[u]);
			there_and_back(text);
			text[size - 1] = '\0';
			there_and_back(text);
		}
	}
}
END_TEST

START_TEST(every_length_of_a_component_comes_back)
{
	char text[1200];

	for (size_t size = 1; size < 600; size++) {
		memset(text, 'c', size);
		strcpy(text + size, "/../tail");
		there_and_back(text);
		text[size] = '\0';
		there_and_back(text);
	}
}
END_TEST

START_TEST(entries_that_overrun_or_overflow_are_refused)
{
	static const uint8_t cut[] = { 'S', 'L', 8, 1, 0, 0, 2, 'x' };
	static const uint8_t half[] = { 'S', 'L', 6, 1, 0, 0 };
	static const uint8_t none[] = { 'S', 'L', 4, 1 };
	static const uint8_t nul[] = { 'S', 'L', 10, 1, 0, 0, 3, 'x', 0, 'z' };
	static const uint8_t fine[] = { 'S', 'L', 10, 1, 0, 0, 3, 'x', 'y',
		'z' };
	char text[2];
	struct rrip_target_text out = { .text = text, .room = 2 };

	ck_assert_int_eq(
		rrip_sl_decode((const struct susp_head *)cut, &out), -EUCLEAN);
	ck_assert_int_eq(
		rrip_sl_decode((const struct susp_head *)half, &out), -EUCLEAN);
	ck_assert_int_eq(
		rrip_sl_decode((const struct susp_head *)none, &out), -EUCLEAN);
	ck_assert_int_eq(
		rrip_sl_decode((const struct susp_head *)nul, &out), -EUCLEAN);
	ck_assert_int_eq(rrip_sl_decode((const struct susp_head *)fine, &out),
		-ENAMETOOLONG);
}
END_TEST

START_TEST(a_root_between_others_is_a_second_slash)
{
	static const struct {
		const uint8_t entry[16];
		const char *target;
	} rows[] = {
		{ { 'S', 'L', 15, 1, 0, 2, 0, 8, 0, 0, 4, 'f', 'i', 'l', 'e' },
			".//file" },
		{ { 'S', 'L', 16, 1, 0, 8, 0, 0, 3, 't', 'm', 'p', 8, 0, 4, 0 },
			"/tmp//.." },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[32];
		struct rrip_target_text out = { .text = text, .room = 32 };

		ck_assert_int_eq(
			rrip_sl_decode((const void *)rows[i].entry, &out), 0);
		ck_assert_uint_eq(out.size, strlen(rows[i].target));
		ck_assert_mem_eq(text, rows[i].target, out.size);
	}
}
END_TEST

UNIT_TESTS("symlink", a_root_between_others_is_a_second_slash,
	a_target_is_its_components, an_entry_ends_inside_of_a_component,
	every_length_of_a_component_comes_back,
	entries_that_overrun_or_overflow_are_refused)
