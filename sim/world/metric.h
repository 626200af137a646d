/*
 * world/metric.h - what can be measured: names, units and how a number comes from counters.
 *
 * The tables counter.def, sample.def and metric.def are the whole truth; outputs, conditions
 * and `help metrics` read them.
 */
#ifndef TINYFLEET_WORLD_METRIC_H
#define TINYFLEET_WORLD_METRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "stat/histogram.h"

typedef enum Counter {
#define COUNTER(name) COUNTER_##name,
#include "world/counter.def"
#undef COUNTER
    COUNTER_COUNT
} Counter;

/* Who takes energy: see consumer.def. */
typedef enum Consumer {
#define CONSUMER(name, text, doc) CONSUMER_##name,
#include "world/consumer.def"
#undef CONSUMER
    CONSUMER_COUNT
} Consumer;

/* Shares in 1e-9: 0 to 1. */
#define HISTOGRAM_SHARE ((HistogramLayout){0, 31})

typedef enum Sample {
#define SAMPLE(name, layout) SAMPLE_##name,
#include "world/sample.def"
#undef SAMPLE
    SAMPLE_COUNT
} Sample;

typedef enum MetricForm {
    METRIC_COUNT,
    METRIC_RATIO,
    METRIC_MISSING, /* 1 - a / b */
    METRIC_UPTIME,
    METRIC_BETWEEN,
    METRIC_PER_SERVICE, /* counter a / time in service */
    METRIC_PER_TIME,
    METRIC_SAMPLES,
    METRIC_SPARED,
    METRIC_POOL,
    METRIC_ENERGY,
    METRIC_ENERGY_SHARE,
} MetricForm;

/* What a pool knows of itself. */
typedef enum PoolMetric {
    POOL_UTILISATION,
    POOL_QUEUE,
    POOL_IN_SYSTEM,
    POOL_REQUESTS,
    POOL_IMBALANCE,
} PoolMetric;

typedef struct Metric {
    const char *name, *unit, *population, *headline, *better, *doc;
    bool is_reported;
    MetricForm form;
    int a, b; /* Counter, Sample, PoolMetric or Consumer, by form */
    double scale;
} Metric;

typedef enum MetricId {
#define METRIC(name, ...) METRIC_ID_##name,
#include "world/metric.def"
#undef METRIC
    METRIC_ID_COUNT
} MetricId;

/* i < METRIC_ID_COUNT */
const Metric *metric_get(uint32_t i);

/* -1 = no such metric. */
int32_t metric_find(const char *name);

HistogramLayout sample_layout(Sample sample);

#endif
