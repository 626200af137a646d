#include <math.h>
#include <string.h>

#include "exp/summary.h"
#include "exp/result_find.h"
#include "out/chart_axis.h"
#include "out/number.h"
#include "out/plot_marks.h"
#include "out/plot_spec.h"
#include "out/view.h"

#define BAND_ROOM 0.5  /* of the height of lines, for bands beyond them */
#define NINES_MIN 1e-8 /* a distance to 1 below it is none */
#define POINT_MAX 400  /* of a line; finer series are averaged */

static bool has_series(const Study *study, uint32_t point, uint32_t metric, uint32_t scope)
{
    g_autoptr(GPtrArray) columns = view_series(study, point, metric, scope);
    const RunResult *first = view_first_run(study, point);
    if (view_is_moot(study, point, metric, scope))
        return false;
    for (guint i = 0; i < columns->len; i++) {
        const SeriesColumn *column = g_ptr_array_index(columns, i);
        for (uint32_t b = 0; b < first->bin_count; b++)
            if (!isnan(column->value[b]))
                return true;
    }
    return false;
}

/* Mean of bins [begin, end) that have a value. */
static double bin_mean(const double *value, uint32_t begin, uint32_t end)
{
    double sum = 0;
    uint32_t count = 0;
    for (uint32_t b = begin; b < end; b++)
        if (!isnan(value[b])) {
            sum += value[b];
            count++;
        }
    return count > 0 ? sum / count : NAN;
}

/* Several bins in one, then mean and interval over replications. */
static void fill_line(const Chart *chart, ChartLine *line, const GPtrArray *columns,
                      const RunResult *first)
{
    uint32_t stride = (first->bin_count + POINT_MAX - 1) / POINT_MAX;
    g_autofree double *values = g_new(double, columns->len + 1);
    g_autofree double *factors = estimate_factors(columns->len, VIEW_CONFIDENCE);
    for (uint32_t i = 0; i < chart->count; i++) {
        uint32_t begin = i * stride, end = MIN(begin + stride, first->bin_count);
        for (guint c = 0; c < columns->len; c++) {
            const SeriesColumn *column = g_ptr_array_index(columns, c);
            values[c] = bin_mean(column->value, begin, end);
        }
        Estimate e = estimate_with(values, columns->len, factors);
        line->mid[i] = e.mean;
        line->low[i] = e.ci_low;
        line->high[i] = e.ci_high;
    }
    line->has_band = columns->len >= 2;
}

/* The mean of the tables, where demands weigh equally; a mean of bins is something else. */
static void set_mean(ChartLine *line, const Study *study, uint32_t metric,
                     const PlotSubject *subject)
{
    const SummaryRow *row = study_find_summary(
        study, subject->point, view_metric(study, metric)->name, subject->scope, "mean");
    if (!row)
        return;
    line->mean = row->mean;
    line->half_width = 0.5 * (row->ci_high - row->ci_low);
}

static void add_line(Chart *chart, const Study *study, uint32_t metric, const PlotSubject *subject)
{
    const RunResult *first = view_first_run(study, subject->point);
    g_autoptr(GPtrArray) columns = view_series(study, subject->point, metric, subject->scope);
    ChartLine *line = chart_add_line(chart, subject->label, subject->style);
    line->metric = metric;
    line->point = subject->point;
    line->scope = subject->scope;
    fill_line(chart, line, columns, first);
    set_mean(line, study, metric, subject);
}

/* Points of a sweep may differ in length: only those on the bins of the first are drawn. */
static void add_subjects(Chart *chart, const Study *study, uint32_t metric, const GArray *subjects)
{
    const RunResult *first = view_first_run(study, 0);
    for (guint i = 0; i < subjects->len; i++) {
        const PlotSubject *subject = &g_array_index(subjects, PlotSubject, i);
        const RunResult *run = view_first_run(study, subject->point);
        if (run->bin_count == first->bin_count && run->bin_length == first->bin_length)
            add_line(chart, study, metric, subject);
    }
}

/* The metric and its companion, both over everything: what is, beside what is reported. */
static bool add_pair(Chart *chart, const Study *study, const PlotSpec *spec)
{
    int32_t own = study_find_metric(study, spec->metric);
    int32_t other = spec->companion ? study_find_metric(study, spec->companion) : -1;
    if (own < 0 || other < 0 || study->points->len > 1 || !has_series(study, 0, (uint32_t)own, 0) ||
        !has_series(study, 0, (uint32_t)other, 0))
        return false;
    PlotSubject truth = {0, 0, 1, spec->own_label};
    PlotSubject report = {0, 0, 2, spec->companion_label};
    add_line(chart, study, (uint32_t)own, &truth);
    add_line(chart, study, (uint32_t)other, &report);
    return true;
}

static Chart *new_series_chart(const RunResult *first, const PlotSpec *spec, TimeUnit unit)
{
    uint32_t stride = (first->bin_count + POINT_MAX - 1) / POINT_MAX;
    uint32_t count = (first->bin_count + stride - 1) / stride;
    Chart *chart = chart_new(CHART_SERIES, spec->name, count);
    for (uint32_t i = 0; i < count; i++) {
        SimTime begin = (SimTime)i * stride * first->bin_length;
        SimTime end = view_bin_end(first, MIN((i + 1) * stride, first->bin_count) - 1);
        chart->x[i] = ((double)begin + (double)end) / 2e9 / unit.seconds;
    }
    chart->x_name = unit.column;
    return chart;
}

/* Least and greatest of the lines and limits, and of bands as far as they let lines be seen:
 * two replications may give bands that are wider than anything else. */
