/* Slices against direct counts, distributions against sorted samples, merging, the digest. */
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "util/digest.h"
#include "world/metrics.h"

enum { EVENT_COUNT = 20000, GROUP_COUNT = 3 };

static const SimTime end = 10 * NS_PER_H + 17 * NS_PER_S;

static MetricsCalendar *calendar_new(SimTime bin_length)
{
    static const MetricsWindow windows[] = {
        {NS_PER_H, TIME_NEVER},
        {90 * NS_PER_MIN + 1, 2 * NS_PER_H},
        {3 * NS_PER_H, 3 * NS_PER_H + 1},
    };
    return metrics_calendar_new(end, bin_length, 25 * NS_PER_MIN, windows, 3);
}

static uint64_t bits_of(uint64_t stream, uint64_t i)
{
    return digest_scramble(stream * UINT64_C(0x9e3779b97f4a7c15) + i);
}

static SimTime time_of(uint64_t i)
{
    return (SimTime)(bits_of(1, i) % (uint64_t)end);
}

static void slices_tile_the_time_and_keep_every_edge(void)
{
    MetricsCalendar *calendar = calendar_new(7 * NS_PER_MIN);
    SimTime at = 0;
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        const Slice *slice = &calendar->slices[i];
        CHECK_INT(slice->start, at);
        CHECK(slice->end > slice->start);
        at = slice->end;
        SimTime last = slice->end - 1;
        CHECK_INT(slice->output_bin, last / (7 * NS_PER_MIN));
        CHECK_INT(slice->stat_bin, last / (25 * NS_PER_MIN));
        CHECK_INT(slice->windows & 1, slice->start >= NS_PER_H);
        CHECK_INT(slice->windows >> 2, slice->start == 3 * NS_PER_H);
    }
    CHECK_INT(at, end);
    CHECK_INT(calendar->bin_count, 86);
    CHECK_INT(calendar->stat_count, 25);
    CHECK_INT(calendar->windows[0].to, end);
    metrics_calendar_free(calendar);
}

static void a_slice_is_found_for_every_instant(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_MIN);
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        SimTime t = time_of(i);
        const Slice *slice = &calendar->slices[metrics_slice(calendar, t)];
        CHECK(slice->start <= t && t < slice->end);
    }
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        CHECK_INT(metrics_slice(calendar, calendar->slices[i].start), i);
        CHECK_INT(metrics_slice(calendar, calendar->slices[i].end - 1), i);
    }
    CHECK_INT(metrics_slice(calendar, end + NS_PER_H), calendar->slice_count - 1);
    metrics_calendar_free(calendar);
}

/* Random events, a run of them counted by hand in every window. */
static void sums_over_slices_equal_direct_counts(void)
{
    MetricsCalendar *calendar = calendar_new(7 * NS_PER_MIN);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){GROUP_COUNT, 0, 0});
    int64_t expected[3][GROUP_COUNT] = {{0}}, bins[86] = {0};
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        SimTime t = time_of(i);
        uint32_t group = (uint32_t)(bits_of(2, i) % GROUP_COUNT);
        int64_t n = (int64_t)(bits_of(3, i) % 5);
        metrics_count(metrics, group, COUNTER_DEMANDS, t, n);
        for (uint32_t w = 0; w < 3; w++) {
            MetricsWindow window = calendar->windows[w];
            expected[w][group] += window.from <= t && t < window.to ? n : 0;
        }
        bins[t / (7 * NS_PER_MIN)] += n;
    }
    for (uint32_t g = 0; g < GROUP_COUNT; g++) {
        int64_t sums[3] = {0};
        for (uint32_t i = 0; i < calendar->slice_count; i++) {
            int64_t n = metrics_row(metrics, g, i)[COUNTER_DEMANDS];
            bins[calendar->slices[i].output_bin] -= n;
            for (uint32_t w = 0; w < 3; w++)
                sums[w] += calendar->slices[i].windows >> w & 1 ? n : 0;
            CHECK_INT(metrics_row(metrics, g, i)[COUNTER_ANSWERS], 0);
        }
        for (uint32_t w = 0; w < 3; w++)
            CHECK_INT(sums[w], expected[w][g]);
    }
    for (uint32_t b = 0; b < 86; b++)
        CHECK_INT(bins[b], 0);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t value_of(uint64_t i)
{
    return (int64_t)(bits_of(4, i) % (uint64_t)(40 * NS_PER_MS)) + NS_PER_MS;
}

