#include "test.h"

#include <string.h>

#include "util/error.h"
#include "util/problem.h"

static void check_text(const ProblemList *list, const char *expected)
{
    g_autofree char *text = problem_list_text(list);
    CHECK_TEXT(text, expected);
}

/* INTERFACE 2.8: GNU form, one line each, then a summary. */
static void lines_have_the_form_that_editors_jump_to(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    problem_add(list, PROBLEM_ERROR, "a.ini:45", "unknown key '%s' in [fleet speakers]", "device");
    problem_add(list, PROBLEM_WARNING, "a.ini:12", "selector 'tag:outdoor' matches no device");
    problem_add(list, PROBLEM_NOTE, "a.ini:70", "this run uses one core");
    problem_add(list, PROBLEM_ERROR, "", "no scenario");
    check_text(list, "a.ini:45: error: unknown key 'device' in [fleet speakers]\n"
                     "a.ini:12: warning: selector 'tag:outdoor' matches no device\n"
                     "a.ini:70: note: this run uses one core\n"
                     "error: no scenario\n"
                     "2 errors, 1 warning, 1 note\n");
}

static void empty_list_says_nothing(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    check_text(list, "");
    g_autofree char *summary = problem_summary(list);
    CHECK_TEXT(summary, "");
    CHECK(problem_at(list, 0) == NULL);
}

static void summary_counts_in_singular_and_plural(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    for (int i = 0; i < 7; i++)
        problem_add(list, PROBLEM_ERROR, "f", "e%d", i);
    problem_add(list, PROBLEM_WARNING, "f", "w");
    problem_add(list, PROBLEM_NOTE, "f", "n");
    g_autofree char *summary = problem_summary(list);
    CHECK_TEXT(summary, "7 errors, 1 warning, 1 note");
}

static int count_lines(const ProblemList *list, const char *wanted)
{
    g_autofree char *text = problem_list_text(list);
    int count = 0;
    for (const char *at = strstr(text, wanted); at != NULL; at = strstr(at + 1, wanted))
        count++;
    return count;
}

static void at_most_20_are_shown_and_errors_go_first(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    for (int i = 0; i < 10; i++)
        problem_add(list, PROBLEM_WARNING, "f", "w%d", i);
    for (int i = 0; i < 15; i++)
        problem_add(list, PROBLEM_ERROR, "f", "e%d", i);
    CHECK_INT(count_lines(list, "f: error"), 15);
    CHECK_INT(count_lines(list, "f: warning"), 5);
    for (int i = 15; i < 30; i++)
        problem_add(list, PROBLEM_ERROR, "f", "e%d", i);
    CHECK_INT(count_lines(list, "f: error"), 20);
    CHECK_INT(count_lines(list, "f: warning"), 0);
    CHECK_INT(count_lines(list, "30 errors, 10 warnings\n"), 1);
}

static void same_sentence_at_the_same_place_counts_once(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    problem_add(list, PROBLEM_ERROR, "f:1", "x");
    problem_add(list, PROBLEM_ERROR, "f:1", "x");
    problem_add(list, PROBLEM_ERROR, "f:2", "x");
    problem_add(list, PROBLEM_WARNING, "f:1", "x");
    CHECK_INT(problem_count(list, PROBLEM_ERROR), 2);
    CHECK_INT(problem_count(list, PROBLEM_WARNING), 1);
}

static void strict_makes_warnings_errors_and_leaves_notes(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    problem_add(list, PROBLEM_WARNING, "f:1", "w");
    problem_add(list, PROBLEM_NOTE, "f:2", "n");
    problem_make_strict(list);
    check_text(list, "f:1: error: w\nf:2: note: n\n1 error, 1 note\n");
}

static void error_of_a_function_is_taken_over_and_cleared(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    GError *error = g_error_new(FLEET_ERROR, FLEET_ERROR_INPUT, "100%% wrong");
    problem_take_error(list, "f:1", &error);
    CHECK(error == NULL);
    CHECK_TEXT(problem_at(list, 0)->text, "100% wrong");
    CHECK_TEXT(problem_at(list, 0)->place, "f:1");
}

static void flood_is_counted_but_not_kept(void)
{
    g_autoptr(ProblemList) list = problem_list_new();
    for (int i = 0; i < 5000; i++)
        problem_add(list, PROBLEM_ERROR, "f", "e%d", i);
    CHECK_INT(problem_count(list, PROBLEM_ERROR), 5000);
    CHECK(problem_at(list, PROBLEM_KEPT_MAX) == NULL);
    CHECK_INT(count_lines(list, "f: error"), 20);
}

TEST_MAIN(CASE(lines_have_the_form_that_editors_jump_to), CASE(empty_list_says_nothing),
          CASE(summary_counts_in_singular_and_plural),
          CASE(at_most_20_are_shown_and_errors_go_first),
          CASE(same_sentence_at_the_same_place_counts_once),
          CASE(strict_makes_warnings_errors_and_leaves_notes),
          CASE(error_of_a_function_is_taken_over_and_cleared), CASE(flood_is_counted_but_not_kept))
