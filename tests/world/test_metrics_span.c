/* Spans of time into slices, against each slice's own share of each span. */
#include "test.h"

#include "util/digest.h"
#include "world/metrics.h"

enum { SPAN_COUNT = 300, WINDOW_COUNT = 3 };

static const SimTime end = 10 * NS_PER_H + 17 * NS_PER_S;

static MetricsCalendar *calendar_new(SimTime bin_length)
{
    static const MetricsWindow windows[] = {
        {NS_PER_H, TIME_NEVER},
        {90 * NS_PER_MIN + 1, 2 * NS_PER_H},
        {3 * NS_PER_H, 3 * NS_PER_H + 1},
    };
    return metrics_calendar_new(end, bin_length, 25 * NS_PER_MIN, windows, WINDOW_COUNT);
}

/* Hourly, in bins of odd nanoseconds, and with all intervals in one bin. */
static const SimTime bin_lengths[] = {NS_PER_H, NS_PER_S * 13 + 777, 400 * NS_PER_D};

static SimTime time_of(uint64_t i)
{
    return (SimTime)(digest_scramble(i) % (uint64_t)(end + NS_PER_H));
}

/* Whole microseconds that end in the part of [from, to) that lies in a slice. */
static int64_t share_us(const Slice *slice, SimTime from, SimTime to)
{
    SimTime start = MAX(slice->start, from), stop = MIN(slice->end, to);
    return start < stop ? stop / NS_PER_US - start / NS_PER_US : 0;
}

static void a_span_gives_every_slice_its_share(void)
{
    for (size_t k = 0; k < G_N_ELEMENTS(bin_lengths); k++) {
        MetricsCalendar *calendar = calendar_new(bin_lengths[k]);
        Metrics *metrics = metrics_new(calendar, (MetricsSize){2, 0, 2});
        int64_t *right = g_new0(int64_t, calendar->slice_count), sum = 0;
        for (uint64_t n = 0; n < SPAN_COUNT; n++) {
            SimTime from = time_of(2 * n), to = time_of(2 * n + 1);
            metrics_span_down(metrics, 1, from, to);
            metrics_span_cause(metrics, 1, from, to);
            for (uint32_t i = 0; i < calendar->slice_count; i++)
                right[i] += share_us(&calendar->slices[i], from, to);
        }
        metrics_sum_spans(metrics);
        metrics_sum_spans(metrics);
        for (uint32_t i = 0; i < calendar->slice_count; i++) {
            sum += right[i];
            CHECK_INT(metrics_row(metrics, 1, i)[COUNTER_DOWN_TIME], right[i]);
            CHECK_INT(metrics->causes[1].down_us[i], right[i]);
            CHECK_INT(metrics_row(metrics, 0, i)[COUNTER_DOWN_TIME], 0);
            CHECK_INT(metrics->causes[0].down_us[i], 0);
        }
        CHECK(sum > 100 * NS_PER_H / NS_PER_US);
        g_free(right);
        metrics_free(metrics);
        metrics_calendar_free(calendar);
    }
}

/* 33 min 5 us to 4 h 9 us over slices of an hour and 25 minutes: by hand. */
static void a_span_over_hours_is_cut_at_edges(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 0});
    SimTime from = 33 * NS_PER_MIN + 5 * NS_PER_US, to = 4 * NS_PER_H + 9 * NS_PER_US;
    metrics_span_down(metrics, 0, from, to);
    metrics_span_down(metrics, 0, to, from);
    metrics_span_down(metrics, 0, end - 5 * NS_PER_US, end + NS_PER_H);
    metrics_sum_spans(metrics);
    const int64_t minute = NS_PER_MIN / NS_PER_US;
    CHECK_INT(metrics_row(metrics, 0, 0)[COUNTER_DOWN_TIME], 0);
    CHECK_INT(metrics_row(metrics, 0, 1)[COUNTER_DOWN_TIME], 17 * minute - 5); /* to 50 min */
    CHECK_INT(metrics_row(metrics, 0, 2)[COUNTER_DOWN_TIME], 10 * minute);     /* to 1 h */
    uint32_t last = metrics_slice(calendar, to);
    CHECK_INT(metrics_row(metrics, 0, last)[COUNTER_DOWN_TIME], 9);
    CHECK_INT(metrics_row(metrics, 0, calendar->slice_count - 1)[COUNTER_DOWN_TIME], 5);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* Odd nanoseconds, and bins of odd lengths. */
static void spans_add_up_the_same_however_time_is_cut(void)
{
    int64_t totals[G_N_ELEMENTS(bin_lengths)] = {0};
    for (size_t k = 0; k < G_N_ELEMENTS(bin_lengths); k++) {
        MetricsCalendar *calendar = calendar_new(bin_lengths[k]);
        Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 1});
        for (uint64_t n = 0; n < SPAN_COUNT; n++)
            metrics_span_cause(metrics, 0, time_of(n), time_of(n + 1));
        metrics_sum_spans(metrics);
        for (uint32_t i = 0; i < calendar->slice_count; i++)
            totals[k] += metrics->causes[0].down_us[i];
        metrics_free(metrics);
        metrics_calendar_free(calendar);
    }
    CHECK(totals[0] > 0);
    CHECK_INT(totals[1], totals[0]);
    CHECK_INT(totals[2], totals[0]);
}

typedef struct Levels {
    SimTime busy, queue, in_system, at_2_waiting, at_5_in_system;
} Levels;

