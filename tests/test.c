#include "test.h"

#include <CUnit/Basic.h>
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_HOLDS = 0, STATUS_FAILS = 1, STATUS_USAGE = 64, STATUS_SKIPPED = 77 };

/* CUnit hands nothing to a case, so this cannot travel as an argument. */
static int skip_count;

static bool report(TestPlace place, bool is_true, const char *text)
{
    return CU_assertImplementation(is_true, (unsigned)place.line, text, place.file, "", CU_FALSE);
}

bool test_check(TestPlace place, bool is_true)
{
    return report(place, is_true, place.expression);
}

bool test_check_int(TestPlace place, int64_t actual, int64_t expected)
{
    if (actual == expected)
        return report(place, true, place.expression);
    g_autofree char *text =
        g_strdup_printf("%s is %" PRId64 ", expected %" PRId64, place.expression, actual, expected);
    return report(place, false, text);
}

bool test_check_near(TestPlace place, double actual, double expected, double tolerance)
{
    if (actual == expected || fabs(actual - expected) <= tolerance)
        return report(place, true, place.expression);
    g_autofree char *text =
        g_strdup_printf("%s is %.17g, expected %.17g: off by %.3g, allowed %.3g", place.expression,
                        actual, expected, fabs(actual - expected), tolerance);
    return report(place, false, text);
}

bool test_check_text(TestPlace place, const char *actual, const char *expected)
{
    if (g_strcmp0(actual, expected) == 0)
        return report(place, true, place.expression);
    g_autofree char *text =
        g_strdup_printf("%s is \"%s\", expected \"%s\"", place.expression,
                        actual == NULL ? "(NULL)" : actual, expected == NULL ? "(NULL)" : expected);
    return report(place, false, text);
}

/* Leaves by the jump that CUnit keeps for assertions that end a case. */
void test_skip(const char *reason)
{
    CU_pTest test = CU_get_current_test();
    printf("skipped: %s: %s; ", test->pName, reason);
    skip_count++;
    longjmp(*test->pJumpBuf, 1);
}

const char *test_shared_dir(void)
{
    const char *named = g_getenv("TINYFLEET_SHARED");
    const char *dir = named != NULL && *named != '\0' ? named : TINYFLEET_SOURCE_DIR "/../shared";
    return g_file_test(dir, G_FILE_TEST_IS_DIR) ? dir : NULL;
}

/* One line for each case that failed: how to see it again. */
static void print_repeats(const char *program, const TestCase *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        for (CU_pFailureRecord f = CU_get_failure_list(); f != NULL; f = f->pNext) {
            if (f->pTest != NULL && strcmp(f->pTest->pName, cases[i].name) == 0) {
                printf("repeat with: %s %s\n", program, cases[i].name);
                break;
            }
        }
    }
}

static int run_one(CU_pSuite suite, const char *name, const TestCase *cases, size_t case_count)
{
    CU_pTest test = CU_get_test_by_name(name, suite);
    if (test != NULL) {
        CU_basic_run_test(suite, test);
        return STATUS_HOLDS;
    }
    fprintf(stderr, "no case '%s'; there are:\n", name);
    for (size_t i = 0; i < case_count; i++)
        fprintf(stderr, "    %s\n", cases[i].name);
    return STATUS_USAGE;
}

int test_main(int argc, char **argv, const TestCase *cases, size_t case_count)
{
    g_autofree char *name = g_path_get_basename(argv[0]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return STATUS_FAILS;
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (size_t i = 0; i < case_count; i++)
        CU_add_test(suite, cases[i].name, cases[i].run);
    CU_basic_set_mode(CU_BRM_VERBOSE);

    int status = STATUS_HOLDS;
    if (argc > 1)
        status = run_one(suite, argv[1], cases, case_count);
    else
        CU_basic_run_tests();
    putchar('\n');
    print_repeats(argv[0], cases, case_count);
    bool is_failed = CU_get_number_of_failures() > 0 || CU_get_error() != CUE_SUCCESS;
    CU_cleanup_registry();
    if (status != STATUS_HOLDS)
        return status;
    if (is_failed)
        return STATUS_FAILS;
    return skip_count > 0 ? STATUS_SKIPPED : STATUS_HOLDS;
}
