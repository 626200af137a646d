#include "util/problem.h"

#include <stdarg.h>

#include "util/quote.h"

struct ProblemList {
    GPtrArray *kept;      /* of Problem */
    GHashTable *is_known; /* set of printed lines */
    uint32_t counts[PROBLEM_SEVERITY_COUNT];
};

static const char *const severity_names[PROBLEM_SEVERITY_COUNT] = {"error", "warning", "note"};

static void problem_free(gpointer data)
{
    Problem *problem = data;
    g_free(problem->place);
    g_free(problem->text);
    g_free(problem);
}

ProblemList *problem_list_new(void)
{
    ProblemList *list = g_new0(ProblemList, 1);
    list->kept = g_ptr_array_new_with_free_func(problem_free);
    list->is_known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return list;
}

void problem_list_free(ProblemList *list)
{
    if (list == NULL)
        return;
    g_ptr_array_unref(list->kept);
    g_hash_table_unref(list->is_known);
    g_free(list);
}

static char *problem_line(const Problem *problem)
{
    return g_strdup_printf("%s%s%s: %s", problem->place, *problem->place == '\0' ? "" : ": ",
                           severity_names[problem->severity], problem->text);
}

void problem_add(ProblemList *list, ProblemSeverity severity, const char *place, const char *format,
                 ...)
{
    g_assert(severity < PROBLEM_SEVERITY_COUNT);
    g_assert(place != NULL);
    if (list->kept->len >= PROBLEM_KEPT_MAX) {
        list->counts[severity]++;
        return;
    }
    Problem *problem = g_new0(Problem, 1);
    problem->place = g_strdup(place);
    problem->severity = severity;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    problem->text = quote_cut_all(text);
    if (!g_hash_table_add(list->is_known, problem_line(problem))) {
        problem_free(problem);
        return;
    }
    list->counts[severity]++;
    g_ptr_array_add(list->kept, problem);
}

void problem_take_error(ProblemList *list, const char *place, GError **error)
{
    g_assert(error != NULL && *error != NULL);
    problem_add(list, PROBLEM_ERROR, place, "%s", (*error)->message);
    g_clear_error(error);
}

uint32_t problem_count(const ProblemList *list, ProblemSeverity severity)
{
    g_assert(severity < PROBLEM_SEVERITY_COUNT);
    return list->counts[severity];
}

const Problem *problem_at(const ProblemList *list, size_t i)
{
    return i < list->kept->len ? g_ptr_array_index(list->kept, i) : NULL;
}

void problem_make_strict(ProblemList *list)
{
    for (size_t i = 0; i < list->kept->len; i++) {
        Problem *problem = g_ptr_array_index(list->kept, i);
        if (problem->severity == PROBLEM_WARNING)
            problem->severity = PROBLEM_ERROR;
    }
    list->counts[PROBLEM_ERROR] += list->counts[PROBLEM_WARNING];
    list->counts[PROBLEM_WARNING] = 0;
}

char *problem_list_text(const ProblemList *list)
{
    size_t room[PROBLEM_SEVERITY_COUNT];
    size_t left = PROBLEM_SHOWN_MAX;
    for (size_t i = 0; i < PROBLEM_SEVERITY_COUNT; i++) {
        room[i] = MIN(list->counts[i], left);
        left -= room[i];
    }
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < list->kept->len; i++) {
        const Problem *problem = g_ptr_array_index(list->kept, i);
        if (room[problem->severity] == 0)
            continue;
        room[problem->severity]--;
        g_autofree char *line = problem_line(problem);
        g_string_append_printf(text, "%s\n", line);
    }
    g_autofree char *summary = problem_summary(list);
    if (*summary != '\0')
        g_string_append_printf(text, "%s\n", summary);
    return g_string_free(text, FALSE);
}

char *problem_summary(const ProblemList *list)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < PROBLEM_SEVERITY_COUNT; i++) {
        uint32_t count = list->counts[i];
        if (count > 0)
            g_string_append_printf(text, "%s%u %s%s", text->len > 0 ? ", " : "", count,
                                   severity_names[i], count == 1 ? "" : "s");
    }
    return g_string_free(text, FALSE);
}
