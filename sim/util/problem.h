/*
 * util/problem.h - everything that is wrong with the input, collected and said in one go.
 *
 * A problem is a place, a severity and one sentence; it prints in GNU form, so that editors can
 * jump to it.  The same sentence at the same place is kept once.
 *
 * Owner:   the list owns its texts.
 * Errors:  none; beyond PROBLEM_KEPT_MAX problems are only counted.
 */
#ifndef TINYFLEET_UTIL_PROBLEM_H
#define TINYFLEET_UTIL_PROBLEM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROBLEM_SHOWN_MAX = 20, PROBLEM_KEPT_MAX = 1000 };

typedef enum ProblemSeverity {
    PROBLEM_ERROR,
    PROBLEM_WARNING,
    PROBLEM_NOTE,
    PROBLEM_SEVERITY_COUNT
} ProblemSeverity;

typedef struct Problem {
    char *place; /* "fleet.ini:14", "--set fleet.a.devices=many", or "" if it has none */
    ProblemSeverity severity;
    char *text; /* one sentence, no full stop */
} Problem;

typedef struct ProblemList ProblemList;

ProblemList *problem_list_new(void);
void problem_list_free(ProblemList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProblemList, problem_list_free)

void problem_add(ProblemList *list, ProblemSeverity severity, const char *place, const char *format,
                 ...) G_GNUC_PRINTF(4, 5);

/* Adds the message of *error as an error at a place, and clears it. */
void problem_take_error(ProblemList *list, const char *place, GError **error);

/* How many of a severity there were, kept or not. */
uint32_t problem_count(const ProblemList *list, ProblemSeverity severity);

/* The i-th kept problem in order of discovery, NULL behind the last. */
const Problem *problem_at(const ProblemList *list, size_t i);

/* --strict: every warning becomes an error. */
void problem_make_strict(ProblemList *list);

/* Lines "place: error: text" of at most PROBLEM_SHOWN_MAX problems in order of discovery (errors
 * have precedence over warnings, these over notes), then problem_summary(); "" if there are none.
 * To be freed. */
char *problem_list_text(const ProblemList *list);

/* "7 errors, 1 warning, 1 note" without end of line; "" if there are none. To be freed. */
char *problem_summary(const ProblemList *list);

#endif
