/* Spans of time into slices, in O(1): parts of slices at both ends are added at once, slices
 * between them are covered whole, which is told to the first and taken back at the last. */
#include "world/metrics.h"

/* The first and the last slice that a span touches. */
typedef struct Reach {
    uint32_t first, last;
} Reach;

static Reach reach_of(const MetricsCalendar *calendar, SimTime from, SimTime to)
{
    Reach reach = {metrics_slice(calendar, from), 0};
    bool is_short = to <= calendar->slices[reach.first].end;
    reach.last = is_short ? reach.first : metrics_slice(calendar, to - 1);
    return reach;
}

/* steps[i]: spans that cover slice i and not i - 1, less those that cover i - 1 and not i. */
static void cover_between(int64_t *steps, Reach reach, int64_t count)
{
    steps[reach.first + 1] += count;
    steps[reach.last] -= count;
}

/* Adds to of_slice[i * stride] what is of slices at the ends. */
static void add_span(const MetricsCalendar *calendar, int64_t *of_slice, size_t stride,
                     int64_t *steps, MetricsWindow span)
{
    SimTime from = span.from, to = MIN(span.to, calendar->end);
    if (from >= to)
        return;
    Reach reach = reach_of(calendar, from, to);
    if (reach.first == reach.last) {
        of_slice[reach.first * stride] += metrics_whole_us(to) - metrics_whole_us(from);
        return;
    }
    of_slice[reach.first * stride] +=
        metrics_whole_us(calendar->slices[reach.first].end) - metrics_whole_us(from);
    of_slice[reach.last * stride] +=
        metrics_whole_us(to) - metrics_whole_us(calendar->slices[reach.last].start);
    cover_between(steps, reach, 1);
}

void metrics_span_down(Metrics *metrics, uint32_t group, SimTime from, SimTime to)
{
    int64_t *of_slice = metrics_row(metrics, group, 0) + COUNTER_DOWN_TIME;
    int64_t *steps = metrics->down_steps + (size_t)group * metrics->calendar->slice_count;
    metrics->are_spans_open = true;
    add_span(metrics->calendar, of_slice, COUNTER_COUNT, steps, (MetricsWindow){from, to});
}

void metrics_span_cause(Metrics *metrics, uint32_t cause, SimTime from, SimTime to)
{
    CauseMetrics *of = &metrics->causes[cause];
    metrics->are_spans_open = true;
    add_span(metrics->calendar, of->down_us, 1, of->down_steps, (MetricsWindow){from, to});
}

/* --- gateways ------------------------------------------------------------------------------- */

static void add_level(PoolMetrics *pool, uint32_t slice, SimTime length, PoolLevel level)
{
    pool->busy_ns[slice] += (__int128)length * level.running;
    pool->queue_ns[slice] += (__int128)length * level.waiting;
    pool->in_system_ns[slice] += (__int128)length * (level.running + level.waiting);
}

static void add_to_windows(PoolMetrics *pool, const MetricsCalendar *calendar, MetricsWindow span,
                           PoolLevel level)
{
    uint32_t waiting = MIN(level.waiting, METRICS_LEVELS - 1);
    uint32_t in_system = MIN(level.running + level.waiting, METRICS_LEVELS - 1);
    for (uint32_t w = 0; w < calendar->window_count; w++) {
        SimTime from = MAX(span.from, calendar->windows[w].from);
        SimTime to = MIN(span.to, calendar->windows[w].to);
        if (from >= to)
            continue;
        pool->queue_level[(size_t)w * METRICS_LEVELS + waiting] += to - from;
        pool->system_level[(size_t)w * METRICS_LEVELS + in_system] += to - from;
    }
}

void metrics_span_pool(Metrics *metrics, uint32_t pool, MetricsWindow span, PoolLevel level)
{
    const MetricsCalendar *calendar = metrics->calendar;
    PoolMetrics *of = &metrics->pools[pool];
    span.to = MIN(span.to, calendar->end);
    if (span.from >= span.to)
        return;
    add_to_windows(of, calendar, span, level);
    Reach reach = reach_of(calendar, span.from, span.to);
    if (reach.first == reach.last) {
        add_level(of, reach.first, span.to - span.from, level);
        return;
    }
    add_level(of, reach.first, calendar->slices[reach.first].end - span.from, level);
    add_level(of, reach.last, span.to - calendar->slices[reach.last].start, level);
    metrics->are_spans_open = true;
    cover_between(of->busy_steps, reach, level.running);
    cover_between(of->queue_steps, reach, level.waiting);
}

/* --- sums ----------------------------------------------------------------------------------- */

/* Memory where nothing is counted stays untouched. */
static void sum_down(const MetricsCalendar *calendar, int64_t *of_slice, size_t stride,
                     int64_t *steps)
{
    int64_t covering = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        const Slice *slice = &calendar->slices[i];
        if (steps[i] != 0) {
            covering += steps[i];
            steps[i] = 0;
        }
        if (covering != 0)
            of_slice[i * stride] +=
                covering * (metrics_whole_us(slice->end) - metrics_whole_us(slice->start));
    }
}

static void sum_pool(const MetricsCalendar *calendar, PoolMetrics *pool)
{
    int64_t running = 0, waiting = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        __int128 length = calendar->slices[i].end - calendar->slices[i].start;
        running += pool->busy_steps[i];
        waiting += pool->queue_steps[i];
        pool->busy_steps[i] = pool->queue_steps[i] = 0;
        pool->busy_ns[i] += length * running;
        pool->queue_ns[i] += length * waiting;
        pool->in_system_ns[i] += length * (running + waiting);
    }
}

void metrics_sum_spans(Metrics *metrics)
{
    const MetricsCalendar *calendar = metrics->calendar;
    if (!metrics->are_spans_open)
        return;
    for (uint32_t g = 0; g < metrics->group_count; g++)
        sum_down(calendar, metrics_row(metrics, g, 0) + COUNTER_DOWN_TIME, COUNTER_COUNT,
                 metrics->down_steps + (size_t)g * calendar->slice_count);
    for (uint32_t i = 0; i < metrics->cause_count; i++)
        sum_down(calendar, metrics->causes[i].down_us, 1, metrics->causes[i].down_steps);
    for (uint32_t i = 0; i < metrics->pool_count; i++)
        sum_pool(calendar, &metrics->pools[i]);
    metrics->are_spans_open = false;
}