static void moments_and_quantiles_agree_with_sorted_samples(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 0});
    int64_t *values = g_new(int64_t, EVENT_COUNT);
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        values[i] = value_of(i);
        sum += (double)values[i];
        metrics_sample(metrics, 0, SAMPLE_INFERENCE_LATENCY, calendar->slice_count - 1, values[i]);
    }
    for (int i = 0; i < EVENT_COUNT; i++)
        squares +=
            ((double)values[i] - sum / EVENT_COUNT) * ((double)values[i] - sum / EVENT_COUNT);
    qsort(values, EVENT_COUNT, sizeof *values, compare_values);
    const SampleSet *set = metrics_samples(metrics, 0, 0, SAMPLE_INFERENCE_LATENCY);
    int64_t *counts = g_new(int64_t, histogram_bucket_count(HISTOGRAM_LATENCY));
    sample_set_counts(set, SAMPLE_INFERENCE_LATENCY, counts);
    CHECK_INT(set->count, EVENT_COUNT);
    CHECK_INT(set->min, values[0]);
    CHECK_INT(set->max, values[EVENT_COUNT - 1]);
    CHECK_NEAR(sample_set_mean(set), sum / EVENT_COUNT, 1e-3);
    double sd = sqrt(squares / (EVENT_COUNT - 1));
    CHECK_NEAR(sample_set_sd(set, SAMPLE_INFERENCE_LATENCY), sd, sd * 1e-9);
    for (int k = 1; k < 1000; k++) {
        double got = sample_set_quantile(set, SAMPLE_INFERENCE_LATENCY, counts, k / 1000.0);
        CHECK_NEAR(got, (double)values[k * EVENT_COUNT / 1000], got * 0.004 + 4000);
    }
    CHECK_INT(metrics_samples(metrics, 1, 0, SAMPLE_INFERENCE_LATENCY)->count, 0);
    g_free(counts);
    g_free(values);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* A million batteries of 30 years: the sum of squares in ns would need 138 bits. */
static void years_do_not_overflow_the_squares(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 0});
    SampleSet *set = metrics_samples(metrics, 0, 0, SAMPLE_BATTERY_LIFE);
    int64_t life = 30 * 365 * NS_PER_D;
    for (int i = 0; i < 1000000; i++)
        sample_set_add(metrics, set, SAMPLE_BATTERY_LIFE,
                       life + (i % 2 == 0 ? NS_PER_D : -NS_PER_D));
    CHECK_NEAR(sample_set_mean(set), (double)life, 1);
    double sd = (double)NS_PER_D * sqrt(1e6 / (1e6 - 1));
    CHECK_NEAR(sample_set_sd(set, SAMPLE_BATTERY_LIFE), sd, 33e3);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

static void one_value_is_its_own_quantile_and_none_has_none(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 0});
    SampleSet *set = metrics_samples(metrics, 0, 0, SAMPLE_REPAIR_TIME);
    int64_t *counts = g_new(int64_t, histogram_bucket_count(HISTOGRAM_DURATION));
    sample_set_counts(set, SAMPLE_REPAIR_TIME, counts);
    CHECK(isnan(sample_set_quantile(set, SAMPLE_REPAIR_TIME, counts, 0.5)));
    CHECK(isnan(sample_set_mean(set)));
    sample_set_add(metrics, set, SAMPLE_REPAIR_TIME, 12345678);
    sample_set_counts(set, SAMPLE_REPAIR_TIME, counts);
    CHECK_NEAR(sample_set_quantile(set, SAMPLE_REPAIR_TIME, counts, 0.01), 12345678, 0);
    CHECK_NEAR(sample_set_quantile(set, SAMPLE_REPAIR_TIME, counts, 0.99), 12345678, 0);
    CHECK(isnan(sample_set_sd(set, SAMPLE_REPAIR_TIME)));
    g_free(counts);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

static void thresholds_are_counted_exactly(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_QUEUE_WAIT, 1000), 0);
    CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_QUEUE_WAIT, 1001), 1);
    CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_QUEUE_WAIT, 1000), 0);
    CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_REPAIR_TIME, 5), 0);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 0});
    SampleSet *set = metrics_samples(metrics, 0, 0, SAMPLE_QUEUE_WAIT);
    for (int64_t value = 990; value < 1010; value++)
        sample_set_add(metrics, set, SAMPLE_QUEUE_WAIT, value);
    CHECK_INT(set->above[0], 9);
    CHECK_INT(set->at_or_above[0], 10);
    CHECK_INT(set->above[1], 8);
    CHECK_INT(set->at_or_above[1], 9);
    for (int64_t i = 2; i < METRICS_THRESHOLD_MAX; i++)
        CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_QUEUE_WAIT, i), i);
    CHECK_INT(metrics_calendar_threshold(calendar, SAMPLE_QUEUE_WAIT, 99), -1);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

