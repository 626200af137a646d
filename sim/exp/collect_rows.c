/* Scalars, series and histograms of one run. */
#include "exp/collect_part.h"

#include <math.h>
#include <string.h>

#include "policy/fault/fault_table.h"

enum { BUCKETS_JOINED = 8 }; /* of a histogram, so that a row is at most 3 % wide */

#define QUANTILES "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "p99.9"

/* What is always told of each form, as far as there are data. */
static const char *const stats_of_count[] = {"sum", NULL};
static const char *const stats_of_ratio[] = {"mean", "count", NULL};
static const char *const stats_of_rate[] = {"mean", NULL};
static const char *const stats_of_level[] = {"mean", "min", "max", QUANTILES, NULL};
static const char *const stats_of_requests[] = {"mean", "sum", NULL};
static const char *const stats_of_samples[] = {"mean", "sd",    "min",     "max",
                                               "sum",  "count", QUANTILES, NULL};

static const char *const *stats_of(const Metric *metric)
{
    switch (metric->form) {
    case METRIC_COUNT:
        return stats_of_count;
    case METRIC_RATIO:
    case METRIC_MISSING:
    case METRIC_BETWEEN:
        return stats_of_ratio;
    case METRIC_PER_SERVICE:
    case METRIC_ENERGY:
    case METRIC_ENERGY_SHARE:
        return stats_of_rate;
    case METRIC_UPTIME:
    case METRIC_PER_TIME:
        return stats_of_level;
    case METRIC_SAMPLES:
    case METRIC_SPARED:
        return stats_of_samples;
    case METRIC_POOL:
        return metric->a == POOL_REQUESTS ? stats_of_requests : stats_of_level;
    }
    return stats_of_rate;
}

/* A cause that takes devices out counts failures, another one outages. */
static bool is_told_of_cause(const CollectInput *input, int32_t cause, MetricId id)
{
    const FaultSection *section =
        &g_array_index(input->scenario->faults, FaultSection, (guint)cause);
    bool is_failure = fault_at((size_t)section->kind.choice)->is_failure;
    switch (id) {
    case METRIC_ID_failures:
        return is_failure;
    case METRIC_ID_outages:
        return !is_failure;
    case METRIC_ID_downtime:
    case METRIC_ID_mttr:
    case METRIC_ID_detection_time:
        return true;
    default:
        return false;
    }
}

static bool is_of_gateways(MetricId id)
{
    return metric_get(id)->form == METRIC_POOL || id == METRIC_ID_queue_wait ||
           id == METRIC_ID_queue_waited || id == METRIC_ID_queue_drop_ratio;
}

static bool is_told(const CollectInput *input, const ScopeGroups *scope, MetricId id)
{
    if (scope->cause >= 0)
        return is_told_of_cause(input, scope->cause, id);
    if (scope->pool >= 0 && is_of_gateways(id))
        return true;
    if (metric_get(id)->form == METRIC_POOL || id == METRIC_ID_outages)
        return strcmp(scope->kind, "all") == 0;
    return scope->is_breakdown && scope->device_count > 0;
}

static gint scalar_compare(gconstpointer pa, gconstpointer pb)
{
    const ScalarRow *a = pa, *b = pb;
    if (a->metric != b->metric)
        return (a->metric > b->metric) - (a->metric < b->metric);
    if (a->scope != b->scope)
        return (a->scope > b->scope) - (a->scope < b->scope);
    return strcmp(a->stat, b->stat);
}

static void put_scalar(RunResult *run, uint32_t metric, uint32_t scope, const char *stat,
                       double value)
{
    if (isnan(value))
        return;
    ScalarRow row = {metric, scope, stat, value};
    g_array_append_val(run->scalars, row);
}

/* Nothing of a metric that has no headline: a count of 0 would stand alone. */
static void put_metric(RunResult *run, Frame *frame, uint32_t id)
{
    const char *const *stats = stats_of(metric_get(id));
    if (isnan(frame_stat(frame, id, stats[0])))
        return;
    for (size_t i = 0; stats[i]; i++)
        put_scalar(run, id, frame->scope, stats[i], frame_stat(frame, id, stats[i]));
}

