#include "world/metric.h"

#include <glib.h>
#include <string.h>

/* What `a` and `b` of each form are. */
#define A_COUNT(name)        COUNTER_##name
#define A_RATIO(name)        COUNTER_##name
#define A_MISSING(name)      COUNTER_##name
#define A_UPTIME(name)       COUNTER_##name
#define A_BETWEEN(name)      COUNTER_##name
#define A_PER_SERVICE(name)  COUNTER_##name
#define A_PER_TIME(name)     COUNTER_##name
#define A_SAMPLES(name)      SAMPLE_##name
#define A_SPARED(name)       SAMPLE_##name
#define A_POOL(name)         POOL_##name
#define A_ENERGY(name)       CONSUMER_##name
#define A_ENERGY_SHARE(name) CONSUMER_##name
#define B_COUNT(name)        name
#define B_RATIO(name)        COUNTER_##name
#define B_MISSING(name)      COUNTER_##name
#define B_UPTIME(name)       name
#define B_BETWEEN(name)      name
#define B_PER_SERVICE(name)  name
#define B_PER_TIME(name)     name
#define B_SAMPLES(name)      name
#define B_SPARED(name)       name
#define B_POOL(name)         name
#define B_ENERGY(name)       name
#define B_ENERGY_SHARE(name) name

static const Metric metrics[] = {
#define METRIC(name, unit, population, headline, better, reported, form, a, b, scale, doc)         \
    {#name,    unit,          population,  headline,    better, doc,                               \
     reported, METRIC_##form, A_##form(a), B_##form(b), scale},
#include "world/metric.def"
#undef METRIC
};

static const HistogramLayout layouts[] = {
#define SAMPLE(name, layout) layout,
#include "world/sample.def"
#undef SAMPLE
};

const Metric *metric_get(uint32_t i)
{
    g_assert(i < METRIC_ID_COUNT);
    return &metrics[i];
}

int32_t metric_find(const char *name)
{
    for (uint32_t i = 0; i < METRIC_ID_COUNT; i++) {
        if (strcmp(metrics[i].name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}

HistogramLayout sample_layout(Sample sample)
{
    g_assert(sample < SAMPLE_COUNT);
    return layouts[sample];
}
