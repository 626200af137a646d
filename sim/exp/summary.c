#include "exp/summary.h"

#include <math.h>
#include <string.h>

#include "util/detmath.h"

/* One scalar of one run, with its place in the order of the summary. */
typedef struct Sample {
    uint32_t point, metric, scope, run;
    const char *stat;
    double value;
} Sample;

/* Half-width of n values over their sd. */
static double half_width_factor(uint32_t n, double confidence)
{
    if (n < 2)
        return NAN;
    return det_student_quantile(0.5 + 0.5 * confidence, (double)n - 1) / sqrt((double)n);
}

static void estimate_interval(Estimate *estimate, double factor)
{
    if (estimate->n < 2 || !isfinite(estimate->sd))
        return;
    double half_width = estimate->sd > 0 ? factor * estimate->sd : 0;
    estimate->ci_low = estimate->mean - half_width;
    estimate->ci_high = estimate->mean + half_width;
}

/* The plain mean, but equal values give that value and no spread, to the last bit. */
static void estimate_moments(Estimate *estimate, const double *values, uint32_t count)
{
    double sum = 0, squares = 0, n = (double)estimate->n;
    if (estimate->least == estimate->greatest) {
        estimate->mean = estimate->least;
        estimate->sd = estimate->n >= 2 ? 0 : NAN;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            sum += values[i];
    /* The last bit of a rounded sum may lie beyond the values themselves. */
    estimate->mean = CLAMP(sum / n, estimate->least, estimate->greatest);
    for (uint32_t i = 0; i < count; i++) {
        double away = values[i] - estimate->mean;
        if (!isnan(values[i]))
            squares += away * away;
    }
    estimate->sd = sqrt(squares / (n - 1));
}

/* All but the interval. */
static Estimate estimate_point(const double *values, uint32_t count)
{
    Estimate estimate = {0, NAN, NAN, NAN, NAN, NAN, NAN};
    for (uint32_t i = 0; i < count; i++) {
        if (isnan(values[i]))
            continue;
        if (estimate.n == 0 || values[i] < estimate.least)
            estimate.least = values[i];
        if (estimate.n == 0 || values[i] > estimate.greatest)
            estimate.greatest = values[i];
        estimate.n++;
    }
    if (estimate.n > 0)
        estimate_moments(&estimate, values, count);
    return estimate;
}

Estimate estimate_mean(const double *values, uint32_t count, double confidence)
{
    g_assert(values || count == 0);
    g_assert(confidence > 0 && confidence < 1);

    Estimate estimate = estimate_point(values, count);
    estimate_interval(&estimate, half_width_factor(estimate.n, confidence));
    return estimate;
}

void estimate_clip(Estimate *estimate, bool is_share)
{
    if (estimate->least >= 0 && estimate->ci_low < 0)
        estimate->ci_low = 0;
    if (is_share && estimate->greatest <= 1 && estimate->ci_high > 1)
        estimate->ci_high = 1;
}

double *estimate_factors(uint32_t count_max, double confidence)
{
    g_assert(confidence > 0 && confidence < 1);

    double *factors = g_new(double, (size_t)count_max + 1);
    for (uint32_t n = 0; n <= count_max; n++)
        factors[n] = half_width_factor(n, confidence);
    return factors;
}

Estimate estimate_with(const double *values, uint32_t count, const double *factors)
{
    g_assert(values || count == 0);
    g_assert(factors);

    Estimate estimate = estimate_point(values, count);
    estimate_interval(&estimate, factors[estimate.n]);
    return estimate;
}

static int compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* (point, metric, scope, stat, run): total, as a run holds each statistic once. */
static gint sample_compare(gconstpointer pa, gconstpointer pb)
{
    const Sample *a = pa, *b = pb;
    int order = compare_u32(a->point, b->point);
    if (order == 0)
        order = compare_u32(a->metric, b->metric);
    if (order == 0)
        order = compare_u32(a->scope, b->scope);
    if (order == 0)
        order = strcmp(a->stat, b->stat);
    return order != 0 ? order : compare_u32(a->run, b->run);
}

static bool is_same_row(const Sample *a, const Sample *b)
{
    return a->point == b->point && a->metric == b->metric && a->scope == b->scope &&
           strcmp(a->stat, b->stat) == 0;
}

static GArray *collect_samples(const Study *study)
{
    GArray *samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = g_ptr_array_index(study->runs, r);
        if (strcmp(run->status, "ok") != 0)
            continue;
        for (guint i = 0; i < run->scalars->len; i++) {
            const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
            Sample sample = {run->point, row->metric, row->scope, r, row->stat, row->value};
            g_array_append_val(samples, sample);
        }
    }
    g_array_sort(samples, sample_compare);
    return samples;
}

static double worst_of(const Estimate *estimate, const MetricInfo *metric)
{
    if (strcmp(metric->better, "higher") == 0)
        return estimate->least;
    if (strcmp(metric->better, "lower") == 0)
        return estimate->greatest;
    return NAN;
}

static bool is_share_stat(const char *stat)
{
    return strncmp(stat, "share(", strlen("share(")) == 0;
}

void summary_fill(Study *study, double confidence)
{
    g_assert(study);

    g_autoptr(GArray) samples = collect_samples(study);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    g_autofree double *factors = estimate_factors(study->runs->len, confidence);
    g_array_set_size(study->summary, 0);
    guint begin = 0;
    while (begin < samples->len) {
        const Sample *first = &g_array_index(samples, Sample, begin);
        guint end = begin;
        g_array_set_size(values, 0);
        while (end < samples->len && is_same_row(first, &g_array_index(samples, Sample, end)))
            g_array_append_val(values, g_array_index(samples, Sample, end++).value);

        const MetricInfo *metric = &g_array_index(study->metrics, MetricInfo, first->metric);
        Estimate e = estimate_with((const double *)(void *)values->data, values->len, factors);
        estimate_clip(&e, g_strcmp0(metric->unit, "fraction") == 0 || is_share_stat(first->stat));
        SummaryRow row = {
            .point = first->point,
            .metric = first->metric,
            .scope = first->scope,
            .stat = first->stat,
            .n = e.n,
            .mean = e.mean,
            .sd = e.sd,
            .ci_low = e.ci_low,
            .ci_high = e.ci_high,
            .worst = worst_of(&e, metric),
        };
        g_array_append_val(study->summary, row);
        begin = end;
    }
}