/* --- series ------------------------------------------------------------------------------- */

/* Told bin by bin of every break-down; of `all` everything that counters give. */
static bool is_main_series(MetricId id)
{
    static const MetricId main[] = {
        METRIC_ID_availability,        METRIC_ID_failures,   METRIC_ID_inferences,
        METRIC_ID_deadline_miss_ratio, METRIC_ID_accuracy,   METRIC_ID_energy_per_inference,
        METRIC_ID_data_loss_ratio,     METRIC_ID_confidence, METRIC_ID_error_rate,
        METRIC_ID_heartbeat_loss,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(main); i++) {
        if (main[i] == id)
            return true;
    }
    return false;
}

static bool has_series(const CollectInput *input, const ScopeGroups *scope, MetricId id)
{
    MetricForm form = metric_get(id)->form;
    bool has_samples = form == METRIC_SAMPLES || form == METRIC_SPARED || form == METRIC_BETWEEN ||
                       form == METRIC_ENERGY || form == METRIC_ENERGY_SHARE;
    if (has_samples || scope->cause >= 0 || !is_told(input, scope, id))
        return false;
    return strcmp(scope->kind, "all") == 0 || is_main_series(id) || is_of_gateways(id);
}

static double counter_bin(const Totals *totals, uint32_t scope, const Metric *metric, uint32_t bin)
{
    const MetricsCalendar *calendar = totals->calendar;
    uint32_t first = calendar->first_of_bin[bin];
    __int128 sums[COUNTER_COUNT] = {0};
    double counters[COUNTER_COUNT];
    SimTime start = calendar->slices[first].start, end = start;
    for (uint32_t i = first; i < calendar->slice_count && calendar->slices[i].output_bin == bin;
         i++) {
        const int64_t *row = metrics_row(totals->by_scope, scope, i);
        for (uint32_t c = 0; c < COUNTER_COUNT; c++)
            sums[c] += row[c];
        end = MAX(MIN(calendar->slices[i].end, totals->input->reached), start);
    }
    for (uint32_t c = 0; c < COUNTER_COUNT; c++)
        counters[c] = (double)sums[c];
    double devices = (double)totals->input->scopes->scopes[scope].device_count;
    return metric_value(metric, counters, (MetricsWindow){start, end}, devices);
}

/* A column that says nothing is left out: no data at all, or counts that are all 0. */
static void put_series(RunResult *run, const Totals *totals, uint32_t scope, uint32_t id)
{
    const Metric *metric = metric_get(id);
    const ScopeGroups *groups = &totals->input->scopes->scopes[scope];
    SeriesColumn column = {id, scope, g_new(double, run->bin_count)};
    bool is_empty = true;
    for (uint32_t bin = 0; bin < run->bin_count; bin++) {
        double value = metric->form == METRIC_POOL ? pool_bin(totals, groups, metric, bin)
                                                   : counter_bin(totals, scope, metric, bin);
        column.value[bin] = value;
        is_empty = is_empty && (isnan(value) || (metric->form == METRIC_COUNT && value == 0));
    }
    if (is_empty)
        g_free(column.value);
    else
        g_array_append_val(run->series, column);
}

/* --- histograms --------------------------------------------------------------------------- */

/* The edges in the unit of the metric; the last bucket ends at the greatest sample. */
static HistogramRow histogram_row(const Frame *frame, uint32_t id, uint32_t bucket, int64_t count)
{
    const Metric *metric = metric_get(id);
    HistogramLayout layout = sample_layout((Sample)metric->a);
    uint32_t last = MIN(bucket + BUCKETS_JOINED, histogram_bucket_count(layout)) - 1;
    double low = (double)histogram_low(layout, bucket);
    double high = last + 1 == histogram_bucket_count(layout)
                      ? (double)frame_set(frame, (Sample)metric->a)->max + 1.0
                      : (double)histogram_high(layout, last);
    if (metric->form == METRIC_SPARED)
        return (HistogramRow){id, frame->scope, MAX(1.0 - high * metric->scale, 0.0),
                              1.0 - low * metric->scale, count};
    return (HistogramRow){id, frame->scope, low * metric->scale, high * metric->scale, count};
}

