/* One statistic of one metric: each form of metric.def worked out. */
#include "exp/collect_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double stat_quantile(const char *stat)
{
    if (stat[0] != 'p' || !g_ascii_isdigit(stat[1]))
        return -1.0;
    return g_ascii_strtod(stat + 1, NULL) / 100.0;
}

static double ratio(double a, double b)
{
    return b > 0.0 ? a / b : NAN;
}

/* Device-time is counted as down time is, in microseconds that end in the span: both are whole
 * numbers, and a span that is down throughout is down for as long as it lasts. */
double metric_value(const Metric *metric, const double *counters, MetricsWindow span,
                    double device_count)
{
    double a = counters[metric->a], ns = (double)(span.to - span.from);
    double device_us =
        device_count * (double)(metrics_whole_us(span.to) - metrics_whole_us(span.from));
    double in_service = (device_us - counters[COUNTER_DOWN_TIME]) * 1e3;
    switch (metric->form) {
    case METRIC_COUNT:
        return a * metric->scale;
    case METRIC_RATIO:
        return ratio(a, counters[metric->b]) * metric->scale;
    case METRIC_MISSING:
        return 1.0 - ratio(a, counters[metric->b]);
    case METRIC_UPTIME:
        return 1.0 - ratio(a, device_us);
    case METRIC_BETWEEN:
        return ratio(in_service, a) * metric->scale;
    case METRIC_PER_SERVICE:
        return ratio(a, in_service) * metric->scale;
    case METRIC_PER_TIME:
        return ratio(a, ns) * metric->scale;
    case METRIC_SAMPLES:
    case METRIC_SPARED:
    case METRIC_POOL:
    case METRIC_ENERGY:
    case METRIC_ENERGY_SHARE:
        break;
    }
    return NAN;
}

/* --- intervals ---------------------------------------------------------------------------- */

bool frame_interval(const Frame *frame, uint32_t bin, bool must_be_whole, MetricsWindow *ret_part)
{
    SimTime length = frame->totals->calendar->stat_length, start = (SimTime)bin * length;
    SimTime end = time_add(start, length);
    *ret_part = (MetricsWindow){MAX(start, frame->from), MIN(end, frame->to)};
    if (must_be_whole)
        return start >= frame->from && end <= frame->to;
    return ret_part->from < ret_part->to;
}

bool frame_has_whole(const Frame *frame)
{
    MetricsWindow part;
    for (uint32_t bin = 0; bin < frame->totals->calendar->stat_count; bin++) {
        if (frame_interval(frame, bin, true, &part))
            return true;
    }
    return false;
}

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void counter_intervals(const Frame *frame, const Metric *metric, bool must_be_whole,
                              GArray *values)
{
    const MetricsCalendar *calendar = frame->totals->calendar;
    g_autofree __int128 *sums = g_new0(__int128, calendar->stat_count);
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        const Slice *slice = &calendar->slices[i];
        if (slice->windows >> frame->window & 1)
            sums[slice->stat_bin] +=
                metrics_row(frame->totals->by_scope, frame->scope, i)[metric->a];
    }
    MetricsWindow part;
    for (uint32_t bin = 0; bin < calendar->stat_count; bin++) {
        if (!frame_interval(frame, bin, must_be_whole, &part))
            continue;
        double counters[COUNTER_COUNT] = {0};
        counters[metric->a] = (double)sums[bin];
        double value =
            metric_value(metric, counters, part, (double)frame->scope_groups->device_count);
        if (!isnan(value))
            g_array_append_val(values, value);
    }
}

double values_quantile(const GArray *values, double share)
{
    if (values->len == 0)
        return NAN;
    double rank = ceil(share * (double)values->len - 1e-9);
    guint at = rank < 1.0 ? 0 : (guint)rank - 1;
    return g_array_index(values, double, MIN(at, values->len - 1));
}

static double values_sd(const GArray *values)
{
    double sum = 0, squares = 0, n = (double)values->len;
    for (guint i = 0; i < values->len; i++)
        sum += g_array_index(values, double, i);
    for (guint i = 0; i < values->len; i++) {
        double away = g_array_index(values, double, i) - sum / n;
        squares += away * away;
    }
    return values->len < 2 ? NAN : sqrt(squares / (n - 1.0));
}

