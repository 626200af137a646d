/* Metrics of partitions made one, and the hash over their totals. */
#include "world/metrics.h"

#include "util/digest.h"
#include "world/metrics_energy.h"

static void add_columns(int64_t *restrict into, const int64_t *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        into[i] += from[i];
}

static void add_times(__int128 *restrict into, const __int128 *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        into[i] += from[i];
}

static void pool_merge(PoolMetrics *into, const PoolMetrics *from, const MetricsCalendar *calendar)
{
    size_t level_count = (size_t)calendar->window_count * METRICS_LEVELS;
    into->gateway_count += from->gateway_count;
    add_times(into->busy_ns, from->busy_ns, calendar->slice_count);
    add_columns(into->requests, from->requests, calendar->slice_count);
    add_times(into->queue_ns, from->queue_ns, calendar->slice_count);
    add_times(into->in_system_ns, from->in_system_ns, calendar->slice_count);
    add_columns(into->imbalance, from->imbalance, calendar->stat_count);
    add_columns(into->imbalance_count, from->imbalance_count, calendar->stat_count);
    add_times(into->queue_level, from->queue_level, level_count);
    add_times(into->system_level, from->system_level, level_count);
}

static void cause_merge(Metrics *metrics, CauseMetrics *into, const CauseMetrics *from)
{
    uint32_t slice_count = metrics->calendar->slice_count;
    add_columns(into->failures, from->failures, slice_count);
    add_columns(into->outages, from->outages, slice_count);
    add_columns(into->down_us, from->down_us, slice_count);
    sample_set_merge(metrics, &into->repair, &from->repair, SAMPLE_REPAIR_TIME);
    sample_set_merge(metrics, &into->detection, &from->detection, SAMPLE_DETECTION_TIME);
}

void counters_add(int64_t *restrict into, const int64_t *restrict from, uint32_t slice_count)
{
    for (uint32_t i = 0; i < slice_count; i++) {
        int64_t any = 0;
        for (uint32_t c = 0; c < COUNTER_COUNT; c++)
            any |= from[c];
        for (uint32_t c = 0; any != 0 && c < COUNTER_COUNT; c++)
            into[c] += from[c];
        into += COUNTER_COUNT;
        from += COUNTER_COUNT;
    }
}

static void group_merge(Metrics *into, uint32_t to, const Metrics *from, uint32_t group)
{
    const MetricsCalendar *calendar = from->calendar;
    size_t row = (size_t)calendar->slice_count * COUNTER_COUNT;
    counters_add(into->counters + to * row, from->counters + group * row, calendar->slice_count);
    metrics_add_energy(into, to, from, group);
    for (uint32_t w = 0; w < calendar->window_count; w++) {
        const SampleSet *sets =
            from->samples + ((size_t)w * from->group_count + group) * SAMPLE_COUNT;
        for (uint32_t s = 0; s < SAMPLE_COUNT; s++)
            sample_set_merge(into, metrics_samples(into, w, to, (Sample)s), &sets[s], (Sample)s);
    }
}

void metrics_merge(Metrics *into, const Metrics *from, const uint32_t *group_of)
{
    g_assert(into->calendar == from->calendar);
    g_assert(into->pool_count == from->pool_count);
    g_assert(into->cause_count == from->cause_count);
    g_assert(!from->are_spans_open);

    for (uint32_t g = 0; g < from->group_count; g++) {
        uint32_t to = group_of == NULL ? g : group_of[g];
        g_assert(to < into->group_count);
        group_merge(into, to, from, g);
    }
    for (uint32_t i = 0; i < into->pool_count; i++)
        pool_merge(&into->pools[i], &from->pools[i], into->calendar);
    for (uint32_t i = 0; i < into->cause_count; i++)
        cause_merge(into, &into->causes[i], &from->causes[i]);
}

/* --- digest of the totals of window 0; a total that wraps is as good as any ---------------- */

static uint64_t total_of(const MetricsCalendar *calendar, const int64_t *of_slice)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        if (calendar->slices[i].windows & 1)
            total += (uint64_t)of_slice[i];
    }
    return total;
}

/* Every digest has the counters up to this one. Those that came later are in it, with their number,
 * where they count anything: a run that knows nothing of them keeps its digest. */
enum { COUNTERS_ALWAYS = COUNTER_VISITS + 1 };

