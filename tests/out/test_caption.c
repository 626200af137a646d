/* What captions and quantiles say, on numbers put there by hand. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "exp/result_find.h"
#include "out/plot_spec.h"
#include "out/quantile.h"
#include "out/view.h"
#include "synthetic.h"

/* The caption of a figure as one reads it; the caller frees it. */
static char *read_caption(const Study *study, const char *name)
{
    const PlotSpec *spec = plot_spec_find(name);
    g_autoptr(Chart) chart = spec->build(study, spec);
    GString *text = g_string_new(NULL);
    bool is_tag = false;
    for (const char *p = chart ? chart->caption : ""; *p; p++) {
        is_tag = is_tag || *p == '<';
        if (!is_tag)
            g_string_append_c(text, *p);
        is_tag = is_tag && *p != '>';
    }
    return g_string_free(text, FALSE);
}

static double *series_of(const Study *study, guint run, const char *metric, uint32_t scope)
{
    uint32_t id = (uint32_t)study_find_metric(study, metric);
    return run_find_series(g_ptr_array_index(study->runs, run), id, scope)->value;
}

/* One hour of one replication of three: the mean of the lines there is 83 %. */
static void the_worst_interval_of_any_replication_is_told(void)
{
    g_autoptr(Study) study = synthetic_large_study(3, 1);
    series_of(study, 1, "availability", 1)[100] = 0.5;
    g_autofree char *text = read_caption(study, "availability");
    CHECK(strstr(text, "least 50 % in one interval (day 4.2, replication 2).") != NULL);
    CHECK(strstr(text, "An interval lasts 1 h;") != NULL);
}

/* Nothing before the warm-up of a day counts, its last hour included. */
static void the_warm_up_is_no_part_of_the_worst(void)
{
    g_autoptr(Study) study = synthetic_large_study(2, 1);
    series_of(study, 0, "availability", 1)[23] = 0.1;
    series_of(study, 0, "availability", 1)[24] = 0.2;
    g_autofree char *text = read_caption(study, "availability");
    CHECK(strstr(text, "least 20 % in one interval (day 1.0, replication 1).") != NULL);
}

/* Finer series than a line has points are averaged for the line, never for the caption. */
static void a_line_of_averages_does_not_soften_the_worst(void)
{
    g_autoptr(Study) study = synthetic_large_study(1, 1);
    RunResult *run = g_ptr_array_index(study->runs, 0);
    uint32_t id = (uint32_t)study_find_metric(study, "availability"), count = 1000;
    for (guint i = 0; i < run->series->len; i++) {
        SeriesColumn *column = &g_array_index(run->series, SeriesColumn, i);
        column->value = g_renew(double, column->value, count);
        for (uint32_t b = 0; b < count; b++)
            column->value[b] = column->metric == id && b == 777 ? 0.25 : 0.75;
    }
    run->bin_count = count;
    run->bin_length = run->sim_end / count;
    g_autofree char *text = read_caption(study, "availability");
    CHECK(strstr(text, "least 25 % in one interval (day 7.8).") != NULL);
}

static void of_many_fleets_the_worst_three_are_told(void)
{
    g_autoptr(Study) study = synthetic_large_study(2, 6);
    for (uint32_t scope = 1; scope <= 6; scope++)
        series_of(study, 0, "availability", scope)[50] = scope == 5 ? 0.1 : 0.1 * (1 + scope);
    g_autofree char *text = read_caption(study, "availability");
    CHECK(g_str_has_prefix(text, "The worst three of 6 fleets: smoke: "));
    const char *second = strstr(text, "speakers: "), *third = strstr(text, "doorbells: ");
    CHECK(second != NULL && third != NULL && second < third);
    CHECK(strstr(text, "garage") == NULL && strstr(text, "window") == NULL);
}

static void the_largest_bar_is_told_with_its_share(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    g_autofree char *text = read_caption(study, "downtime");
    CHECK(strcmp(text, "evening_cut &amp; &lt;i&gt; is the largest: 42 % of 24 h out of service a "
                       "run.") == 0);
}

