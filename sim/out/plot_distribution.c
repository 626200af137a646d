#include <math.h>
#include <string.h>

#include "out/chart_axis.h"
#include "exp/result_find.h"
#include "out/number.h"
#include "out/plot_spec.h"
#include "out/quantile.h"
#include "out/view.h"
#include "util/detmath.h"

#define POINT_MAX   400 /* of a curve */
#define MARGIN      1.12
#define LEAST_RATIO 4.0 /* of a logarithmic axis, from end to end */

/* One bucket of the runs of a point, added up. */
typedef struct Bucket {
    double low, high, count;
} Bucket;

static bool has_histogram(const Study *study, uint32_t point, uint32_t metric, uint32_t scope)
{
    guint count = 0;
    for (guint r = 0; r < study->runs->len && count == 0; r++) {
        const RunResult *run = view_run(study, r);
        if (run->point == point)
            (void)run_find_histogram(run, metric, scope, &count);
    }
    return count > 0;
}

static gint bucket_compare(gconstpointer pa, gconstpointer pb)
{
    const Bucket *a = pa, *b = pb;
    if (a->high != b->high)
        return (a->high > b->high) - (a->high < b->high);
    return (a->low > b->low) - (a->low < b->low);
}

/* Buckets of all runs of a point in order of their upper ends; those that are alike, added. */
static GArray *pool_buckets(const Study *study, const PlotSubject *subject, uint32_t metric)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Bucket));
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        guint count = 0;
        const HistogramRow *rows = run_find_histogram(run, metric, subject->scope, &count);
        for (guint i = 0; run->point == subject->point && i < count; i++) {
            Bucket bucket = {rows[i].low, rows[i].high, (double)rows[i].count};
            g_array_append_val(all, bucket);
        }
    }
    g_array_sort(all, bucket_compare);
    GArray *pooled = g_array_new(FALSE, FALSE, sizeof(Bucket));
    for (guint i = 0; i < all->len; i++) {
        const Bucket *bucket = &g_array_index(all, Bucket, i);
        Bucket *last = pooled->len ? &g_array_index(pooled, Bucket, pooled->len - 1) : NULL;
        if (last && bucket_compare(last, bucket) == 0)
            last->count += bucket->count;
        else
            g_array_append_val(pooled, *bucket);
    }
    return pooled;
}

static double total_of(const GArray *buckets)
{
    double total = 0;
    for (guint i = 0; i < buckets->len; i++)
        total += g_array_index(buckets, Bucket, i).count;
    return total;
}

/* Share of the samples at or below x; inside a bucket they lie evenly. */
static double share_below(const GArray *buckets, double total, double x)
{
    double below = 0;
    for (guint i = 0; i < buckets->len; i++) {
        const Bucket *bucket = &g_array_index(buckets, Bucket, i);
        if (bucket->high <= x)
            below += bucket->count;
        else if (bucket->low < x)
            below += bucket->count * (x - bucket->low) / (bucket->high - bucket->low);
    }
    return below / total;
}

static double bucket_quantile(const GArray *buckets, double share)
{
    double wanted = share * total_of(buckets), below = 0;
    for (guint i = 0; i < buckets->len; i++) {
        const Bucket *bucket = &g_array_index(buckets, Bucket, i);
        if (below + bucket->count >= wanted)
            return bucket->low +
                   (bucket->high - bucket->low) * fmax(wanted - below, 0) / bucket->count;
        below += bucket->count;
    }
    return g_array_index(buckets, Bucket, buckets->len - 1).high;
}

static double end_of(const GArray *pools, double share, bool is_least)
{
    double end = is_least ? INFINITY : -INFINITY;
    for (guint i = 0; i < pools->len; i++) {
        double value = bucket_quantile(g_array_index(pools, GArray *, i), share);
        end = is_least ? fmin(end, value) : fmax(end, value);
    }
    return end;
}

/* The span that holds nearly everything, with every limit inside. */
static void set_axes(Chart *chart, const GArray *pools, const char *unit, bool is_survival)
{
    double low = is_survival ? 0 : end_of(pools, 0.002, true), high = end_of(pools, 0.999, false);
    for (guint i = 0; i < chart->limits->len; i++) {
        const ChartLimit *limit = g_ptr_array_index(chart->limits, i);
        low = limit->at > 0 ? fmin(low, 0.9 * limit->at) : low;
        high = fmax(high, 1.1 * limit->at);
    }
    if (is_survival) {
        axis_linear(&chart->x_axis, 0, high > 0 ? high * 1.02 : 1, unit, false);
    } else {
        if (!(low > 0))
            low = high > 0 ? high / 1000 : 0.1;
        double widen = high / low < LEAST_RATIO ? sqrt(LEAST_RATIO * low / high) : 1;
        axis_log(&chart->x_axis, low / widen / MARGIN, high * widen * MARGIN, unit);
    }
    axis_linear(&chart->y_axis, 0, 1, "fraction", false);
}

