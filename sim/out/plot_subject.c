#include <math.h>
#include <string.h>

#include "out/number.h"
#include "out/plot_spec.h"
#include "out/view.h"

#define LIMIT_MAX 2

static void add_points(GArray *subjects, const Study *study, uint32_t metric, PlotHasData has_data)
{
    for (uint32_t p = 0; p < study->points->len; p++) {
        PlotSubject subject = {p, 0, (int)(p % 7) + 1, view_point(study, p)};
        if (has_data(study, p, metric, 0))
            g_array_append_val(subjects, subject);
    }
}

/* Scopes of a kind in their order; a scope without data still takes its colour. */
static void add_scopes(GArray *subjects, const Study *study, const PlotSpec *spec, uint32_t metric,
                       PlotHasData has_data)
{
    int style = 0;
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        const Scope *scope = view_scope(study, s);
        if (strcmp(scope->kind, spec->kind) != 0)
            continue;
        PlotSubject subject = {0, s, style++ % 7 + 1, scope->name};
        if (has_data(study, 0, metric, s))
            g_array_append_val(subjects, subject);
    }
}

GArray *plot_subjects(const Study *study, const PlotSpec *spec, uint32_t metric,
                      PlotHasData has_data)
{
    g_assert(study && spec && has_data);

    GArray *subjects = g_array_new(FALSE, FALSE, sizeof(PlotSubject));
    if (study->points->len > 1) {
        add_points(subjects, study, metric, has_data);
        return subjects;
    }
    add_scopes(subjects, study, spec, metric, has_data);
    PlotSubject total = {0, 0, 1, "all"};
    if (subjects->len == 0 && study->scopes->len > 0 && has_data(study, 0, metric, 0))
        g_array_append_val(subjects, total);
    return subjects;
}

/* "required of tag:mains: p95 below 100 ms" */
static char *limit_label(const Study *study, const RequirementRow *row, bool of_quantiles)
{
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    g_autofree char *limit = number_spaced(row->limit_text);
    bool is_closed = row->op[1] == '=';
    const char *upper = is_closed ? "at most" : "below", *lower = is_closed ? "at least" : "above";
    const char *words = row->op[0] == '<' ? upper : lower;
    return g_strdup_printf("required%s%s: %s%s%s %s", row->scope ? " of " : "",
                           row->scope ? scope : "", of_quantiles ? row->stat : "",
                           of_quantiles ? " " : "", words, limit);
}

static bool has_limit(const Chart *chart, double at)
{
    for (guint i = 0; i < chart->limits->len; i++)
        if (((const ChartLimit *)g_ptr_array_index(chart->limits, i))->at == at)
            return true;
    return false;
}

void plot_add_limits(Chart *chart, const Study *study, uint32_t metric, bool of_quantiles)
{
    g_assert(chart && study);

    for (guint i = 0; i < study->requirements->len && chart->limits->len < LIMIT_MAX; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        bool is_quantile = row->stat[0] == 'p' && g_ascii_isdigit(row->stat[1]);
        bool is_mean = strcmp(row->stat, "mean") == 0;
        if (row->point != 0 || row->metric != metric || has_limit(chart, row->limit) ||
            !(of_quantiles ? is_quantile : is_mean))
            continue;
        g_autofree char *label = limit_label(study, row, of_quantiles);
        chart_add_limit(chart, row->limit, of_quantiles, label);
    }
}

char *plot_sample_text(const Study *study)
{
    g_assert(study);

    uint32_t n = view_run_count(study, 0);
    if (n < 2)
        return g_strdup("one replication, so no interval");
    return g_strdup_printf("mean of %u replications, band = 95 %% interval", n);
}

char *plot_title(const Study *study, const PlotSpec *spec, const Chart *chart)
{
    g_assert(study && spec && chart);

    if (chart->lines->len < 2 || spec->companion)
        return g_strdup(spec->title);
    return g_strdup_printf("%s by %s", spec->title, study->points->len > 1 ? "point" : spec->kind);
}

char *plot_sql_text(const char *text)
{
    g_assert(text);

    GString *out = g_string_new("'");
    for (const char *p = text; *p; p++)
        g_string_append(out, *p == '\'' ? "''" : (char[]){*p, '\0'});
    g_string_append_c(out, '\'');
    return g_string_free(out, FALSE);
}
