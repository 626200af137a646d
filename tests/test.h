/*
 * tests/test.h - claims over CUnit: a case is named as the claim it proves.
 *
 * A test file is a row of static void functions and one TEST_MAIN(CASE(f), CASE(g), ...) at its
 * end. The program runs all cases, or the one named by its first argument, and prints for a
 * claim that fails the place, both values, and the command that repeats it. A failed check does
 * not end its case.
 *
 * Errors:  status 0 all hold, 1 one does not, 77 nothing failed but a case was skipped, 64 no
 *          case of that name.
 */
#ifndef TINYFLEET_TESTS_TEST_H
#define TINYFLEET_TESTS_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TestCase {
    const char *name;
    void (*run)(void);
} TestCase;

typedef struct TestPlace {
    const char *file;
    int line;
    const char *expression;
} TestPlace;

/* Each returns whether the check held. */
bool test_check(TestPlace place, bool is_true);
bool test_check_int(TestPlace place, int64_t actual, int64_t expected);
bool test_check_near(TestPlace place, double actual, double expected, double tolerance);
bool test_check_text(TestPlace place, const char *actual, const char *expected);

#define TEST_PLACE(expression)                                                                     \
    (TestPlace)                                                                                    \
    {                                                                                              \
        __FILE__, __LINE__, expression                                                             \
    }
#define CHECK(condition)            test_check(TEST_PLACE(#condition), (condition))
#define CHECK_INT(actual, expected) test_check_int(TEST_PLACE(#actual), (actual), (expected))

/* |actual - expected| <= tolerance; equal infinities are near, NAN never is. */
#define CHECK_NEAR(actual, expected, tolerance)                                                    \
    test_check_near(TEST_PLACE(#actual), (actual), (expected), (tolerance))
#define CHECK_TEXT(actual, expected) test_check_text(TEST_PLACE(#actual), (actual), (expected))

/* Leaves the case: what it needs is not on this machine. */
_Noreturn void test_skip(const char *reason);

/* $TINYFLEET_SHARED, or the folder shared/ beside the source; NULL if neither is there. */
const char *test_shared_dir(void);

int test_main(int argc, char **argv, const TestCase *cases, size_t case_count);

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }
#define TEST_MAIN(...)                                                                             \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        static const TestCase cases[] = {__VA_ARGS__};                                             \
        return test_main(argc, argv, cases, sizeof cases / sizeof cases[0]);                       \
    }

#endif
