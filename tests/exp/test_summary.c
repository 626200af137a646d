/* Intervals over replications, against Law and Kelton's bank (RELIABILITY notes 4.1). */
#include "test.h"

#include <math.h>
#include <string.h>

#include "exp/result_find.h"
#include "exp/summary.h"

static const double bank[] = {1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60};

static int is_near(double value, double wanted)
{
    return fabs(value - wanted) <= 1e-6 * fabs(wanted);
}

static void ten_replications_give_the_textbook_interval(void)
{
    Estimate e = estimate_mean(bank, 10, 0.90);
    CHECK(e.n == 10);
    CHECK(is_near(e.mean, 2.031));
    CHECK(is_near(e.sd * e.sd, 0.3090989));
    CHECK(is_near(0.5 * (e.ci_high - e.ci_low), 0.3222834));
    e = estimate_mean(bank, 10, 0.95);
    CHECK(is_near(0.5 * (e.ci_high - e.ci_low), 0.3977146));
    CHECK(e.least == 1.24 && e.greatest == 2.86);
}

static void one_replication_has_no_interval(void)
{
    Estimate e = estimate_mean(bank, 1, 0.95);
    CHECK(e.n == 1 && e.mean == 1.53);
    CHECK(isnan(e.sd) && isnan(e.ci_low) && isnan(e.ci_high));
}

static void a_replication_without_data_is_left_out(void)
{
    const double values[] = {NAN, 1.0, NAN, 3.0};
    Estimate e = estimate_mean(values, 4, 0.95);
    CHECK(e.n == 2 && e.mean == 2.0);
    e = estimate_mean(values, 1, 0.95);
    CHECK(e.n == 0 && isnan(e.mean));
    e = estimate_mean(NULL, 0, 0.95);
    CHECK(e.n == 0 && isnan(e.mean));
}

static void equal_replications_give_their_value_to_the_last_bit(void)
{
    const double values[] = {0.1, 0.1, 0.1};
    Estimate e = estimate_mean(values, 3, 0.95);
    CHECK(e.mean == 0.1 && e.sd == 0 && e.ci_low == 0.1 && e.ci_high == 0.1);
}

static RunResult *add_run(Study *study, uint32_t point, uint32_t replication, const char *status)
{
    RunResult *run = run_result_new();
    run->point = point;
    run->replication = replication;
    run->status = status;
    g_ptr_array_add(study->runs, run);
    return run;
}

static void add_value(RunResult *run, uint32_t metric, uint32_t scope, const char *stat, double x)
{
    ScalarRow row = {metric, scope, stat, x};
    g_array_append_val(run->scalars, row);
}

/* Two metrics, two points; the last run failed. */
static Study *small_study(void)
{
    Study *study = study_new();
    MetricInfo metrics[] = {{.name = "availability", .better = "higher"},
                            {.name = "latency", .better = "lower"},
                            {.name = "work", .better = "none"}};
    g_array_append_vals(study->metrics, metrics, 3);
    RunResult *a = add_run(study, 0, 0, "ok"), *b = add_run(study, 0, 1, "ok");
    RunResult *c = add_run(study, 1, 0, "ok"), *d = add_run(study, 0, 2, "failed");
    add_value(a, 0, 0, "mean", 0.9);
    add_value(a, 1, 0, "p95", 7);
    add_value(a, 2, 0, "sum", 5);
    add_value(b, 0, 0, "mean", 0.8);
    add_value(b, 1, 0, "p50", 2);
    add_value(b, 1, 0, "p95", 9);
    add_value(c, 0, 0, "mean", 0.7);
    add_value(d, 0, 0, "mean", 0.1);
    return study;
}

static void rows_come_in_order_of_point_metric_scope_and_statistic(void)
{
    g_autoptr(Study) study = small_study();
    summary_fill(study, 0.95);
    summary_fill(study, 0.95);
    CHECK(study->summary->len == 5);
    const SummaryRow *rows = (const SummaryRow *)(const void *)study->summary->data;
    CHECK(rows[0].metric == 0 && rows[0].n == 2);
    CHECK(strcmp(rows[1].stat, "p50") == 0 && rows[1].n == 1);
    CHECK(strcmp(rows[2].stat, "p95") == 0 && rows[2].n == 2);
    CHECK(rows[3].metric == 2);
    CHECK(rows[4].point == 1 && rows[4].mean == 0.7);
}

static void the_worst_replication_is_the_least_good_one(void)
{
    g_autoptr(Study) study = small_study();
    summary_fill(study, 0.95);
    CHECK(study_find_summary(study, 0, "availability", 0, "mean")->worst == 0.8);
    CHECK(study_find_summary(study, 0, "latency", 0, "p95")->worst == 9);
    CHECK(isnan(study_find_summary(study, 0, "work", 0, "sum")->worst));
}

TEST_MAIN(CASE(ten_replications_give_the_textbook_interval), CASE(one_replication_has_no_interval),
          CASE(a_replication_without_data_is_left_out),
          CASE(equal_replications_give_their_value_to_the_last_bit),
          CASE(rows_come_in_order_of_point_metric_scope_and_statistic),
          CASE(the_worst_replication_is_the_least_good_one))