static void fill(Metrics *metrics, uint64_t i)
{
    uint32_t slice = metrics_slice(metrics->calendar, time_of(i));
    uint32_t group = (uint32_t)(bits_of(2, i) % GROUP_COUNT);
    metrics_row(metrics, group, slice)[i % COUNTER_COUNT]++;
    metrics_sample(metrics, group, (Sample)(i % SAMPLE_COUNT), slice, value_of(i));
    metrics->pools[0].busy_ns[slice] += value_of(i);
    metrics->pools[0].queue_level[i % METRICS_LEVELS] += 3;
    metrics->pools[0].imbalance[metrics->calendar->slices[slice].stat_bin] += 7;
    metrics->causes[1].down_us[slice] += value_of(i);
    sample_set_add(metrics, &metrics->causes[1].repair, SAMPLE_REPAIR_TIME, value_of(i));
}

/* The same events in one, and dealt out to three that are then joined. */
static void merged_parts_equal_the_whole(void)
{
    MetricsCalendar *calendar = calendar_new(7 * NS_PER_MIN);
    MetricsSize size = {GROUP_COUNT, 1, 2};
    Metrics *whole = metrics_new(calendar, size), *parts[3];
    for (int p = 0; p < 3; p++)
        parts[p] = metrics_new(calendar, size);
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        fill(whole, i);
        fill(parts[bits_of(9, i) % 3], i);
    }
    uint64_t part = metrics_totals_digest(parts[0]);
    metrics_merge(parts[0], parts[1], NULL);
    metrics_merge(parts[0], parts[2], NULL);
    CHECK(metrics_totals_digest(parts[0]) == metrics_totals_digest(whole));
    CHECK(part != metrics_totals_digest(whole));
    for (uint32_t g = 0; g < GROUP_COUNT; g++) {
        for (uint32_t i = 0; i < calendar->slice_count; i++) {
            for (uint32_t c = 0; c < COUNTER_COUNT; c++)
                CHECK_INT(metrics_row(parts[0], g, i)[c], metrics_row(whole, g, i)[c]);
        }
        const SampleSet *joined = metrics_samples(parts[0], 1, g, SAMPLE_QUEUE_WAIT);
        const SampleSet *direct = metrics_samples(whole, 1, g, SAMPLE_QUEUE_WAIT);
        CHECK_INT(joined->count, direct->count);
        CHECK(joined->sum == direct->sum && joined->coarse_squares == direct->coarse_squares);
        CHECK(joined->min == direct->min && joined->max == direct->max);
    }
    CHECK(parts[0]->pools[0].queue_level[17] == whole->pools[0].queue_level[17]);
    CHECK_INT(parts[0]->causes[1].repair.count, EVENT_COUNT);
    for (int p = 0; p < 3; p++)
        metrics_free(parts[p]);
    metrics_free(whole);
    metrics_calendar_free(calendar);
}

/* 20,000 gateways, 30 days: 5e19 ns, which 64 bits do not hold. */
static void times_of_many_gateways_do_not_wrap(void)
{
    enum { GATEWAYS = 20000, DAYS = 30 };
    MetricsCalendar *calendar = calendar_new(7 * NS_PER_MIN);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 0});
    PoolMetrics *pool = &metrics->pools[0];
    __int128 exact = (__int128)GATEWAYS * DAYS * NS_PER_D;
    pool->system_level[0] = pool->in_system_ns[0] = exact;
    uint64_t right = metrics_totals_digest(metrics);
    pool->system_level[0] = pool->in_system_ns[0] = exact - ((__int128)1 << 64);
    CHECK(metrics_totals_digest(metrics) != right);
    pool->system_level[0] = pool->in_system_ns[0] = 0;
    Metrics *part = metrics_new(calendar, (MetricsSize){1, 1, 0});
    part->pools[0].system_level[0] = part->pools[0].in_system_ns[0] = exact / 8;
    for (int i = 0; i < 8; i++)
        metrics_merge(metrics, part, NULL);
    CHECK(pool->system_level[0] == exact && pool->in_system_ns[0] == exact);
    CHECK(metrics_totals_digest(metrics) == right);
    metrics_free(part);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* Settings of outputs cut slices elsewhere, groups follow from scopes: neither is in the hash. */
