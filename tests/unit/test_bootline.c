#include "boot/bootline.h"

#include <string.h>

#include "unit.h"

START_TEST(words_are_divided_by_blanks_and_kept_by_quotes)
{
	static const struct {
		const char *line, *words[4];
	} rows[] = {
		{ "", { NULL } },
		{ "  \t", { NULL } },
		{ "# all of it", { NULL } },
		{ "bios/x load-size=8", { "bios/x", "load-size=8" } },
		{ " a  b # c", { "a", "b" } },
		{ "a#b c", { "a#b", "c" } },
		{ "\"bios/a b\" id=\"x \\\" y\"", { "bios/a b", "id=x \" y" } },
		{ "\"\" \"a\"b", { "", "ab" } },
		{ "\"a\\\\b\"\r", { "a\\b" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bootline line;
		bool whole;

		ck_assert(bootline_begin(
			&line, rows[i].line, strlen(rows[i].line)));
		for (int k = 0; rows[i].words[k]; k++) {
			ck_assert_pstr_eq(
				bootline_word(&line, &whole), rows[i].words[k]);
			ck_assert(whole);
		}
		ck_assert_ptr_null(bootline_word(&line, &whole));
		ck_assert_ptr_null(bootline_word(&line, &whole));
	}
}
END_TEST

START_TEST(quote_without_an_end_is_told)
{
	static const char *const lines[] = { "\"", "\"abc", "id=\"a\\\"" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct bootline line;
		bool whole;

		ck_assert(bootline_begin(&line, lines[i], strlen(lines[i])));
		ck_assert_ptr_nonnull(bootline_word(&line, &whole));
		ck_assert(!whole);
	}
}
END_TEST

START_TEST(what_cannot_be_a_line_is_refused)
{
	struct bootline line;
	char much[BOOTLINE_SIZE];

	memset(much, 'a', sizeof(much));
	ck_assert(!bootline_begin(&line, much, sizeof(much)));
	ck_assert(bootline_begin(&line, much, sizeof(much) - 1));
	ck_assert(!bootline_begin(&line, "a\0b", 3));
}
END_TEST

START_TEST(quoted_words_are_read_back)
{
	static const char *const words[] = { "plain", "", "a b", "\"", "\\",
		"#", "# x", "tab\there", "\\\" both", "ä" };

	for (size_t i = 0; i < COUNT(words); i++) {
		struct bootline line;
		char *text;
		size_t size;
		bool whole;
		FILE *out = open_memstream(&text, &size);

		bootline_quote(out, words[i]);
		fclose(out);
		ck_assert(bootline_begin(&line, text, size));
		ck_assert_pstr_eq(bootline_word(&line, &whole), words[i]);
		ck_assert_ptr_null(bootline_word(&line, &whole));
		free(text);
	}
}
END_TEST

UNIT_TESTS("bootline", words_are_divided_by_blanks_and_kept_by_quotes,
	quote_without_an_end_is_told, what_cannot_be_a_line_is_refused,
	quoted_words_are_read_back)
