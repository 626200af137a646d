/* Counts written by hand, and what rows must come of them. */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exp/collect.h"
#include "exp/summary.h"
#include "toy_scenario.h"

/* A scenario, counts to fill, and what was collected of them. */
typedef struct Bench {
    Scenario *scenario;
    ScopeSet *scopes;
    MetricsCalendar *calendar;
    Metrics *metrics;
    RunResult *run;
    double required[8];
} Bench;

static const char promises[] = "[requirement often]\n"
                               "check = share(queue_wait > 50ms) < 20%\n"
                               "[requirement rarely]\n"
                               "check = share(device_availability > 99%) > 20%\n"
                               "[requirement late]\n"
                               "check = failures < 9\n"
                               "from = 2h\n"
                               "to = 3h\n"
                               "[requirement level]\n"
                               "check = share(availability > 99%) > 20%\n"
                               "[requirement queue]\n"
                               "check = share(gateway_queue > 2) < 20%\n"
                               "where = pool:hub\n"
                               "[requirement detail]\n"
                               "check = p42(queue_wait) < 1s\n"
                               "where = fleet:b\n";

static Bench bench_begin(void)
{
    Bench b = {.scenario = toy_scenario(promises)};
    b.scopes = scope_set_new(b.scenario);
    b.calendar = collect_calendar_new(b.scenario, NULL);
    b.metrics = metrics_new(b.calendar, (MetricsSize){b.scopes->group_count, 1, 2});
    b.metrics->pools[0].gateway_count = 6;
    b.run = run_result_new();
    return b;
}

static void bench_collect(Bench *b, SimTime reached)
{
    const CollectInput input = {b->scenario, b->scopes, b->metrics, reached};
    b->run->sim_end = reached;
    metrics_sum_spans(b->metrics);
    collect_run(&input, b->run, b->required);
}

static void bench_end(Bench *b)
{
    run_result_free(b->run);
    metrics_free(b->metrics);
    metrics_calendar_free(b->calendar);
    scope_set_free(b->scopes);
    scenario_free(b->scenario);
}

static uint32_t group_of(const Bench *b, const char *fleet)
{
    uint32_t scope = (uint32_t)scope_set_find(b->scopes, "fleet", fleet), group = 0;
    while (!scope_set_has(b->scopes, scope, group))
        group++;
    return group;
}

static double value_in(const Bench *b, const char *kind, const char *name, const char *metric,
                       const char *stat)
{
    uint32_t scope = (uint32_t)scope_set_find(b->scopes, kind, name);
    for (guint i = 0; i < b->run->scalars->len; i++) {
        const ScalarRow *row = &g_array_index(b->run->scalars, ScalarRow, i);
        if (row->scope == scope && strcmp(metric_get(row->metric)->name, metric) == 0 &&
            strcmp(row->stat, stat) == 0)
            return row->value;
    }
    return NAN;
}

static double value_of(const Bench *b, const char *metric, const char *stat)
{
    return value_in(b, "all", "", metric, stat);
}

/* Of 100 devices, 20 are down from 5 h to 5 h 15 min, and one before the warm-up ends. */
static void levels_are_exact_on_average_and_formed_per_interval(void)
{
    Bench b = bench_begin();
    SimTime at = 5 * NS_PER_H;
    for (int i = 0; i < 20; i++)
        metrics_span_down(b.metrics, group_of(&b, "b"), at, at + 15 * NS_PER_MIN);
    metrics_span_down(b.metrics, group_of(&b, "a"), 0, NS_PER_H);
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_of(&b, "availability", "mean"), 1.0 - 5.0 / 900.0, 1e-12);
    CHECK_NEAR(value_of(&b, "availability", "min"), 1.0 - 5.0 / 50.0, 1e-12);
    CHECK_NEAR(value_of(&b, "availability", "p5"), 0.9, 1e-12);
    CHECK_NEAR(value_of(&b, "availability", "p10"), 1.0, 0);
    CHECK_NEAR(value_of(&b, "availability", "max"), 1.0, 0);
    CHECK_NEAR(value_in(&b, "fleet", "a", "availability", "mean"), 1.0, 0);
    CHECK_NEAR(value_in(&b, "fleet", "b", "availability", "mean"), 1.0 - 5.0 / 360.0, 1e-12);
    CHECK_NEAR(value_of(&b, "downtime", "sum"), 5.0 * 3600.0, 1e-6);
    CHECK_NEAR(b.required[3], 17.0 / 18.0, 1e-12);
    bench_end(&b);
}

/* Three slices whose sum is beyond 64 bits. */
static void device_time_beyond_64_bits_adds_up(void)
{
    Bench b = bench_begin();
    for (uint32_t i = 1; i <= 3; i++) {
        uint32_t slice = b.calendar->slice_count - i;
        metrics_row(b.metrics, 0, slice)[COUNTER_DOWN_TIME] = INT64_MAX / 2;
    }
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_of(&b, "downtime", "sum"), 1.5 * 9223372036854.775807, 1e-2);
    bench_end(&b);
}