/* A study whose p95 of latency stands on so many samples a run. */
static Quantile quantile_with(double count, const char *stat, double value, double half)
{
    g_autoptr(Study) study = synthetic_study(3);
    uint32_t metric = (uint32_t)study_find_metric(study, "inference_latency");
    for (guint r = 0; r < study->runs->len; r++) {
        RunResult *run = g_ptr_array_index(study->runs, r);
        ScalarRow row = {metric, 0, "count", count};
        g_array_append_val(run->scalars, row);
        g_array_set_size(run->histograms, 0);
        HistogramRow bucket = {metric, 0, 0.020, 0.040, (int64_t)count};
        g_array_append_val(run->histograms, bucket);
        synthetic_sort(run);
    }
    SummaryRow row = {0, metric, 0, stat, 3, value, 0, value - half, value + half, NAN};
    return quantile_of(study, &row);
}

/* 20 samples bear a p95, 19 do not; 3 x 19 do, and lie evenly from 20 ms to 40 ms. */
static void few_samples_are_joined_over_replications(void)
{
    char text[NUMBER_SIZE];
    Quantile enough = quantile_with(20, "p95", 0.0614, 0.002);
    CHECK(enough.form == QUANTILE_MEAN && enough.value == 0.0614);
    Quantile joined = quantile_with(19, "p95", 0.0614, 0.002);
    quantile_text(&joined, text);
    CHECK(joined.form == QUANTILE_POOLED && isnan(joined.low));
    CHECK_NEAR(joined.value, 0.039, 1e-12);
    CHECK(strcmp(text, "39.0 ms") == 0);
}

static void too_few_samples_are_said(void)
{
    char text[NUMBER_SIZE];
    Quantile few = quantile_with(3, "p50", 0.0614, 0.002);
    quantile_text(&few, text);
    CHECK(few.form == QUANTILE_FEW && isnan(few.value));
    CHECK(strcmp(text, "9 samples: too few") == 0);
    CHECK(quantile_with(333, "p99.9", 1, 0.1).form == QUANTILE_FEW);
    CHECK(quantile_with(334, "p99.9", 1, 0.1).form == QUANTILE_POOLED);
    CHECK(quantile_with(1000, "p99.9", 1, 0.1).form == QUANTILE_MEAN);
    CHECK(quantile_with(10, "p10", 1, 0.1).form == QUANTILE_MEAN);
}

/* A bucket is 1/256 of its values wide: 0.24 ms of 61.4 ms. */
static void no_digit_is_finer_than_a_bucket(void)
{
    char text[NUMBER_SIZE];
    Quantile fine = quantile_with(5000, "p95", 0.061417, 1e-6);
    quantile_text(&fine, text);
    CHECK(strcmp(text, "61.4 ms") == 0);
    CHECK_NEAR(fine.low, 0.061417 * (1 - 1 / 512.0), 1e-12);
    CHECK_NEAR(fine.high, 0.061417 * (1 + 1 / 512.0), 1e-12);
    Quantile mean = quantile_with(5000, "mean", 0.061417, 1e-6);
    quantile_text(&mean, text);
    CHECK(strcmp(text, "61.417 ms") == 0 && mean.low == 0.061417 - 1e-6);
}

/* A share near 1 stands in a bucket of its distance to 1, and no interval leaves 0..1. */
static void the_interval_of_a_share_stays_below_one(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    uint32_t metric = (uint32_t)study_find_metric(study, "accuracy");
    SummaryRow row = {0, metric, 0, "p5", 3, 0.99999, 0, 0.99999 - 1e-9, 0.99999 + 1e-9, NAN};
    Quantile near_one = quantile_of(study, &row);
    CHECK_NEAR(near_one.high, 0.99999 + 1e-5 / 512, 1e-15);
    CHECK_NEAR(near_one.low, 0.99999 - 1e-5 / 512, 1e-15);
}

TEST_MAIN(CASE(the_worst_interval_of_any_replication_is_told),
          CASE(the_warm_up_is_no_part_of_the_worst),
          CASE(a_line_of_averages_does_not_soften_the_worst),
          CASE(of_many_fleets_the_worst_three_are_told),
          CASE(the_largest_bar_is_told_with_its_share),
          CASE(few_samples_are_joined_over_replications), CASE(too_few_samples_are_said),
          CASE(no_digit_is_finer_than_a_bucket), CASE(the_interval_of_a_share_stays_below_one))
