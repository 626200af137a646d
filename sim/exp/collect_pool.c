/* What pools know of themselves: load, queue, requests, imbalance; several pools as one. */
#include "exp/collect_part.h"

#include <math.h>
#include <string.h>

static double ratio(double a, double b)
{
    return b > 0.0 ? a / b : NAN;
}

static const PoolSection *section_at(const Frame *frame, uint32_t pool)
{
    return &g_array_index(frame->totals->input->scenario->pools, PoolSection, pool);
}

static const PoolMetrics *pool_in(const Frame *frame, uint32_t pool)
{
    bool is_in = scope_has_pool(frame->scope_groups, pool);
    return is_in ? &frame->totals->input->metrics->pools[pool] : NULL;
}

static uint32_t pool_count(const Frame *frame)
{
    return frame->totals->input->metrics->pool_count;
}

/* Worker time there is in `ns`, of all pools in the scope. */
static double capacity(const Frame *frame, double ns)
{
    double workers = 0;
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        if (pool)
            workers += (double)pool->gateway_count * (double)section_at(frame, p)->workers;
    }
    return workers * ns;
}

static double gateway_count(const Frame *frame)
{
    double count = 0;
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        count += pool ? pool->gateway_count : 0;
    }
    return count;
}

/* What a metric is made of, in a slice. */
static __int128 amount_in(const PoolMetrics *pool, int which, uint32_t slice)
{
    switch ((PoolMetric)which) {
    case POOL_UTILISATION:
        return pool->busy_ns[slice];
    case POOL_QUEUE:
        return pool->queue_ns[slice];
    case POOL_IN_SYSTEM:
        return pool->in_system_ns[slice];
    case POOL_REQUESTS:
        return pool->requests[slice];
    case POOL_IMBALANCE:
        break;
    }
    return 0;
}

static double sum_of(const Frame *frame, const PoolMetrics *pool, int which)
{
    const MetricsCalendar *calendar = frame->totals->calendar;
    __int128 sum = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++)
        sum += calendar->slices[i].windows >> frame->window & 1 ? amount_in(pool, which, i) : 0;
    return (double)sum;
}

/* The same over pools and window. */
static double amount_sum(const Frame *frame, int which)
{
    double sum = 0;
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        sum += pool ? sum_of(frame, pool, which) : 0.0;
    }
    return sum;
}

/* --- levels ------------------------------------------------------------------------------- */

/* Gateway-time with so many waiting, or in the system, all pools together. */
static void sum_levels(const Frame *frame, int which, double levels[METRICS_LEVELS])
{
    memset(levels, 0, METRICS_LEVELS * sizeof *levels);
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        if (!pool)
            continue;
        const __int128 *all = which == POOL_QUEUE ? pool->queue_level : pool->system_level;
        const __int128 *own = all + (size_t)frame->window * METRICS_LEVELS;
        for (uint32_t i = 0; i < METRICS_LEVELS; i++)
            levels[i] += (double)own[i];
    }
}

/* What the last level stands for, which holds all above: their own mean, as the sum over all
 * levels is known. So no mean lies above the greatest level. */
static double last_level(const double levels[METRICS_LEVELS], double amount)
{
    const uint32_t last = METRICS_LEVELS - 1;
    for (uint32_t i = 0; i < last; i++)
        amount -= levels[i] * (double)i;
    return MAX(amount / levels[last], (double)last);
}

/* The least level that a share of the time does not exceed; `amount` is the sum of level x time. */
static double level_quantile(const double levels[METRICS_LEVELS], double share, double amount)
{
    double total = 0, before = 0;
    for (uint32_t i = 0; i < METRICS_LEVELS; i++)
        total += levels[i];
    for (uint32_t i = 0; i < METRICS_LEVELS; i++) {
        before += levels[i];
        if (levels[i] > 0 && before >= share * total)
            return i + 1 < METRICS_LEVELS ? (double)i : last_level(levels, amount);
    }
    return NAN;
}

static double level_stat(const Frame *frame, int which, const char *stat)
{
    double levels[METRICS_LEVELS];
    double ns = (double)(frame->to - frame->from), amount = amount_sum(frame, which);
    if (strcmp(stat, "mean") == 0)
        return ratio(amount, gateway_count(frame) * ns);
    sum_levels(frame, which, levels);
    if (strcmp(stat, "min") == 0)
        return level_quantile(levels, 0.0, amount);
    if (strcmp(stat, "max") == 0)
        return level_quantile(levels, 1.0, amount);
    double share = stat_quantile(stat);
    return share < 0.0 ? NAN : level_quantile(levels, share, amount);
}

static double level_share(const Frame *frame, int which, const Condition *condition)
{
    double levels[METRICS_LEVELS], total = 0, above = 0, at = 0;
    sum_levels(frame, which, levels);
    for (uint32_t i = 0; i < METRICS_LEVELS; i++) {
        total += levels[i];
        above += (double)i > condition->threshold ? levels[i] : 0.0;
        at += (double)i == condition->threshold ? levels[i] : 0.0;
    }
    const char *op = condition->share_op;
    double below = total - above - at;
    double beyond = op[0] == '>'   ? above
                    : op[0] == '<' ? below
                    : op[0] == '!' ? above + below
                                   : 0.0;
    return ratio(op[1] == '=' && op[0] != '!' ? beyond + at : beyond, total);
}