static void put_histogram(RunResult *run, Frame *frame, uint32_t id)
{
    const Metric *metric = metric_get(id);
    Sample sample = (Sample)metric->a;
    uint32_t bucket_count = histogram_bucket_count(sample_layout(sample));
    sample_set_counts(frame_set(frame, sample), sample, frame->counts);
    frame->sample = (int32_t)sample;
    for (uint32_t b = 0; b < bucket_count; b += BUCKETS_JOINED) {
        int64_t count = 0;
        for (uint32_t i = b; i < MIN(b + BUCKETS_JOINED, bucket_count); i++)
            count += frame->counts[i];
        HistogramRow row = histogram_row(frame, id, b, count);
        if (count > 0)
            g_array_append_val(run->histograms, row);
    }
}

static bool has_samples(uint32_t id)
{
    MetricForm form = metric_get(id)->form;
    return form == METRIC_SAMPLES || form == METRIC_SPARED;
}

static gint histogram_compare(gconstpointer pa, gconstpointer pb)
{
    const HistogramRow *a = pa, *b = pb;
    if (a->metric != b->metric)
        return (a->metric > b->metric) - (a->metric < b->metric);
    if (a->scope != b->scope)
        return (a->scope > b->scope) - (a->scope < b->scope);
    return (a->low > b->low) - (a->low < b->low);
}

/* --- requirements ------------------------------------------------------------------------- */

static bool has_scalar(const RunResult *run, const ScalarRow *wanted)
{
    for (guint i = 0; i < run->scalars->len; i++) {
        if (scalar_compare(&g_array_index(run->scalars, ScalarRow, i), wanted) == 0)
            return true;
    }
    return false;
}

static void put_required(RunResult *run, const Totals *totals, double *ret_required)
{
    const CollectInput *input = totals->input;
    for (guint r = 0; r < input->scenario->requirements->len; r++) {
        const RequirementSection *section =
            &g_array_index(input->scenario->requirements, RequirementSection, r);
        const Condition *condition = &section->condition;
        Frame frame;
        frame_init(&frame, totals, input->scopes->of_requirement[r],
                   collect_window(input->scenario, r));
        double value = condition->is_share ? frame_share(&frame, condition->metric, condition)
                                           : frame_stat(&frame, condition->metric, condition->stat);
        ScalarRow row = {condition->metric, frame.scope, condition->stat, value};
        if (frame.window == 0 && !isnan(value) && !has_scalar(run, &row))
            g_array_append_val(run->scalars, row);
        ret_required[r] = value;
        frame_clear(&frame);
    }
}

static void put_scope(RunResult *run, const Totals *totals, uint32_t scope)
{
    const CollectInput *input = totals->input;
    const ScopeGroups *groups = &input->scopes->scopes[scope];
    Frame frame;
    frame_init(&frame, totals, scope, 0);
    for (uint32_t id = 0; id < METRIC_ID_COUNT; id++) {
        if (!is_told(input, groups, (MetricId)id))
            continue;
        put_metric(run, &frame, id);
        if (has_series(input, groups, (MetricId)id))
            put_series(run, totals, scope, id);
        if (input->scenario->output.histograms && has_samples(id) && groups->cause < 0)
            put_histogram(run, &frame, id);
    }
    frame_clear(&frame);
}

void collect_run(const CollectInput *input, RunResult *run, double *ret_required)
{
    g_assert(input && run);

    Totals totals;
    totals_init(&totals, input);
    run->bin_length = totals.calendar->bin_length;
    run->bin_count =
        input->reached > 0 ? (uint32_t)((input->reached - 1) / run->bin_length + 1) : 0;
    for (uint32_t scope = 0; scope < input->scopes->scope_count; scope++)
        put_scope(run, &totals, scope);
    put_required(run, &totals, ret_required);
    g_array_sort(run->scalars, scalar_compare);
    g_array_sort(run->histograms, histogram_compare);
    totals_clear(&totals);
}