static void ratios_are_ratios_of_sums_and_absent_without_a_denominator(void)
{
    Bench b = bench_begin();
    metrics_count(b.metrics, group_of(&b, "a"), COUNTER_JUDGED, 2 * NS_PER_H, 300);
    metrics_count(b.metrics, group_of(&b, "b"), COUNTER_JUDGED, 9 * NS_PER_H, 100);
    metrics_count(b.metrics, group_of(&b, "b"), COUNTER_MISSES, 9 * NS_PER_H, 40);
    metrics_count(b.metrics, group_of(&b, "a"), COUNTER_ANSWERS, 2 * NS_PER_H, 300);
    metrics_count(b.metrics, group_of(&b, "a"), COUNTER_ENERGY, 2 * NS_PER_H, 600000);
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_of(&b, "deadline_miss_ratio", "mean"), 0.1, 1e-15);
    CHECK_NEAR(value_of(&b, "deadline_miss_ratio", "count"), 400, 0);
    CHECK_NEAR(value_in(&b, "fleet", "b", "deadline_miss_ratio", "mean"), 0.4, 1e-15);
    CHECK_NEAR(value_of(&b, "energy_per_inference", "mean"), 2e-6, 1e-18);
    CHECK_NEAR(value_of(&b, "throughput", "mean"), 300.0 / (9 * 3600), 1e-12);
    CHECK(isnan(value_in(&b, "fleet", "b", "energy_per_inference", "mean")));
    CHECK(isnan(value_of(&b, "confidence", "mean")));
    CHECK(isnan(value_of(&b, "mttr", "mean")) && isnan(value_of(&b, "mttr", "count")));
    CHECK(isnan(value_of(&b, "mtbf", "mean")));
    CHECK_NEAR(value_of(&b, "failures", "sum"), 0, 0);
    bench_end(&b);
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void distributions_agree_with_sorted_samples(void)
{
    enum { COUNT = 5000 };
    Bench b = bench_begin();
    int64_t *values = g_new(int64_t, COUNT), beyond = 0, few = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        values[i] = (int64_t)(digest_scramble(i + 1) % (uint64_t)(80 * NS_PER_MS));
        beyond += values[i] > 50 * NS_PER_MS;
        uint32_t slice = metrics_slice(b.calendar, NS_PER_H + (SimTime)i);
        metrics_sample(b.metrics, group_of(&b, i % 2 ? "a" : "b"), SAMPLE_QUEUE_WAIT, slice,
                       values[i]);
    }
    bench_collect(&b, 10 * NS_PER_H);
    for (uint64_t i = 0; i < COUNT; i += 2)
        few += (double)values[i] * 1e-9 <= b.required[5];
    CHECK_NEAR((double)few / (COUNT / 2), 0.42, 0.01);
    CHECK_NEAR(b.required[0], (double)beyond / COUNT, 1e-15);
    CHECK_NEAR(value_in(&b, "fleet", "b", "queue_wait", "p42"), b.required[5], 0);
    qsort(values, COUNT, sizeof *values, compare_values);
    CHECK_NEAR(value_of(&b, "queue_wait", "p95"), (double)values[COUNT * 95 / 100] * 1e-9, 4e-4);
    CHECK_NEAR(value_of(&b, "queue_wait", "max"), (double)values[COUNT - 1] * 1e-9, 1e-15);
    CHECK_NEAR(value_of(&b, "queue_wait", "count"), COUNT, 0);
    CHECK_NEAR(value_in(&b, "pool", "hub", "queue_wait", "count"), COUNT, 0);
    CHECK(isnan(value_in(&b, "pool", "hub", "availability", "mean")));
    g_free(values);
    bench_end(&b);
}

/* 100 devices that were down for 0 %, 1 % ... 99 % of their time. */
static void a_spared_share_turns_the_distribution_round(void)
{
    Bench b = bench_begin();
    uint32_t last = b.calendar->slice_count - 1;
    for (int i = 0; i < 100; i++)
        metrics_sample(b.metrics, group_of(&b, i < 60 ? "a" : "b"), SAMPLE_DEVICE_DOWN_SHARE, last,
                       i * INT64_C(10000000));
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_of(&b, "device_availability", "mean"), 1.0 - 0.495, 1e-9);
    CHECK_NEAR(value_of(&b, "device_availability", "min"), 0.01, 1e-9);
    CHECK_NEAR(value_of(&b, "device_availability", "max"), 1.0, 1e-9);
    CHECK_NEAR(value_of(&b, "device_availability", "p5"), 0.055, 0.006);
    CHECK_NEAR(value_of(&b, "device_availability", "sum"), 50.5, 1e-9);
    CHECK_NEAR(b.required[1], 0.01, 1e-12); /* only the one that was never down is above 99 % */
    bench_end(&b);
}

