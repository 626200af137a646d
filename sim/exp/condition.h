/*
 * exp/condition.h - "p95(inference_latency) < 100ms": one condition on one metric.
 *
 * Without a statistic the metric's own headline value is meant.  share(metric > x) is the
 * share of the metric's population beyond x.
 *
 * Units:   limit and threshold in the base unit of the metric; limit of a share is a fraction.
 * Owner:   texts are the chunk's that condition_parse() is given.
 * Errors:  FLEET_ERROR_INPUT: not a condition, unknown metric or statistic, a statistic that the
 *          metric does not have, a unit that does not fit.
 */
#ifndef TINYFLEET_EXP_CONDITION_H
#define TINYFLEET_EXP_CONDITION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Condition {
    const char *text;     /* canonical: "p95(inference_latency) < 100ms" */
    uint32_t metric;      /* index into the metrics of world/metric.h */
    const char *stat;     /* "mean", "p95", "share(> 10min)" */
    bool is_share;        /* of samples beyond `threshold` */
    const char *share_op; /* ">", "<" ... */
    double threshold;
    const char *op; /* "<", "<=", ">", ">=" */
    double limit;
    const char *limit_text; /* "100ms" */
} Condition;

bool condition_parse(const char *text, GStringChunk *texts, Condition *ret_condition,
                     GError **error);

/* Is it a statistic that the metric has? "mean", "p95"; shares have their own question. */
bool condition_has_stat(uint32_t metric, const char *stat);
bool condition_has_share(uint32_t metric);

#endif
