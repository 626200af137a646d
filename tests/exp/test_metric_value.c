/* Every metric of metric.def that is made of counters or of samples, by hand from round numbers. */
#include <math.h>
#include <string.h>

#include "exp/collect_part.h"
#include "test.h"

/* 25 devices over 1,000 s. */
#define DEVICES 25.0
static const MetricsWindow span = {0, 1000 * NS_PER_S};

static const double counts[COUNTER_COUNT] = {
    [COUNTER_DEMANDS] = 800,
    [COUNTER_ANSWERS] = 500,
    [COUNTER_MISSES] = 60,
    [COUNTER_JUDGED] = 750,
    [COUNTER_RIGHT] = 450,
    [COUNTER_ENERGY] = 2.5e9,
    [COUNTER_ATTEMPTS] = 400,
    [COUNTER_DROPS] = 10,
    [COUNTER_SERVED] = 390,
    [COUNTER_WAITED] = 39,
    [COUNTER_MESSAGES] = 2000,
    [COUNTER_MESSAGES_LOST] = 80,
    [COUNTER_DELIVERED] = 3000,
    [COUNTER_DELIVERED_TRIES] = 3600,
    [COUNTER_DELIVERED_PACKETS] = 3200,
    [COUNTER_BYTES_UP] = 123456,
    [COUNTER_BYTES_DOWN] = 7890,
    [COUNTER_BEATS_DUE] = 6000,
    [COUNTER_BEATS_HEARD] = 5700,
    [COUNTER_MONITOR_MESSAGES] = 5950,
    [COUNTER_REPORTS] = 40,
    [COUNTER_REPORT_CONFIDENCE] = 30 * 65536,
    [COUNTER_REPORT_LATENCY] = 480e6,
    [COUNTER_REPORT_LATE] = 4 * 65536,
    [COUNTER_RESETS_REPORTED] = 7,
    [COUNTER_FAILURES] = 20,
    [COUNTER_LOSSES] = 2,
    [COUNTER_OUTAGES] = 9,
    [COUNTER_DOWN_TIME] = 5e9, /* us: 5,000 s of 25,000, so 20,000 s in service */
    [COUNTER_FALSE_ALARMS] = 4,
    [COUNTER_DETECTED] = 15,
    [COUNTER_UNDETECTED] = 5,
    [COUNTER_BIT_FLIPS] = 33,
    [COUNTER_VISITS] = 6,
    [COUNTER_UNCORRECTED_WORDS] = 3,
    [COUNTER_RADIO_DROPS] = 8,
    [COUNTER_POLLS] = 1200,
    [COUNTER_AIR_TIME] = 1e9, /* us: 1,000 s of 20,000 in service */
};

typedef struct ValueRow {
    const char *metric;
    double value;
} ValueRow;

static const ValueRow values[] = {
    {"availability", 0.8},
    {"on_air_share", 0.05},
    {"radio_drops", 8},
    {"polls", 1200},
    {"mtbf", 1000},
    {"failures", 20},
    {"outages", 9},
    {"device_losses", 2},
    {"downtime", 5000},
    {"undetected_failures", 5},
    {"false_alarms", 4},
    {"false_alarm_rate", 4.0 / 20000},
    {"false_alarm_gap", 5000},
    {"false_alarm_gap_beats", 1500},
    {"monitor_messages", 5950},
    {"visits", 6},
    {"bit_flips", 33},
    {"uncorrected_words", 3},
    {"inferences", 500},
    {"demands", 800},
    {"deadline_miss_ratio", 0.08},
    {"inference_success_ratio", 500.0 / 750},
    {"accuracy", 0.9},
    {"queue_waited", 0.1},
    {"throughput", 0.5},
    {"energy_per_inference", 0.005},
    {"queue_drop_ratio", 0.025},
    {"data_loss_ratio", 0.04},
    {"message_attempts", 1.125},
    {"bytes_up", 123456},
    {"bytes_down", 7890},
    {"confidence", 0.75},
    {"reported_latency", 0.012},
    {"error_rate", 0.1},
    {"heartbeat_loss", 0.05},
    {"crashes", 7},
};

typedef struct SampleMetricRow {
    const char *metric;
    Sample sample;
    MetricForm form;
} SampleMetricRow;

/* Samples are ns, and shares in 1e-9: s, and shares of 1, are 1e-9 of them. */
static const SampleMetricRow sampled[] = {
    {"device_availability", SAMPLE_DEVICE_DOWN_SHARE, METRIC_SPARED},
    {"mttr", SAMPLE_REPAIR_TIME, METRIC_SAMPLES},
    {"detection_time", SAMPLE_DETECTION_TIME, METRIC_SAMPLES},
    {"inference_latency", SAMPLE_INFERENCE_LATENCY, METRIC_SAMPLES},
    {"queue_wait", SAMPLE_QUEUE_WAIT, METRIC_SAMPLES},
    {"battery_life", SAMPLE_BATTERY_LIFE, METRIC_SAMPLES},
    {"memory_use", SAMPLE_MEMORY_USE, METRIC_SAMPLES},
    {"clock_error", SAMPLE_CLOCK_ERROR, METRIC_SAMPLES},
};

static bool is_of_counters(MetricForm form)
{
    return form == METRIC_COUNT || form == METRIC_RATIO || form == METRIC_MISSING ||
           form == METRIC_UPTIME || form == METRIC_BETWEEN || form == METRIC_PER_SERVICE ||
           form == METRIC_PER_TIME;
}

static void check_of_counters(const Metric *metric)
{
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        if (strcmp(values[i].metric, metric->name) != 0)
            continue;
        double value = metric_value(metric, counts, span, DEVICES);
        if (!CHECK_NEAR(value, values[i].value, 1e-12 * values[i].value))
            g_printerr("    metric %s\n", metric->name);
        return;
    }
    CHECK(!"every metric has its value");
    g_printerr("    nobody pins metric %s\n", metric->name);
}

static void check_of_samples(const Metric *metric)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sampled); i++) {
        if (strcmp(sampled[i].metric, metric->name) != 0)
            continue;
        CHECK_INT(metric->a, (int64_t)sampled[i].sample);
        CHECK_INT(metric->form, sampled[i].form);
        CHECK_NEAR(metric->scale, 1e-9, 0);
        return;
    }
    CHECK(!"every metric has its sample");
    g_printerr("    nobody pins metric %s\n", metric->name);
}

static void every_metric_is_what_its_counts_say(void)
{
    for (uint32_t m = 0; m < METRIC_ID_COUNT; m++) {
        const Metric *metric = metric_get(m);
        if (is_of_counters(metric->form))
            check_of_counters(metric);
        if (metric->form == METRIC_SAMPLES || metric->form == METRIC_SPARED)
            check_of_samples(metric);
    }
}

static void without_what_it_is_a_ratio_of_there_is_none(void)
{
    static const double nothing[COUNTER_COUNT] = {0};
    static const char *const ratios[] = {"accuracy", "mtbf", "heartbeat_loss"};
    for (size_t i = 0; i < G_N_ELEMENTS(ratios); i++) {
        const Metric *metric = metric_get((uint32_t)metric_find(ratios[i]));
        CHECK(isnan(metric_value(metric, nothing, span, DEVICES)));
    }
    const Metric *failures = metric_get((uint32_t)metric_find("failures"));
    CHECK_NEAR(metric_value(failures, nothing, span, DEVICES), 0, 0);
    CHECK_INT(metric_find("failure"), -1);
}

TEST_MAIN(CASE(every_metric_is_what_its_counts_say),
          CASE(without_what_it_is_a_ratio_of_there_is_none))