static void a_requirement_with_its_own_time_reads_its_own_window(void)
{
    Bench b = bench_begin();
    metrics_count(b.metrics, 0, COUNTER_FAILURES, 2 * NS_PER_H - 1, 5);
    metrics_count(b.metrics, 0, COUNTER_FAILURES, 2 * NS_PER_H, 3);
    metrics_count(b.metrics, 0, COUNTER_FAILURES, 3 * NS_PER_H - 1, 1);
    metrics_count(b.metrics, 0, COUNTER_FAILURES, 3 * NS_PER_H, 7);
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_INT(collect_window(b.scenario, 2), 1);
    CHECK_INT(collect_window(b.scenario, 0), 0);
    CHECK_NEAR(b.required[2], 4, 0);
    CHECK_NEAR(value_of(&b, "failures", "sum"), 16, 0);
    bench_end(&b);
}

static void pools_tell_of_load_levels_and_imbalance(void)
{
    Bench b = bench_begin();
    PoolMetrics *pool = &b.metrics->pools[0];
    for (uint32_t i = 0; i < b.calendar->slice_count; i++) {
        const Slice *slice = &b.calendar->slices[i];
        bool is_busy = slice->start >= 8 * NS_PER_H;
        pool->busy_ns[i] = is_busy ? 18 * (slice->end - slice->start) : 0;
        pool->queue_ns[i] = 3 * (slice->end - slice->start);
        pool->requests[i] = 12;
    }
    pool->queue_level[0] = 8;
    pool->queue_level[1] = 1;
    pool->queue_level[7] = 1;
    for (uint32_t i = 0; i < b.calendar->stat_count; i++) {
        pool->imbalance[i] = 500000000;
        pool->imbalance_count[i] = 2;
    }
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_in(&b, "pool", "hub", "gateway_utilisation", "mean"), 2.0 / 9.0, 1e-12);
    CHECK_NEAR(value_in(&b, "pool", "hub", "gateway_utilisation", "p95"), 1.0, 1e-12);
    CHECK_NEAR(value_of(&b, "gateway_utilisation", "p50"), 0.0, 0);
    CHECK_NEAR(value_of(&b, "gateway_queue", "mean"), 0.5, 1e-12);
    CHECK_NEAR(value_of(&b, "gateway_queue", "p75"), 0, 0);
    CHECK_NEAR(value_of(&b, "gateway_queue", "p90"), 1, 0);
    CHECK_NEAR(value_of(&b, "gateway_queue", "max"), 7, 0);
    CHECK_NEAR(value_of(&b, "load_imbalance", "mean"), 0.25, 1e-12);
    CHECK_NEAR(b.required[4], 0.1, 1e-12);
    CHECK(isnan(value_in(&b, "fleet", "a", "gateway_queue", "mean")));
    bench_end(&b);
}

static void a_cause_has_a_scope_of_its_own(void)
{
    Bench b = bench_begin();
    b.metrics->causes[0].failures[b.calendar->slice_count - 1] = 4;
    b.metrics->causes[0].down_us[b.calendar->slice_count - 1] = 90 * 1000000;
    b.metrics->causes[1].outages[b.calendar->slice_count - 1] = 1;
    sample_set_add(b.metrics, &b.metrics->causes[0].repair, SAMPLE_REPAIR_TIME, 8 * NS_PER_S);
    bench_collect(&b, 10 * NS_PER_H);
    CHECK_NEAR(value_in(&b, "faults", "stop", "failures", "sum"), 4, 0);
    CHECK_NEAR(value_in(&b, "faults", "stop", "downtime", "sum"), 90, 1e-9);
    CHECK_NEAR(value_in(&b, "faults", "stop", "mttr", "mean"), 8, 1e-9);
    CHECK(isnan(value_in(&b, "faults", "stop", "outages", "sum")));
    CHECK(isnan(value_in(&b, "faults", "stop", "availability", "mean")));
    CHECK_NEAR(value_in(&b, "faults", "cut", "outages", "sum"), 1, 0);
    CHECK(isnan(value_in(&b, "faults", "cut", "failures", "sum")));
    bench_end(&b);
}

static const SeriesColumn *series_of(const Bench *b, const char *metric)
{
    for (guint i = 0; i < b->run->series->len; i++) {
        const SeriesColumn *column = &g_array_index(b->run->series, SeriesColumn, i);
        if (column->scope == 0 && strcmp(metric_get(column->metric)->name, metric) == 0)
            return column;
    }
    return NULL;
}

