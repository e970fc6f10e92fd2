#include "util/diag.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

struct said {
	int severity;
	char sentence[1001];
};

static void keep(void *owner, int severity, const char *sentence)
{
	struct said *said = owner;

	said->severity = severity;
	strcpy(said->sentence, sentence);
}

START_TEST(a_failure_is_said_and_returned)
{
	struct said said;
	const struct diag diag = { &said, keep };

	ck_assert_int_eq(diag_fail(&diag, -ENOSPC, "%s is full", "x"), -ENOSPC);
	ck_assert_int_eq(said.severity, LOG_NOTICE);
	ck_assert_str_eq(said.sentence, "x is full");
}
END_TEST

START_TEST(a_sentence_is_one_line_whatever_a_name_holds)
{
	struct said said;
	const struct diag diag = { &said, keep };

	diag_say(&diag, LOG_ERR, "'%s'", "a\nb\033[1m\177");
	ck_assert_str_eq(said.sentence, "'a?b?[1m?'");
}
END_TEST

START_TEST(a_sentence_is_cut_at_a_thousand_bytes)
{
	struct said said;
	const struct diag diag = { &said, keep };

	diag_say(&diag, LOG_ERR, "%02000d", 0);
	ck_assert_uint_eq(strlen(said.sentence), 1000);
}
END_TEST

START_TEST(nobody_need_listen)
{
	const struct diag silent = { 0 };

	ck_assert_int_eq(diag_fail(NULL, -EIO, "x"), -EIO);
	ck_assert_int_eq(diag_fail(&silent, -EIO, "x"), -EIO);
}
END_TEST

UNIT_TESTS("diag", a_failure_is_said_and_returned,
	a_sentence_is_one_line_whatever_a_name_holds,
	a_sentence_is_cut_at_a_thousand_bytes, nobody_need_listen)