static void fill_grid(Chart *chart)
{
    const ChartAxis *axis = &chart->x_axis;
    double ratio = axis->is_log ? det_log(axis->high / axis->low) : 0;
    for (uint32_t i = 0; i < chart->count; i++) {
        double share = (double)i / (double)(chart->count - 1);
        chart->x[i] = axis->is_log ? axis->low * det_exp(ratio * share)
                                   : axis->low + (axis->high - axis->low) * share;
    }
}

static void fill_line(const Chart *chart, ChartLine *line, const GArray *buckets, bool is_survival)
{
    double total = total_of(buckets);
    for (uint32_t i = 0; i < chart->count; i++) {
        double below = share_below(buckets, total, chart->x[i]);
        line->mid[i] = is_survival ? 1 - below : below;
    }
}

/* "p95 61.4 ms", by the rules of the tables; "" where there is none. */
static void note_text(const Study *study, const PlotSpec *spec, const PlotSubject *subject,
                      char text[NUMBER_SIZE])
{
    const SummaryRow *row =
        study_find_summary(study, subject->point, spec->metric, subject->scope, spec->stat);
    text[0] = '\0';
    if (!row || isnan(row->mean))
        return;
    Quantile quantile = quantile_of(study, row);
    quantile_text(&quantile, text);
}

static void set_texts(Chart *chart, const Study *study, const PlotSpec *spec,
                      const GArray *subjects, double samples)
{
    char count[NUMBER_SIZE];
    g_autofree char *metric = plot_sql_text(spec->metric);
    number_count(samples, count);
    uint32_t n = view_run_count(study, 0);
    chart->title = plot_title(study, spec, chart);
    chart->subtitle = g_strdup_printf("%s · %s sample%s in %u replication%s%s", spec->what, count,
                                      samples == 1 ? "" : "s", n, n == 1 ? "" : "s",
                                      chart->x_axis.is_log ? " · logarithmic axis" : "");
    chart->alt =
        g_strdup_printf("Cumulative distribution: %s, %u lines", spec->title, chart->lines->len);
    chart->x_axis.title = g_strdup(spec->mean_word);
    g_autoptr(GString) caption = g_string_new(NULL);
    plot_say_distribution(caption, study, spec, subjects);
    chart->caption = g_strdup(caption->str);
    chart->query = g_strdup_printf(
        "SELECT point_id, scope_id, low, high, sum(count) FROM histogram JOIN run USING (run_id) "
        "JOIN metric USING (metric_id) WHERE metric.name = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        metric);
}

static void add_lines(Chart *chart, const Study *study, const PlotSpec *spec,
                      const GArray *subjects, const GArray *pools)
{
    for (guint i = 0; i < subjects->len; i++) {
        const PlotSubject *subject = &g_array_index(subjects, PlotSubject, i);
        ChartLine *line = chart_add_line(chart, subject->label, subject->style);
        char text[NUMBER_SIZE];
        note_text(study, spec, subject, text);
        if (text[0])
            line->note = g_strdup_printf("%s %s", spec->stat, text);
        fill_line(chart, line, g_array_index(pools, GArray *, i), spec->is_survival);
    }
}

static void pool_clear(gpointer item)
{
    g_array_unref(*(GArray **)item);
}

Chart *plot_build_distribution(const Study *study, const PlotSpec *spec)
{
    g_assert(study && spec);

    int32_t metric = study_find_metric(study, spec->metric);
    if (metric < 0 || !view_first_run(study, 0))
        return NULL;
    g_autoptr(GArray) subjects = plot_subjects(study, spec, (uint32_t)metric, has_histogram);
    if (subjects->len == 0)
        return NULL;
    g_autoptr(GArray) pools = g_array_new(FALSE, FALSE, sizeof(GArray *));
    g_array_set_clear_func(pools, pool_clear);
    double samples = 0;
    for (guint i = 0; i < subjects->len; i++) {
        GArray *pool =
            pool_buckets(study, &g_array_index(subjects, PlotSubject, i), (uint32_t)metric);
        samples += total_of(pool);
        g_array_append_val(pools, pool);
    }
    Chart *chart = chart_new(CHART_DISTRIBUTION, spec->name, POINT_MAX);
    chart->unit = view_metric(study, (uint32_t)metric)->unit;
    chart->x_name = strcmp(chart->unit, "s") == 0 ? "value_s" : "value";
    plot_add_limits(chart, study, (uint32_t)metric, true);
    set_axes(chart, pools, chart->unit, spec->is_survival);
    fill_grid(chart);
    add_lines(chart, study, spec, subjects, pools);
    set_texts(chart, study, spec, subjects, samples);
    return chart;
}