static void the_digest_does_not_see_bins_and_groups(void)
{
    MetricsCalendar *fine = calendar_new(NS_PER_MIN), *wide = calendar_new(4 * NS_PER_H);
    Metrics *a = metrics_new(fine, (MetricsSize){GROUP_COUNT, 0, 0});
    Metrics *b = metrics_new(wide, (MetricsSize){1, 0, 0});
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        uint32_t group = (uint32_t)(bits_of(2, i) % GROUP_COUNT);
        metrics_count(a, group, COUNTER_MISSES, time_of(i), 1);
        metrics_count(b, 0, COUNTER_MISSES, time_of(i), 1);
        Sample sample = SAMPLE_BATTERY_LIFE;
        metrics_sample(a, group, sample, metrics_slice(fine, time_of(i)), value_of(i));
        metrics_sample(b, 0, sample, metrics_slice(wide, time_of(i)), value_of(i));
    }
    CHECK(metrics_totals_digest(a) == metrics_totals_digest(b));
    uint64_t before = metrics_totals_digest(a);
    metrics_count(a, 1, COUNTER_MISSES, end - 1, 1);
    CHECK(metrics_totals_digest(a) != before);
    metrics_count(b, 0, COUNTER_MISSES, 0, 1);
    CHECK(metrics_totals_digest(b) == before);
    metrics_free(a);
    metrics_free(b);
    metrics_calendar_free(fine);
    metrics_calendar_free(wide);
}

static void more_pages_than_planned_are_found_and_told_of(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 0, 20});
    CHECK_INT(metrics_growth_count(metrics), 0);
    for (uint32_t c = 0; c < 20; c++) {
        for (int bit = 0; bit < 62; bit++)
            sample_set_add(metrics, &metrics->causes[c].repair, SAMPLE_REPAIR_TIME,
                           INT64_C(1) << bit);
    }
    CHECK(metrics_growth_count(metrics) > 0);
    for (uint32_t c = 0; c < 20; c++)
        CHECK_INT(metrics->causes[c].repair.max, INT64_C(1) << 61);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* The least and the greatest value of every sample: each finds its bucket in its own set. */
static void sets_share_no_pages(void)
{
    MetricsCalendar *calendar = calendar_new(NS_PER_H);
    Metrics *metrics = metrics_new(calendar, (MetricsSize){2, 0, 1});
    uint32_t slice = calendar->slice_count - 1;
    for (uint32_t group = 0; group < 2; group++) {
        for (int s = 0; s < SAMPLE_COUNT; s++) {
            metrics_sample(metrics, group, (Sample)s, slice, 0);
            metrics_sample(metrics, group, (Sample)s, slice, INT64_MAX);
        }
    }
    CauseMetrics *cause = &metrics->causes[0];
    sample_set_add(metrics, &cause->repair, SAMPLE_REPAIR_TIME, INT64_MAX);
    sample_set_add(metrics, &cause->detection, SAMPLE_DETECTION_TIME, 0);
    for (int s = 0; s < SAMPLE_COUNT; s++) {
        uint32_t count = histogram_bucket_count(sample_layout((Sample)s));
        g_autofree int64_t *counts = g_new0(int64_t, count);
        sample_set_counts(metrics_samples(metrics, 0, 1, (Sample)s), (Sample)s, counts);
        CHECK_INT(counts[0], 1);
        CHECK_INT(counts[count - 1], 1);
    }
    uint32_t count = histogram_bucket_count(sample_layout(SAMPLE_DETECTION_TIME));
    g_autofree int64_t *counts = g_new0(int64_t, count);
    sample_set_counts(&cause->detection, SAMPLE_DETECTION_TIME, counts);
    CHECK_INT(counts[0], 1);
    CHECK_INT(counts[count - 1], 0);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

TEST_MAIN(CASE(slices_tile_the_time_and_keep_every_edge), CASE(a_slice_is_found_for_every_instant),
          CASE(sums_over_slices_equal_direct_counts),
          CASE(moments_and_quantiles_agree_with_sorted_samples),
          CASE(years_do_not_overflow_the_squares),
          CASE(one_value_is_its_own_quantile_and_none_has_none),
          CASE(thresholds_are_counted_exactly), CASE(merged_parts_equal_the_whole),
          CASE(times_of_many_gateways_do_not_wrap), CASE(the_digest_does_not_see_bins_and_groups),
          CASE(more_pages_than_planned_are_found_and_told_of), CASE(sets_share_no_pages))