static void add_levels(Levels *levels, SimTime length, PoolLevel level)
{
    levels->busy += length * level.running;
    levels->queue += length * level.waiting;
    levels->in_system += length * (level.running + level.waiting);
    levels->at_2_waiting += level.waiting == 2 ? length : 0;
    levels->at_5_in_system += level.running + level.waiting == 5 ? length : 0;
}

/* Three running, 0 .. 2 waiting. */
static void levels_of_gateways_fill_slices_and_windows(void)
{
    for (size_t k = 0; k < G_N_ELEMENTS(bin_lengths); k++) {
        MetricsCalendar *calendar = calendar_new(bin_lengths[k]);
        Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 2, 0});
        Levels *slices = g_new0(Levels, calendar->slice_count), windows[WINDOW_COUNT] = {{0}};
        for (uint64_t n = 0; n < SPAN_COUNT; n++) {
            MetricsWindow span = {time_of(2 * n), time_of(2 * n + 1)};
            PoolLevel level = {3, (uint32_t)(n % 3)};
            metrics_span_pool(metrics, 1, span, level);
            for (uint32_t i = 0; i < calendar->slice_count; i++) {
                const Slice *slice = &calendar->slices[i];
                SimTime length = MIN(slice->end, span.to) - MAX(slice->start, span.from);
                add_levels(&slices[i], MAX(length, 0), level);
                for (uint32_t w = 0; w < WINDOW_COUNT; w++)
                    add_levels(&windows[w], slice->windows >> w & 1 ? MAX(length, 0) : 0, level);
            }
        }
        metrics_sum_spans(metrics);
        const PoolMetrics *pool = &metrics->pools[1];
        for (uint32_t i = 0; i < calendar->slice_count; i++) {
            CHECK_INT((int64_t)pool->busy_ns[i], slices[i].busy);
            CHECK_INT((int64_t)pool->queue_ns[i], slices[i].queue);
            CHECK_INT((int64_t)pool->in_system_ns[i], slices[i].in_system);
            CHECK_INT((int64_t)metrics->pools[0].busy_ns[i], 0);
        }
        for (uint32_t w = 0; w < WINDOW_COUNT; w++) {
            CHECK_INT((int64_t)pool->queue_level[w * METRICS_LEVELS + 2], windows[w].at_2_waiting);
            CHECK_INT((int64_t)pool->system_level[w * METRICS_LEVELS + 5],
                      windows[w].at_5_in_system);
        }
        g_free(slices);
        metrics_free(metrics);
        metrics_calendar_free(calendar);
    }
}

/* 200,000 devices over 70,000 hours and as many intervals in each: 1e10 steps, were each slice
 * visited. */
static void a_span_costs_the_same_over_many_slices(void)
{
    enum { HOURS = 70000, DEVICES = 200000 };
    const MetricsWindow all = {0, TIME_NEVER};
    MetricsCalendar *calendar =
        metrics_calendar_new(HOURS * NS_PER_H, 100 * NS_PER_D, NS_PER_H, &all, 1);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 1});
    for (int64_t d = 0; d < DEVICES; d++) {
        SimTime to = HOURS * NS_PER_H - d * NS_PER_S;
        metrics_span_down(metrics, 0, d * NS_PER_S, to);
        metrics_span_cause(metrics, 0, d * NS_PER_S, to);
        metrics_span_pool(metrics, 0, (MetricsWindow){d * NS_PER_S, to}, (PoolLevel){1, 0});
    }
    metrics_sum_spans(metrics);
    const uint32_t middle = HOURS / 2;
    CHECK_INT(metrics_row(metrics, 0, middle)[COUNTER_DOWN_TIME], DEVICES * (NS_PER_H / NS_PER_US));
    CHECK_INT(metrics->causes[0].down_us[middle], DEVICES * (NS_PER_H / NS_PER_US));
    CHECK(metrics->pools[0].busy_ns[middle] == (__int128)DEVICES * NS_PER_H);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* Once more after a sum, and more waiting than levels are kept for. */
static void sums_may_be_made_again_and_levels_end(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 0});
    for (int64_t i = 1; i <= 2; i++) {
        metrics_span_down(metrics, 0, 0, end);
        metrics_span_pool(metrics, 0, (MetricsWindow){0, end}, (PoolLevel){1, 5000});
        metrics_sum_spans(metrics);
        uint32_t slice = metrics_slice(calendar, 5 * NS_PER_H);
        SimTime length = calendar->slices[slice].end - calendar->slices[slice].start;
        CHECK_INT(metrics_row(metrics, 0, slice)[COUNTER_DOWN_TIME], i * length / NS_PER_US);
        CHECK_INT((int64_t)metrics->pools[0].busy_ns[slice], i * length);
        CHECK_INT((int64_t)metrics->pools[0].queue_level[METRICS_LEVELS - 1], i * (end - NS_PER_H));
        CHECK_INT((int64_t)metrics->pools[0].system_level[METRICS_LEVELS - 1],
                  i * (end - NS_PER_H));
    }
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

TEST_MAIN(CASE(sums_may_be_made_again_and_levels_end), CASE(a_span_gives_every_slice_its_share),
          CASE(a_span_over_hours_is_cut_at_edges), CASE(spans_add_up_the_same_however_time_is_cut),
          CASE(levels_of_gateways_fill_slices_and_windows),
          CASE(a_span_costs_the_same_over_many_slices))
