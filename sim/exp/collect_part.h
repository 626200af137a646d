/*
 * exp/collect_part.h - what the parts of collect share: totals by scope, and one of their views.
 *
 * Totals holds the counts of every scope in the shape of Metrics, with scopes for groups; of a
 * faults scope they are those of its cause.  A Frame looks at one scope through one window and
 * answers for any metric and statistic; it keeps what it has worked out for the last metric.
 *
 * Owner:   totals_clear(), frame_clear().
 * Errors:  none; NAN is "no data".
 */
#ifndef TINYFLEET_EXP_COLLECT_PART_H
#define TINYFLEET_EXP_COLLECT_PART_H

#include "exp/collect.h"

typedef struct Totals {
    const CollectInput *input;
    const MetricsCalendar *calendar;
    Metrics *by_scope; /* groups are scopes; pools stay in input->metrics */
} Totals;

typedef struct Frame {
    const Totals *totals;
    const ScopeGroups *scope_groups;
    uint32_t scope, window;
    SimTime from, to;               /* of the window, as far as the run came; from <= to */
    double counters[COUNTER_COUNT]; /* totals, each exact up to 2^53 */
    int32_t sample;                 /* whose `counts` these are, -1 = none yet */
    int64_t *counts;                /* [buckets of any layout] */
    int32_t metric;                 /* whose `values` these are, -1 = none yet */
    GArray *values;                 /* double: of the intervals, ascending */
} Frame;

void totals_init(Totals *totals, const CollectInput *input);
void totals_clear(Totals *totals);

void frame_init(Frame *frame, const Totals *totals, uint32_t scope, uint32_t window);
void frame_clear(Frame *frame);

/* "mean", "sd", "min", "max", "sum", "count", "p95"; NAN where it makes no sense. */
double frame_stat(Frame *frame, uint32_t metric, const char *stat);

/* share(metric > x) and the like; the threshold is one of the calendar's. */
double frame_share(Frame *frame, uint32_t metric, const Condition *condition);

/* The set of a metric that has samples. */
const SampleSet *frame_set(const Frame *frame, Sample sample);

/* Values of the metric over the intervals of the window, ascending; empty if it has none. */
const GArray *frame_intervals(Frame *frame, uint32_t metric);

/* Mean from one counter or two over a span of so many devices; NAN if not of counters. */
double metric_value(const Metric *metric, const double *counters, MetricsWindow span,
                    double device_count);

/* The threshold in the unit of the metric's sample. */
int64_t metric_threshold(const Metric *metric, double threshold);

/* Pools (collect_pool.c): busy share, levels, requests and imbalance of those in the scope. */
double pool_stat(Frame *frame, const Metric *metric, const char *stat);
double pool_share(const Frame *frame, const Metric *metric, const Condition *condition);
void pool_intervals(const Frame *frame, const Metric *metric, bool must_be_whole,
                    GArray *ret_values);
double pool_bin(const Totals *totals, const ScopeGroups *scope, const Metric *metric, uint32_t bin);

/* Consumers (collect_energy.c): mean power, share of the energy. */
double energy_stat(const Frame *frame, const Metric *metric, const char *stat);

/* 0.95 of "p95"; -1 for anything else. */
double stat_quantile(const char *stat);

/* The value that a share of sorted values does not exceed; NAN without any. */
double values_quantile(const GArray *values, double share);

/* Do the intervals of the window count only where they lie whole in it? */
bool frame_has_whole(const Frame *frame);

/* Part of interval `bin` that counts in the window; false: none. */
bool frame_interval(const Frame *frame, uint32_t bin, bool must_be_whole, MetricsWindow *ret_part);

#endif