static void find_extent(const Chart *chart, double *ret_low, double *ret_high)
{
    double low = INFINITY, high = -INFINITY, band_low = INFINITY, band_high = -INFINITY;
    for (guint l = 0; l < chart->lines->len; l++) {
        const ChartLine *line = chart_line(chart, l);
        for (uint32_t i = 0; i < chart->count; i++) {
            low = fmin(low, line->mid[i]);
            high = fmax(high, line->mid[i]);
            band_low = fmin(band_low, line->low[i]);
            band_high = fmax(band_high, line->high[i]);
        }
    }
    for (guint i = 0; i < chart->limits->len; i++) {
        const ChartLimit *limit = g_ptr_array_index(chart->limits, i);
        low = fmin(low, limit->at);
        high = fmax(high, limit->at);
    }
    double room = high > low ? BAND_ROOM * (high - low) : INFINITY;
    *ret_low = fmin(low, fmax(band_low, low - room));
    *ret_high = fmax(high, fmin(band_high, high + room));
}

/* Half the least distance to 1 that a line or limit has: 1 itself is drawn there; NAN if there is
 * none. */
static double find_floor(const Chart *chart)
{
    double least = INFINITY;
    for (guint l = 0; l < chart->lines->len; l++)
        for (uint32_t i = 0; i < chart->count; i++) {
            double distance = 1 - chart_line(chart, l)->mid[i];
            least = distance > NINES_MIN ? fmin(least, distance) : least;
        }
    for (guint i = 0; i < chart->limits->len; i++) {
        double distance = 1 - ((const ChartLimit *)g_ptr_array_index(chart->limits, i))->at;
        least = distance > NINES_MIN ? fmin(least, distance) : least;
    }
    return isfinite(least) ? least / 2 : NAN;
}

/* The range of y: from zero if asked, shares within 0..1, and never empty. */
static void set_axes(Chart *chart, const PlotSpec *spec, const RunResult *first, TimeUnit unit)
{
    double low, high;
    find_extent(chart, &low, &high);
    double most = strcmp(chart->unit, "fraction") == 0 ? 1 : INFINITY;
    if (spec->is_from_zero || (isfinite(most) && low < 0))
        low = 0;
    high = fmin(high, most);
    if (!(high > low)) {
        double room = high != 0 ? 0.05 * fabs(high) : 1;
        low = spec->is_from_zero ? 0 : low - room;
        high = fmin(high + room, most);
    }
    double floor = spec->is_nines ? find_floor(chart) : NAN;
    if (floor > 0 && low < 1 - floor)
        axis_nines(&chart->y_axis, MAX(low, 0.0), floor);
    else
        axis_linear(&chart->y_axis, low, high, chart->unit, true);
    axis_linear(&chart->x_axis, 0, (double)first->sim_end / 1e9 / unit.seconds, "none", false);
    chart->x_axis.title = g_strdup(unit.title);
}

static void set_texts(Chart *chart, const Study *study, const PlotSpec *spec)
{
    g_autofree char *sample = plot_sample_text(study);
    g_autofree char *own = plot_sql_text(spec->metric);
    g_autofree char *other = plot_sql_text(spec->companion ? spec->companion : "");
    g_autofree char *which =
        spec->companion ? g_strdup_printf("IN (%s, %s)", own, other) : g_strdup_printf("= %s", own);
    g_autofree char *point = plot_sql_text(view_point(study, 0));
    bool is_sweep = study->points->len > 1;
    chart->title = plot_title(study, spec, chart);
    chart->subtitle = g_strdup_printf("%s · %s%s", spec->what, sample,
                                      chart->y_axis.nines_floor > 0 ? " · axis of nines" : "");
    chart->alt =
        g_strdup_printf("Line chart over time: %s, %u lines", spec->title, chart->lines->len);
    g_autoptr(GString) caption = g_string_new(NULL);
    plot_say_series(caption, study, spec, chart);
    plot_say_unmarked(caption, study);
    chart->caption = g_strdup(caption->str);
    chart->query = g_strdup_printf(
        "SELECT metric, %s, t_s, avg(value) FROM v_series WHERE metric %s%s%s%s GROUP BY "
        "1, 2, 3 ORDER BY 1, 2, 3",
        is_sweep ? "point" : "scope", which, is_sweep ? " AND scope = 'all'" : "",
        is_sweep ? "" : " AND point = ", is_sweep ? "" : point);
}

Chart *plot_build_series(const Study *study, const PlotSpec *spec)
{
    g_assert(study && spec);

    int32_t metric = study_find_metric(study, spec->metric);
    if (study->is_accuracy_assumed && strcmp(spec->metric, "accuracy") == 0)
        return NULL;
    const RunResult *first = view_first_run(study, 0);
    if (metric < 0 || !first || first->bin_count == 0)
        return NULL;
    g_autoptr(GArray) subjects = plot_subjects(study, spec, (uint32_t)metric, has_series);
    if (subjects->len == 0)
        return NULL;

    TimeUnit unit = axis_time_unit((double)first->sim_end / 1e9);
    Chart *chart = new_series_chart(first, spec, unit);
    chart->unit = view_metric(study, (uint32_t)metric)->unit;
    if (!add_pair(chart, study, spec))
        add_subjects(chart, study, (uint32_t)metric, subjects);
    plot_add_limits(chart, study, (uint32_t)metric, false);
    plot_add_marks(chart, study, unit.seconds);
    set_axes(chart, spec, first, unit);
    set_texts(chart, study, spec);
    return chart;
}
