#include <math.h>
#include <string.h>

#include "out/chart_axis.h"
#include "exp/result_find.h"
#include "out/number.h"
#include "out/plot_spec.h"
#include "out/view.h"

#define BAR_MAX 12

static bool has_rows(const Study *study, const PlotSpec *spec)
{
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        if (row->point == 0 && strcmp(view_metric(study, row->metric)->name, spec->metric) == 0 &&
            strcmp(view_scope(study, row->scope)->kind, spec->kind) == 0 && row->mean > 0)
            return true;
    }
    return false;
}

/* Largest first; equal ones in order of scopes. */
static gint row_compare(gconstpointer pa, gconstpointer pb)
{
    const SummaryRow *a = *(const SummaryRow *const *)pa, *b = *(const SummaryRow *const *)pb;
    if (a->mean != b->mean)
        return (a->mean < b->mean) - (a->mean > b->mean);
    return (a->scope > b->scope) - (a->scope < b->scope);
}

static GPtrArray *sorted_rows(const Study *study, const PlotSpec *spec)
{
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < study->summary->len; i++) {
        SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        if (row->point == 0 && strcmp(view_metric(study, row->metric)->name, spec->metric) == 0 &&
            strcmp(row->stat, spec->stat) == 0 && !isnan(row->mean) &&
            strcmp(view_scope(study, row->scope)->kind, spec->kind) == 0)
            g_ptr_array_add(rows, row);
    }
    g_ptr_array_sort(rows, row_compare);
    return rows;
}

/* Whole percents, finer where that would say all or nothing. */
static void share_text(double share, char text[NUMBER_SIZE])
{
    number_show(share, 0.01, "fraction", text);
}

static void add_bar(Chart *chart, const Study *study, const SummaryRow *row, double total)
{
    char text[NUMBER_SIZE], share[NUMBER_SIZE];
    ChartLine *line = chart_add_line(chart, view_scope(study, row->scope)->name, 1);
    line->mid[0] = row->mean;
    line->low[0] = row->ci_low;
    line->high[0] = row->ci_high;
    number_show(row->mean, 0.5 * (row->ci_high - row->ci_low), chart->unit, text);
    share_text(row->mean / total, share);
    line->note = row->mean > 0 ? g_strdup_printf("%s · %s", text, share) : g_strdup(text);
}

/* What is beyond the last bar, as one more. */
static void add_rest(Chart *chart, const GPtrArray *rows)
{
    double rest = 0;
    for (guint i = BAR_MAX; i < rows->len; i++)
        rest += ((const SummaryRow *)g_ptr_array_index(rows, i))->mean;
    if (rows->len <= BAR_MAX)
        return;
    char text[NUMBER_SIZE];
    ChartLine *line = chart_add_line(chart, "all others", 1);
    number_show(rest, NAN, chart->unit, text);
    line->mid[0] = rest;
    line->note = g_strdup(text);
}

static void set_texts(Chart *chart, const Study *study, const PlotSpec *spec,
                      const SummaryRow *largest, double total)
{
    uint32_t n = view_run_count(study, 0);
    g_autofree char *metric = plot_sql_text(spec->metric);
    g_autofree char *kind = plot_sql_text(spec->kind);
    g_autofree char *stat = plot_sql_text(spec->stat);
    chart->title = g_strdup(spec->title);
    chart->subtitle =
        n < 2 ? g_strdup_printf("%s · one replication, so no interval", spec->what)
              : g_strdup_printf("%s · mean of %u replications, whisker = 95 %% interval",
                                spec->what, n);
    chart->alt = g_strdup_printf("Bar chart: %s, %u bars", spec->title, chart->lines->len);
    g_autoptr(GString) caption = g_string_new(NULL);
    plot_say_bars(caption, study, spec, largest->scope, total);
    chart->caption = g_strdup(caption->str);
    chart->query = g_strdup_printf("SELECT scope, mean, ci_low, ci_high FROM v_summary WHERE "
                                   "metric = %s AND stat = %s AND scope LIKE %.*s:%%' ORDER BY "
                                   "mean DESC",
                                   metric, stat, (int)strlen(kind) - 1, kind);
}

static void set_axes(Chart *chart, const PlotSpec *spec)
{
    double most = 0;
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        most = fmax(most, fmax(line->mid[0], line->high[0]));
    }
    axis_linear(&chart->x_axis, 0, most, chart->unit, true);
    chart->x_axis.title = g_strdup(spec->own_label);
    chart->y_axis.low = (double)chart->lines->len - 0.4;
    chart->y_axis.high = -0.6;
}

Chart *plot_build_bars(const Study *study, const PlotSpec *spec)
{
    g_assert(study && spec);

    int32_t metric = study_find_metric(study, spec->metric);
    if (metric < 0 || !has_rows(study, spec))
        return NULL;
    g_autoptr(GPtrArray) rows = sorted_rows(study, spec);
    double total = 0;
    for (guint i = 0; i < rows->len; i++)
        total += ((const SummaryRow *)g_ptr_array_index(rows, i))->mean;
    if (!(total > 0))
        return NULL;
    Chart *chart = chart_new(CHART_BARS, spec->name, 1);
    chart->unit = view_metric(study, (uint32_t)metric)->unit;
    for (guint i = 0; i < MIN(rows->len, BAR_MAX); i++)
        add_bar(chart, study, g_ptr_array_index(rows, i), total);
    add_rest(chart, rows);
    set_axes(chart, spec);
    set_texts(chart, study, spec, g_ptr_array_index(rows, 0), total);
    return chart;
}
