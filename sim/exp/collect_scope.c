/* Counts of groups added up to those of scopes. */
#include "exp/collect_part.h"

#include <string.h>

#include "world/metrics_energy.h"

static void add_group(Totals *totals, uint32_t scope, uint32_t group)
{
    const Metrics *from = totals->input->metrics;
    const MetricsCalendar *calendar = totals->calendar;
    size_t length = (size_t)calendar->slice_count * COUNTER_COUNT;
    counters_add(metrics_row(totals->by_scope, scope, 0), from->counters + group * length,
                 calendar->slice_count);
    metrics_add_energy(totals->by_scope, scope, from, group);
    for (uint32_t w = 0; w < calendar->window_count; w++) {
        size_t row = ((size_t)w * from->group_count + group) * SAMPLE_COUNT;
        for (uint32_t s = 0; s < SAMPLE_COUNT; s++)
            sample_set_merge(totals->by_scope,
                             metrics_samples(totals->by_scope, w, scope, (Sample)s),
                             &from->samples[row + s], (Sample)s);
    }
}

static void add_cause(Totals *totals, uint32_t scope, const CauseMetrics *cause)
{
    Metrics *into = totals->by_scope;
    for (uint32_t i = 0; i < totals->calendar->slice_count; i++) {
        int64_t *row = metrics_row(into, scope, i);
        row[COUNTER_FAILURES] = cause->failures[i];
        row[COUNTER_OUTAGES] = cause->outages[i];
        row[COUNTER_DOWN_TIME] = cause->down_us[i];
    }
    sample_set_merge(into, metrics_samples(into, 0, scope, SAMPLE_REPAIR_TIME), &cause->repair,
                     SAMPLE_REPAIR_TIME);
    sample_set_merge(into, metrics_samples(into, 0, scope, SAMPLE_DETECTION_TIME),
                     &cause->detection, SAMPLE_DETECTION_TIME);
}

/* An occurrence is one, however many devices and groups it strikes: it counts for `all` alone. */
static void add_outages(Totals *totals, const CauseMetrics *cause)
{
    for (uint32_t i = 0; i < totals->calendar->slice_count; i++)
        metrics_row(totals->by_scope, 0, i)[COUNTER_OUTAGES] += cause->outages[i];
}

/* Counts stand in groups, or in cells: one for each cohort of each segment. Numbers of groups
 * follow cells in order, so where there are as many of them they are the same. */
static uint32_t group_of(const Totals *totals, uint32_t counted)
{
    const ScopeSet *scopes = totals->input->scopes;
    bool is_group = totals->input->metrics->group_count == scopes->group_count;
    return is_group ? counted : scopes->group_of[counted];
}

void totals_init(Totals *totals, const CollectInput *input)
{
    const ScopeSet *scopes = input->scopes;
    uint32_t cell_count = input->scenario->placement->segment_count * scopes->cohort_count;
    g_assert(input->metrics->group_count == scopes->group_count ||
             input->metrics->group_count == cell_count);
    *totals = (Totals){input, input->metrics->calendar, NULL};
    totals->by_scope =
        metrics_new(totals->calendar, (MetricsSize){.group_count = scopes->scope_count});
    for (uint32_t g = 0; g < input->metrics->group_count; g++) {
        uint32_t group = group_of(totals, g);
        for (uint32_t i = scopes->first_scope[group]; i < scopes->first_scope[group + 1]; i++)
            add_group(totals, scopes->scope_list[i], g);
    }
    for (uint32_t s = 0; s < scopes->scope_count; s++) {
        const ScopeGroups *scope = &scopes->scopes[s];
        if (scope->cause >= 0)
            add_cause(totals, s, &input->metrics->causes[scope->cause]);
    }
    for (uint32_t c = 0; c < input->metrics->cause_count; c++)
        add_outages(totals, &input->metrics->causes[c]);
}

void totals_clear(Totals *totals)
{
    metrics_free(totals->by_scope);
}

static uint32_t most_buckets(void)
{
    uint32_t most = 0;
    for (uint32_t s = 0; s < SAMPLE_COUNT; s++)
        most = MAX(most, histogram_bucket_count(sample_layout((Sample)s)));
    return most;
}

void frame_init(Frame *frame, const Totals *totals, uint32_t scope, uint32_t window)
{
    const MetricsCalendar *calendar = totals->calendar;
    MetricsWindow span = calendar->windows[window];
    *frame = (Frame){.totals = totals,
                     .scope_groups = &totals->input->scopes->scopes[scope],
                     .scope = scope,
                     .window = window,
                     .from = MIN(span.from, totals->input->reached),
                     .to = MIN(span.to, totals->input->reached),
                     .sample = -1,
                     .counts = g_new(int64_t, most_buckets()),
                     .metric = -1,
                     .values = g_array_new(FALSE, FALSE, sizeof(double))};
    __int128 sums[COUNTER_COUNT] = {0};
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        const int64_t *row = metrics_row(totals->by_scope, scope, i);
        for (uint32_t c = 0; calendar->slices[i].windows >> window & 1 && c < COUNTER_COUNT; c++)
            sums[c] += row[c];
    }
    for (uint32_t c = 0; c < COUNTER_COUNT; c++)
        frame->counters[c] = (double)sums[c];
}

void frame_clear(Frame *frame)
{
    g_free(frame->counts);
    g_array_unref(frame->values);
}

const SampleSet *frame_set(const Frame *frame, Sample sample)
{
    return metrics_samples(frame->totals->by_scope, frame->window, frame->scope, sample);
}