static void series_cover_the_run_bin_by_bin_as_far_as_it_came(void)
{
    Bench b = bench_begin();
    SimTime reached = 4 * NS_PER_H + 15 * NS_PER_MIN;
    metrics_count(b.metrics, 0, COUNTER_ANSWERS, 30 * NS_PER_MIN, 8);
    metrics_count(b.metrics, 0, COUNTER_RIGHT, 30 * NS_PER_MIN, 6);
    for (int i = 0; i < 50; i++)
        metrics_span_down(b.metrics, 0, 4 * NS_PER_H, reached);
    bench_collect(&b, reached);
    CHECK_INT(b.run->bin_count, 5);
    const SeriesColumn *right = series_of(&b, "accuracy"), *up = series_of(&b, "availability");
    CHECK(right != NULL && up != NULL && series_of(&b, "confidence") == NULL);
    if (right == NULL || up == NULL)
        return;
    CHECK_NEAR(right->value[0], 0.75, 1e-15);
    CHECK(isnan(right->value[1]));
    CHECK_NEAR(up->value[3], 1.0, 0);
    CHECK_NEAR(up->value[4], 0.5, 1e-12);
    CHECK(series_of(&b, "failures") == NULL);
    CHECK_NEAR(value_of(&b, "availability", "mean"), 1.0 - 12.5 / 325.0, 1e-12);
    bench_end(&b);
}

static void histograms_hold_every_sample_between_their_edges(void)
{
    Bench b = bench_begin();
    for (uint64_t i = 0; i < 1000; i++)
        metrics_sample(b.metrics, 0, SAMPLE_DETECTION_TIME, b.calendar->slice_count - 1,
                       (int64_t)(digest_scramble(i) >> 24));
    bench_collect(&b, 10 * NS_PER_H);
    int64_t count = 0;
    double edge = 0;
    for (guint i = 0; i < b.run->histograms->len; i++) {
        const HistogramRow *row = &g_array_index(b.run->histograms, HistogramRow, i);
        if (row->scope != 0 || row->metric != METRIC_ID_detection_time)
            continue;
        CHECK(row->low >= edge && row->high > row->low);
        CHECK(row->high <= row->low * 1.04 + 0.3);
        edge = row->high;
        count += row->count;
    }
    CHECK_INT(count, 1000);
    bench_end(&b);
}

static void rows_are_sorted_and_each_is_there_once(void)
{
    Bench b = bench_begin();
    bench_collect(&b, 10 * NS_PER_H);
    for (guint i = 1; i < b.run->scalars->len; i++) {
        const ScalarRow *x = &g_array_index(b.run->scalars, ScalarRow, i - 1), *y = x + 1;
        bool is_before =
            x->metric < y->metric ||
            (x->metric == y->metric &&
             (x->scope < y->scope || (x->scope == y->scope && strcmp(x->stat, y->stat) < 0)));
        CHECK(is_before);
    }
    bench_end(&b);
}

static void more_limits_than_are_kept_are_refused_by_name(void)
{
    GString *more = g_string_new(NULL);
    for (int i = 0; i < METRICS_THRESHOLD_MAX + 1; i++)
        g_string_append_printf(more, "[requirement r%d]\ncheck = share(mttr > %dmin) < 9%%\n", i,
                               i + 1);
    g_autoptr(Scenario) scenario = toy_scenario(more->str);
    g_autoptr(GError) error = NULL;
    CHECK(collect_calendar_new(scenario, &error) == NULL);
    CHECK(error != NULL && strstr(error->message, "share(mttr)") != NULL);
    g_string_truncate(more, 0);
    for (int i = 0; i < METRICS_WINDOW_MAX; i++)
        g_string_append_printf(more, "[requirement r%d]\ncheck = failures < 9\nfrom = %dmin\n", i,
                               61 + i);
    g_autoptr(Scenario) many = toy_scenario(more->str);
    g_autoptr(GError) second = NULL;
    CHECK(collect_calendar_new(many, &second) == NULL);
    CHECK(second != NULL && strstr(second->message, "at most 31") != NULL);
    g_string_free(more, TRUE);
}

TEST_MAIN(CASE(levels_are_exact_on_average_and_formed_per_interval),
          CASE(device_time_beyond_64_bits_adds_up),
          CASE(ratios_are_ratios_of_sums_and_absent_without_a_denominator),
          CASE(distributions_agree_with_sorted_samples),
          CASE(a_spared_share_turns_the_distribution_round),
          CASE(a_requirement_with_its_own_time_reads_its_own_window),
          CASE(pools_tell_of_load_levels_and_imbalance), CASE(a_cause_has_a_scope_of_its_own),
          CASE(series_cover_the_run_bin_by_bin_as_far_as_it_came),
          CASE(histograms_hold_every_sample_between_their_edges),
          CASE(rows_are_sorted_and_each_is_there_once),
          CASE(more_limits_than_are_kept_are_refused_by_name))