/* --- imbalance ---------------------------------------------------------------------------- */

/* Value of one interval, over all instances; NAN if none had requests. */
static double imbalance_of(const Frame *frame, uint32_t bin, double *inout_sum, double *inout_count)
{
    double sum = 0, count = 0;
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        if (!pool)
            continue;
        sum += (double)pool->imbalance[bin] * 1e-9;
        count += (double)pool->imbalance_count[bin];
    }
    *inout_sum += sum;
    *inout_count += count;
    return ratio(sum, count);
}

static double imbalance_mean(const Frame *frame)
{
    bool must_be_whole = frame_has_whole(frame);
    double sum = 0, count = 0;
    MetricsWindow part;
    for (uint32_t bin = 0; bin < frame->totals->calendar->stat_count; bin++) {
        if (frame_interval(frame, bin, must_be_whole, &part))
            imbalance_of(frame, bin, &sum, &count);
    }
    return ratio(sum, count);
}

/* --- what the others ask ------------------------------------------------------------------ */

static double busy_of_interval(const Frame *frame, uint32_t bin, MetricsWindow part)
{
    const MetricsCalendar *calendar = frame->totals->calendar;
    double busy = 0;
    for (uint32_t p = 0; p < pool_count(frame); p++) {
        const PoolMetrics *pool = pool_in(frame, p);
        for (uint32_t i = metrics_slice(calendar, part.from);
             pool && i < calendar->slice_count && calendar->slices[i].stat_bin == bin; i++)
            busy += calendar->slices[i].windows >> frame->window & 1 ? (double)pool->busy_ns[i] : 0;
    }
    return ratio(busy, capacity(frame, (double)(part.to - part.from)));
}

void pool_intervals(const Frame *frame, const Metric *metric, bool must_be_whole,
                    GArray *ret_values)
{
    MetricsWindow part;
    double sum = 0, count = 0;
    if (metric->a != POOL_UTILISATION && metric->a != POOL_IMBALANCE)
        return;
    for (uint32_t bin = 0; bin < frame->totals->calendar->stat_count; bin++) {
        if (!frame_interval(frame, bin, must_be_whole, &part))
            continue;
        double value = metric->a == POOL_UTILISATION ? busy_of_interval(frame, bin, part)
                                                     : imbalance_of(frame, bin, &sum, &count);
        if (!isnan(value))
            g_array_append_val(ret_values, value);
    }
}

/* NAN also where the intervals have the answer. */
double pool_stat(Frame *frame, const Metric *metric, const char *stat)
{
    bool is_mean = strcmp(stat, "mean") == 0;
    if (gateway_count(frame) == 0)
        return NAN;
    switch ((PoolMetric)metric->a) {
    case POOL_UTILISATION:
        return is_mean ? ratio(amount_sum(frame, POOL_UTILISATION),
                               capacity(frame, (double)(frame->to - frame->from)))
                       : NAN;
    case POOL_QUEUE:
    case POOL_IN_SYSTEM:
        return level_stat(frame, metric->a, stat);
    case POOL_REQUESTS:
        if (is_mean)
            return ratio(amount_sum(frame, POOL_REQUESTS), gateway_count(frame));
        return strcmp(stat, "sum") == 0 ? amount_sum(frame, POOL_REQUESTS) : NAN;
    case POOL_IMBALANCE:
        return is_mean ? imbalance_mean(frame) : NAN;
    }
    return NAN;
}

double pool_share(const Frame *frame, const Metric *metric, const Condition *condition)
{
    bool is_level = metric->a == POOL_QUEUE || metric->a == POOL_IN_SYSTEM;
    return is_level ? level_share(frame, metric->a, condition) : NAN;
}

double pool_bin(const Totals *totals, const ScopeGroups *scope, const Metric *metric, uint32_t bin)
{
    const MetricsCalendar *calendar = totals->calendar;
    Frame frame = {.totals = totals, .scope_groups = scope};
    uint32_t first = calendar->first_of_bin[bin];
    SimTime start = calendar->slices[first].start, end = start;
    double sum = 0;
    if (metric->a == POOL_IMBALANCE)
        return NAN;
    for (uint32_t i = first; i < calendar->slice_count && calendar->slices[i].output_bin == bin;
         i++) {
        for (uint32_t p = 0; p < pool_count(&frame); p++) {
            const PoolMetrics *pool = pool_in(&frame, p);
            sum += pool ? (double)amount_in(pool, metric->a, i) : 0.0;
        }
        end = MIN(calendar->slices[i].end, totals->input->reached);
    }
    double ns = (double)MAX(end - start, 0), gateways = gateway_count(&frame);
    if (metric->a == POOL_REQUESTS)
        return ratio(sum, gateways);
    return ratio(sum, metric->a == POOL_UTILISATION ? capacity(&frame, ns) : gateways * ns);
}
