#ifndef ISOWEAVE_TESTS_UNIT_H
#define ISOWEAVE_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

/* A test that is called with each _i from BEGIN to below END. */
struct unit_loop {
	const TTest *test;
	int begin, end;
};

static inline int unit_run(
	const char *name, const struct unit_loop *loops, size_t count)
{
	TCase *tcase = tcase_create(name);
	Suite *suite = suite_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	for (size_t i = 0; i < count; i++)
		tcase_add_loop_test(
			tcase, loops[i].test, loops[i].begin, loops[i].end);
	/* Discs are slow when many use them. */
	tcase_set_timeout(tcase, 120);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The invariants of MODEL hold. */
#define model_check(model)                                                     \
	do {                                                                   \
		const char *fault = model_fault(model);                        \
                                                                               \
		ck_assert_msg(!fault, "not so: %s", fault);                    \
	} while (0)

/* The main() of a unit test program. */
#define UNIT_TESTS(name, ...)                                                  \
	int main(void)                                                         \
	{                                                                      \
		const TTest *const tests[] = { __VA_ARGS__ };                  \
		struct unit_loop loops[COUNT(tests)];                          \
                                                                               \
		for (size_t i = 0; i < COUNT(tests); i++)                      \
			loops[i] = (struct unit_loop){ tests[i], 0, 1 };       \
		return unit_run(name, loops, COUNT(loops));                    \
	}

/* The same of loops, { test, begin, end }, .... */
#define UNIT_LOOPS(name, ...)                                                  \
	int main(void)                                                         \
	{                                                                      \
		const struct unit_loop loops[] = { __VA_ARGS__ };              \
                                                                               \
		return unit_run(name, loops, COUNT(loops));                    \
	}

#endif
