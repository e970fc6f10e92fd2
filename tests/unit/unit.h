/* UNIT_TESTS(name, test, ...): the main() of a unit test program. */
#ifndef ISOWEAVE_TESTS_UNIT_H
#define ISOWEAVE_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

#define UNIT_TESTS(name, ...)                                                  \
	int main(void)                                                         \
	{                                                                      \
		const TTest *const tests[] = { __VA_ARGS__ };                  \
		TCase *tcase = tcase_create(name);                             \
		Suite *suite = suite_create(name);                             \
		SRunner *runner = srunner_create(suite);                       \
		int failed;                                                    \
                                                                               \
		for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)    \
			tcase_add_test(tcase, tests[i]);                       \
		/* Discs are slow when many use them. */                       \
		tcase_set_timeout(tcase, 120);                                 \
		suite_add_tcase(suite, tcase);                                 \
		srunner_run_all(runner, CK_ENV);                               \
		failed = srunner_ntests_failed(runner);                        \
		srunner_free(runner);                                          \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                   \
	}

#endif