/* Ascending. */
static void intervals_of(const Frame *frame, const Metric *metric, bool must_be_whole,
                         GArray *values)
{
    g_array_set_size(values, 0);
    if (metric->form == METRIC_UPTIME || metric->form == METRIC_PER_TIME)
        counter_intervals(frame, metric, must_be_whole, values);
    if (metric->form == METRIC_POOL)
        pool_intervals(frame, metric, must_be_whole, values);
    if (values->len > 0)
        qsort(values->data, values->len, sizeof(double), compare_values);
}

const GArray *frame_intervals(Frame *frame, uint32_t metric_id)
{
    if (frame->metric != (int32_t)metric_id)
        intervals_of(frame, metric_get(metric_id), frame_has_whole(frame), frame->values);
    frame->metric = (int32_t)metric_id;
    return frame->values;
}

/* The least or the most, share 0 or 1: of intervals that the ends cut as well, since the mean has
 * these in it and must not lie outside. */
static double interval_end(const Frame *frame, uint32_t metric_id, double share)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    intervals_of(frame, metric_get(metric_id), false, values);
    return values_quantile(values, share);
}

/* Of a level that is formed per interval: everything but its mean. */
static double interval_stat(Frame *frame, uint32_t metric, const char *stat)
{
    if (strcmp(stat, "min") == 0)
        return interval_end(frame, metric, 0.0);
    if (strcmp(stat, "max") == 0)
        return interval_end(frame, metric, 1.0);
    const GArray *values = frame_intervals(frame, metric);
    if (strcmp(stat, "sd") == 0)
        return values_sd(values);
    double share = stat_quantile(stat);
    return share < 0.0 ? NAN : values_quantile(values, share);
}

/* --- distributions ------------------------------------------------------------------------ */

static double set_quantile(Frame *frame, Sample sample, double share)
{
    const SampleSet *set = frame_set(frame, sample);
    if (set->count == 0)
        return NAN;
    if (frame->sample != (int32_t)sample)
        sample_set_counts(set, sample, frame->counts);
    frame->sample = (int32_t)sample;
    return sample_set_quantile(set, sample, frame->counts, share);
}

/* In the sample's unit; `share` of the samples that a quantile does not exceed. */
static double set_stat(Frame *frame, Sample sample, const char *stat, double share)
{
    const SampleSet *set = frame_set(frame, sample);
    if (strcmp(stat, "mean") == 0)
        return sample_set_mean(set);
    if (strcmp(stat, "sd") == 0)
        return sample_set_sd(set, sample);
    if (strcmp(stat, "min") == 0)
        return set->count > 0 ? (double)set->min : NAN;
    if (strcmp(stat, "max") == 0)
        return set->count > 0 ? (double)set->max : NAN;
    if (strcmp(stat, "sum") == 0)
        return (double)set->sum;
    return share < 0.0 ? NAN : set_quantile(frame, sample, share);
}

static double sample_stat(Frame *frame, const Metric *metric, const char *stat)
{
    Sample sample = (Sample)metric->a;
    if (strcmp(stat, "count") == 0)
        return (double)frame_set(frame, sample)->count;
    return set_stat(frame, sample, stat, stat_quantile(stat)) * metric->scale;
}

/* Of 1 - x: least and greatest, low and high quantiles change places. */
static double spared_stat(Frame *frame, const Metric *metric, const char *stat)
{
    Sample sample = (Sample)metric->a;
    double count = (double)frame_set(frame, sample)->count, share = stat_quantile(stat);
    if (strcmp(stat, "count") == 0)
        return count;
    if (strcmp(stat, "sd") == 0)
        return set_stat(frame, sample, stat, share) * metric->scale;
    if (strcmp(stat, "sum") == 0)
        return count - set_stat(frame, sample, stat, share) * metric->scale;
    if (strcmp(stat, "min") == 0)
        return 1.0 - set_stat(frame, sample, "max", share) * metric->scale;
    if (strcmp(stat, "max") == 0)
        return 1.0 - set_stat(frame, sample, "min", share) * metric->scale;
    double spared = share < 0.0 ? share : 1.0 - share;
    return 1.0 - set_stat(frame, sample, stat, spared) * metric->scale;
}