static uint64_t fold_counters(uint64_t chain, const Metrics *metrics)
{
    const MetricsCalendar *calendar = metrics->calendar;
    const int64_t *row = metrics->counters;
    uint64_t totals[COUNTER_COUNT] = {0};
    for (uint32_t g = 0; g < metrics->group_count; g++) {
        for (uint32_t i = 0; i < calendar->slice_count; i++, row += COUNTER_COUNT) {
            for (uint32_t c = 0; calendar->slices[i].windows & 1 && c < COUNTER_COUNT; c++)
                totals[c] += (uint64_t)row[c];
        }
    }
    for (uint32_t c = 0; c < COUNTERS_ALWAYS; c++)
        chain = digest_fold(chain, totals[c]);
    for (uint32_t c = COUNTERS_ALWAYS; c < COUNTER_COUNT; c++) {
        if (totals[c] != 0)
            chain = digest_fold(digest_fold(chain, c), totals[c]);
    }
    return chain;
}

static uint64_t fold_wide(uint64_t chain, __int128 sum)
{
    chain = digest_fold(chain, (uint64_t)(unsigned __int128)sum);
    return digest_fold(chain, (uint64_t)((unsigned __int128)sum >> 64));
}

/* Counts of buckets of all groups together, by way of one counted set. */
static uint64_t fold_sample(uint64_t chain, const Metrics *metrics, Sample sample)
{
    uint32_t bucket_count = histogram_bucket_count(sample_layout(sample));
    g_autofree int64_t *counts = g_new(int64_t, bucket_count);
    g_autofree int64_t *totals = g_new0(int64_t, bucket_count);
    int64_t count = 0, min = INT64_MAX, max = INT64_MIN;
    __int128 sum = 0;
    for (uint32_t g = 0; g < metrics->group_count; g++) {
        const SampleSet *set = &metrics->samples[(size_t)g * SAMPLE_COUNT + sample];
        if (set->count == 0)
            continue;
        sample_set_counts(set, sample, counts);
        add_columns(totals, counts, bucket_count);
        count += set->count;
        sum += set->sum;
        min = MIN(min, set->min);
        max = MAX(max, set->max);
    }
    chain = fold_wide(digest_fold(chain, (uint64_t)count), sum);
    if (count == 0)
        return chain;
    chain = digest_fold(digest_fold(chain, (uint64_t)min), (uint64_t)max);
    for (uint32_t b = 0; b < bucket_count; b++) {
        if (totals[b] != 0)
            chain = digest_fold(digest_fold(chain, b), (uint64_t)totals[b]);
    }
    return chain;
}

static __int128 time_of_pool(const MetricsCalendar *calendar, const __int128 *of_slice)
{
    __int128 total = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++)
        total += calendar->slices[i].windows & 1 ? of_slice[i] : 0;
    return total;
}

/* Times of 63 bits as one number, longer ones as two. */
static uint64_t fold_time(uint64_t chain, __int128 time)
{
    bool is_short = time <= INT64_MAX;
    return is_short ? digest_fold(chain, (uint64_t)time) : fold_wide(chain, time);
}

static uint64_t fold_pool(uint64_t chain, const PoolMetrics *pool, const MetricsCalendar *calendar)
{
    chain = digest_fold(chain, pool->gateway_count);
    chain = fold_time(chain, time_of_pool(calendar, pool->busy_ns));
    chain = digest_fold(chain, total_of(calendar, pool->requests));
    chain = fold_time(chain, time_of_pool(calendar, pool->queue_ns));
    chain = fold_time(chain, time_of_pool(calendar, pool->in_system_ns));
    for (uint32_t i = 0; i < METRICS_LEVELS; i++) {
        chain = fold_time(chain, pool->queue_level[i]);
        chain = fold_time(chain, pool->system_level[i]);
    }
    return chain;
}

static uint64_t fold_cause(uint64_t chain, const CauseMetrics *cause,
                           const MetricsCalendar *calendar)
{
    chain = digest_fold(chain, total_of(calendar, cause->failures));
    chain = digest_fold(chain, total_of(calendar, cause->outages));
    chain = digest_fold(chain, total_of(calendar, cause->down_us));
    chain = fold_wide(digest_fold(chain, (uint64_t)cause->repair.count), cause->repair.sum);
    return fold_wide(digest_fold(chain, (uint64_t)cause->detection.count), cause->detection.sum);
}

uint64_t metrics_totals_digest(const Metrics *metrics)
{
    g_assert(!metrics->are_spans_open);
    uint64_t chain = 0;
    chain = fold_counters(chain, metrics);
    for (uint32_t s = 0; s < SAMPLE_COUNT; s++)
        chain = fold_sample(chain, metrics, (Sample)s);
    for (uint32_t i = 0; i < metrics->pool_count; i++)
        chain = fold_pool(chain, &metrics->pools[i], metrics->calendar);
    for (uint32_t i = 0; i < metrics->cause_count; i++)
        chain = fold_cause(chain, &metrics->causes[i], metrics->calendar);
    return digest_scramble(chain);
}
