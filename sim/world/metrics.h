/*
 * world/metrics.h - integer columns: what one partition of a run has counted.
 *
 * Counters are kept per slice of time and group, so that bins, intervals and windows are sums
 * of slices and an item is counted once.  An outcome counts in the slice of the instant of
 * asking.  Distributions are kept per window and group.  A group is all devices that no scope
 * tells apart; every scope is a set of groups.
 *
 * Units:   counters as counter.def says; samples as sample.def; times in ns but *_us.
 * Shapes:  counters [group][slice][COUNTER_COUNT]; samples [window][group][SAMPLE_COUNT];
 *          energies [stretch][group][CONSUMER_COUNT];
 *          pools [pool]; causes [fault][slice].
 * Owner:   metrics_free(); the calendar is borrowed and shared by all partitions.
 * Cost:    the arrays are sized at the start and untouched parts of them take no memory;
 *          histogram pages come from a pool that may grow, metrics_growth_count() tells how
 *          often it did.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_METRICS_H
#define TINYFLEET_WORLD_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/units.h"
#include "world/metric.h"
#include "world/metrics_calendar.h"

/* Sums are 128-bit integers, so no order of adding shows in a mean or a standard deviation.
 * Those of squares are of value >> k, k the bits beyond 47 of the layout: durations of years
 * are squared in units of 33 us and cannot overflow. */
typedef struct SampleSet {
    int64_t count, min, max;
    __int128 sum, coarse_sum, coarse_squares;
    int64_t above[METRICS_THRESHOLD_MAX]; /* per threshold of this sample, in order: > value */
    int64_t at_or_above[METRICS_THRESHOLD_MAX];
    int64_t **pages; /* [page_count] of HISTOGRAM_OCTAVE counts, NULL = all zero */
} SampleSet;

/* Gateways of one pool in this partition, over windows and intervals. Times of all gateways
 * together are wide: 3,600 gateways fill 63 bits in a month. */
typedef struct PoolMetrics {
    uint32_t gateway_count; /* of this partition */
    int64_t *requests;      /* [slice] begun */
    __int128 *busy_ns;      /* [slice] worker time in use */
    __int128 *queue_ns;     /* [slice] waiting requests x time */
    __int128 *in_system_ns; /* [slice] */
    int64_t *busy_steps;    /* [slice] spans that cover it whole: see metrics_sum_spans() */
    int64_t *queue_steps;
    int64_t *imbalance; /* [stat_count] sum over instances of this interval's value, 1e-9 */
    int64_t *imbalance_count;
    __int128 *queue_level; /* [window][METRICS_LEVELS] gateway-time with so many waiting, ns */
    __int128 *system_level;
} PoolMetrics;

enum { METRICS_LEVELS = 1025 }; /* the last holds all above */

typedef struct CauseMetrics { /* one faults section */
    int64_t *failures;        /* [slice] */
    int64_t *outages;         /* [slice] */
    int64_t *down_us;         /* [slice] */
    int64_t *down_steps;      /* [slice] */
    SampleSet repair;         /* window 0; SAMPLE_REPAIR_TIME */
    SampleSet detection;      /* window 0; SAMPLE_DETECTION_TIME */
} CauseMetrics;

typedef struct Metrics {
    const MetricsCalendar *calendar;
    uint32_t group_count, pool_count, cause_count;
    int64_t *counters;
    int64_t *down_steps; /* [group][slice] */
    bool are_spans_open; /* not summed yet */
    SampleSet *samples;
    __int128 *energies_nj; /* a million routers fill 63 bits in a day */
    PoolMetrics *pools;
    CauseMetrics *causes;
    struct MetricsMemory *memory;
} Metrics;

typedef struct MetricsSize {
    uint32_t group_count, pool_count, cause_count;
} MetricsSize;

Metrics *metrics_new(const MetricsCalendar *calendar, MetricsSize size);
void metrics_free(Metrics *metrics);

/* The counters of one group in one slice: [COUNTER_COUNT]. */
static inline int64_t *metrics_row(Metrics *metrics, uint32_t group, uint32_t slice)
{
    size_t row = (size_t)group * metrics->calendar->slice_count + slice;
    return metrics->counters + row * COUNTER_COUNT;
}

static inline void metrics_count(Metrics *metrics, uint32_t group, Counter counter, SimTime at,
                                 int64_t n)
{
    metrics_row(metrics, group, metrics_slice(metrics->calendar, at))[counter] += n;
}

/* Adds the microseconds that end in [from, to) to COUNTER_DOWN_TIME of a group, or to `down_us` of
 * a cause, slice by slice: device-time of a large fleet in ns would not fit, and whole microseconds
 * add up the same wherever slices are cut. Costs the same however many slices lie between; these
 * have it only after metrics_sum_spans(). */
void metrics_span_down(Metrics *metrics, uint32_t group, SimTime from, SimTime to);
void metrics_span_cause(Metrics *metrics, uint32_t cause, SimTime from, SimTime to);

typedef struct PoolLevel {
    uint32_t running, waiting;
} PoolLevel;

/* Time of one gateway at this level, likewise, in ns. */
void metrics_span_pool(Metrics *metrics, uint32_t pool, MetricsWindow span, PoolLevel level);

/* Gives the slices between the ends of spans their share; once all is counted, before anything is
 * read or merged. */
void metrics_sum_spans(Metrics *metrics);

/* One sample in every window of the slice. */
void metrics_sample(Metrics *metrics, uint32_t group, Sample sample, uint32_t slice, int64_t value);

static inline SampleSet *metrics_samples(Metrics *metrics, uint32_t window, uint32_t group,
                                         Sample sample)
{
    size_t row = (size_t)window * metrics->group_count + group;
    return metrics->samples + row * SAMPLE_COUNT + sample;
}

/* One value into a set, whichever it is. */
void sample_set_add(Metrics *metrics, SampleSet *set, Sample sample, int64_t value);

/* into += from; both of the same sample. `into` belongs to `metrics`. */
void sample_set_merge(Metrics *metrics, SampleSet *into, const SampleSet *from, Sample sample);

/* NAN without any; sd NAN below two. In the sample's unit. */
double sample_set_mean(const SampleSet *set);
double sample_set_sd(const SampleSet *set, Sample sample);

/* The value that a share of the samples does not exceed; NAN without any. `counts` is what
 * sample_set_counts() wrote: [histogram_bucket_count(sample_layout(sample))]. */
void sample_set_counts(const SampleSet *set, Sample sample, int64_t *ret_counts);
double sample_set_quantile(const SampleSet *set, Sample sample, int64_t *counts, double share);

/* Adds what another partition counted, spans summed, under the same calendar, pools and causes: its
 * group g is group_of[g] of `into`; NULL = the same groups. */
void metrics_merge(Metrics *into, const Metrics *from, const uint32_t *group_of);

/* Rows [slice_count][COUNTER_COUNT] added to others; rows that are all zero are not written to,
 * so that memory nobody has counted in stays untouched. */
void counters_add(int64_t *restrict into, const int64_t *restrict from, uint32_t slice_count);

/* How often the pool of histogram pages had to grow. */
uint32_t metrics_growth_count(const Metrics *metrics);

/* A hash over the integer totals of window 0, all groups together: half of the digest. */
uint64_t metrics_totals_digest(const Metrics *metrics);

#endif