static double counter_stat(Frame *frame, uint32_t metric_id, const char *stat)
{
    const Metric *metric = metric_get(metric_id);
    double value = metric_value(metric, frame->counters, (MetricsWindow){frame->from, frame->to},
                                (double)frame->scope_groups->device_count);
    bool is_level = metric->form == METRIC_UPTIME || metric->form == METRIC_PER_TIME;
    bool has_pair = metric->form == METRIC_RATIO || metric->form == METRIC_MISSING;
    if (metric->form == METRIC_COUNT)
        return strcmp(stat, "sum") == 0 ? value : NAN;
    if (strcmp(stat, "mean") == 0)
        return value;
    if (strcmp(stat, "count") == 0 && metric->form != METRIC_UPTIME)
        return frame->counters[has_pair ? metric->b : metric->a];
    if (strcmp(stat, "sum") == 0 && metric->form == METRIC_RATIO)
        return frame->counters[metric->a] * metric->scale;
    return is_level ? interval_stat(frame, metric_id, stat) : NAN;
}

double frame_stat(Frame *frame, uint32_t metric_id, const char *stat)
{
    const Metric *metric = metric_get(metric_id);
    switch (metric->form) {
    case METRIC_SAMPLES:
        return sample_stat(frame, metric, stat);
    case METRIC_SPARED:
        return spared_stat(frame, metric, stat);
    case METRIC_POOL: {
        double value = pool_stat(frame, metric, stat);
        return isnan(value) && strcmp(stat, "mean") != 0 ? interval_stat(frame, metric_id, stat)
                                                         : value;
    }
    case METRIC_ENERGY:
    case METRIC_ENERGY_SHARE:
        return energy_stat(frame, metric, stat);
    default:
        return counter_stat(frame, metric_id, stat);
    }
}

/* --- shares ------------------------------------------------------------------------------- */

int64_t metric_threshold(const Metric *metric, double threshold)
{
    double value = metric->form == METRIC_SPARED ? 1.0 - threshold : threshold;
    return int64_from_double(value / metric->scale);
}

static bool is_beyond(const char *op, double value, double threshold)
{
    bool is_equal = value == threshold;
    if (strcmp(op, "==") == 0)
        return is_equal;
    if (strcmp(op, "!=") == 0)
        return !is_equal;
    if (op[1] == '=' && is_equal)
        return true;
    return op[0] == '<' ? value < threshold : value > threshold;
}

static double interval_share(Frame *frame, const Condition *condition)
{
    const GArray *values = frame_intervals(frame, condition->metric);
    guint beyond = 0;
    for (guint i = 0; i < values->len; i++)
        beyond +=
            is_beyond(condition->share_op, g_array_index(values, double, i), condition->threshold);
    return ratio((double)beyond, (double)values->len);
}

/* Counts of samples above and at the threshold, exact. */
static double set_share(const Frame *frame, const Metric *metric, const Condition *condition)
{
    const MetricsCalendar *calendar = frame->totals->calendar;
    Sample sample = (Sample)metric->a;
    const SampleSet *set = frame_set(frame, sample);
    int64_t threshold = metric_threshold(metric, condition->threshold);
    uint32_t i = 0;
    while (i < calendar->threshold_count[sample] && calendar->thresholds[sample][i] != threshold)
        i++;
    g_assert(i < calendar->threshold_count[sample]);
    int64_t above = set->above[i], at = set->at_or_above[i] - above;
    int64_t below = set->count - above - at;
    if (metric->form == METRIC_SPARED) { /* 1 - x > t: x < 1 - t */
        int64_t swapped = above;
        above = below;
        below = swapped;
    }
    const char *op = condition->share_op;
    int64_t beyond = op[0] == '>' ? above : op[0] == '<' ? below : op[0] == '!' ? above + below : 0;
    if (op[1] == '=' && op[0] != '!')
        beyond += at;
    return ratio((double)beyond, (double)set->count);
}

double frame_share(Frame *frame, uint32_t metric_id, const Condition *condition)
{
    const Metric *metric = metric_get(metric_id);
    if (metric->form == METRIC_SAMPLES || metric->form == METRIC_SPARED)
        return set_share(frame, metric, condition);
    double value = metric->form == METRIC_POOL ? pool_share(frame, metric, condition) : NAN;
    return isnan(value) ? interval_share(frame, condition) : value;
}
