/* Shares stay within 0 and 1, and means between the least and the most, whatever the intervals. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "exp/collect.h"
#include "exp/result_find.h"
#include "toy_scenario.h"

/* A hundred devices that are all down for one span. */
typedef struct Down {
    Scenario *scenario;
    ScopeSet *scopes;
    MetricsCalendar *calendar;
    Metrics *metrics;
    RunResult *run;
} Down;

static Down down_collect(Scenario *take_scenario, SimTime from, SimTime reached)
{
    Down down = {.scenario = take_scenario, .scopes = scope_set_new(take_scenario)};
    down.calendar = collect_calendar_new(take_scenario, NULL);
    down.metrics = metrics_new(down.calendar, (MetricsSize){down.scopes->group_count, 1, 2});
    down.metrics->pools[0].gateway_count = 6;
    down.run = run_result_new();
    down.run->sim_end = reached;
    for (uint32_t g = 0, count = 0; count < 100; g = (g + 1) % down.scopes->group_count, count++)
        metrics_span_down(down.metrics, g, from, reached);
    metrics_sum_spans(down.metrics);
    double required[1];
    collect_run(&(CollectInput){down.scenario, down.scopes, down.metrics, reached}, down.run,
                required);
    return down;
}

static double down_stat(const Down *down, const char *stat)
{
    const ScalarRow *row = run_find_scalar(down->run, METRIC_ID_availability, 0, stat);
    return row ? row->value : NAN;
}

static void down_end(Down *down)
{
    run_result_free(down->run);
    metrics_free(down->metrics);
    metrics_calendar_free(down->calendar);
    scope_set_free(down->scopes);
    scenario_free(down->scenario);
}

/* Intervals of odd nanoseconds: an availability of 0, and nothing below it. */
static void what_is_down_throughout_has_no_availability(void)
{
    static const char *const stats[] = {"mean", "min", "max", "p1", "p99.9"};
    Scenario *scenario = toy_scenario("");
    scenario->run.stat_interval = 10 * NS_PER_S + 900;
    scenario->output.interval = 7 * NS_PER_S + 1;
    Down down = down_collect(scenario, 0, 2 * NS_PER_H + 7);
    for (size_t i = 0; i < G_N_ELEMENTS(stats); i++)
        CHECK_NEAR(down_stat(&down, stats[i]), 0, 0);
    const SeriesColumn *column = run_find_series(down.run, METRIC_ID_availability, 0);
    CHECK(column != NULL && down.run->bin_count == 1029);
    for (uint32_t bin = 0; column && bin < down.run->bin_count; bin++)
        CHECK_NEAR(column->value[bin], 0, 0);
    down_end(&down);
}

/* From the warm-up at 1 h: ten whole half hours up, and 10 minutes down at the end. */
static void a_mean_lies_between_its_least_and_its_greatest(void)
{
    SimTime cut = 6 * NS_PER_H;
    Down down = down_collect(toy_scenario(""), cut, cut + 10 * NS_PER_MIN);
    CHECK_NEAR(down_stat(&down, "mean"), 1 - 1.0 / 31.0, 1e-12);
    CHECK_NEAR(down_stat(&down, "min"), 0, 0);
    CHECK_NEAR(down_stat(&down, "p1"), 1, 0);
    CHECK_NEAR(down_stat(&down, "max"), 1, 0);
    down_end(&down);
}

TEST_MAIN(CASE(what_is_down_throughout_has_no_availability),
          CASE(a_mean_lies_between_its_least_and_its_greatest))
