/* Conditions of INTERFACE 2.6: what they mean, and what is refused. */
#include "test.h"

#include <string.h>

#include "exp/condition.h"
#include "world/metric.h"

static Condition parse(GStringChunk *texts, const char *text)
{
    Condition condition = {.text = ""};
    g_autoptr(GError) error = NULL;
    CHECK(condition_parse(text, texts, &condition, &error));
    if (error != NULL)
        CHECK_TEXT(error->message, "");
    return condition;
}

static void the_headline_stands_in_for_a_statistic(void)
{
    GStringChunk *texts = g_string_chunk_new(256);
    Condition c = parse(texts, "availability>99%");
    CHECK_TEXT(metric_get(c.metric)->name, "availability");
    CHECK_TEXT(c.stat, "mean");
    CHECK_TEXT(c.op, ">");
    CHECK_TEXT(c.limit_text, "99%");
    CHECK_TEXT(c.text, "availability > 99%");
    CHECK_NEAR(c.limit, 0.99, 0.0);
    CHECK(!c.is_share);
    CHECK_TEXT(parse(texts, "inference_latency < 1s").stat, "p95");
    g_string_chunk_free(texts);
}

static void amounts_come_in_the_base_unit_of_the_metric(void)
{
    GStringChunk *texts = g_string_chunk_new(256);
    CHECK_NEAR(parse(texts, "p95(inference_latency) < 100ms").limit, 0.1, 0.0);
    CHECK_NEAR(parse(texts, "p10(battery_life) >= 300d").limit, 25920000.0, 0.0);
    CHECK_NEAR(parse(texts, "energy_per_inference < 2mJ").limit, 2e-3, 1e-18);
    CHECK_NEAR(parse(texts, "bytes_up <= 5kB").limit, 5000.0, 0.0);
    CHECK_NEAR(parse(texts, "throughput > 36/h").limit, 0.01, 1e-17);
    CHECK_NEAR(parse(texts, "sum(failures) <= 3").limit, 3.0, 0.0);
    CHECK_NEAR(parse(texts, "count(mttr) > 100").limit, 100.0, 0.0);
    CHECK_NEAR(parse(texts, "p99.9(gateway_queue) < 12").limit, 12.0, 0.0);
    g_string_chunk_free(texts);
}

static void a_share_has_a_threshold_and_a_limit(void)
{
    GStringChunk *texts = g_string_chunk_new(256);
    Condition c = parse(texts, "share( detection_time>10min ) < 0.1%");
    CHECK(c.is_share);
    CHECK_TEXT(c.share_op, ">");
    CHECK_NEAR(c.threshold, 600.0, 0.0);
    CHECK_NEAR(c.limit, 0.001, 0.0);
    CHECK_TEXT(c.op, "<");
    CHECK_TEXT(c.stat, "share(> 10min)");
    CHECK_TEXT(c.text, "share(detection_time > 10min) < 0.1%");
    g_string_chunk_free(texts);
}

static void words_may_be_written_with_any_case_and_dash(void)
{
    GStringChunk *texts = g_string_chunk_new(256);
    CHECK_TEXT(parse(texts, "P95(Inference-Latency) < 1s").text, "p95(inference_latency) < 1s");
    g_string_chunk_free(texts);
}

static void every_metric_has_its_headline(void)
{
    for (uint32_t i = 0; i < METRIC_ID_COUNT; i++)
        CHECK(condition_has_stat(i, metric_get(i)->headline));
}

static void what_is_no_condition_is_refused(void)
{
    static const char *const rows[][2] = {
        {"availability", "'availability' has no operator (operators: < <= > >=)"},
        {"availability != 1", "unknown operator '!=' (operators: < <= > >=)"},
        {"availability <", "'availability <' lacks what stands beside its operator"},
        {"> 5", "'> 5' lacks what stands beside its operator"},
        {"availibility > 1%", "unknown metric 'availibility'; did you mean 'availability'? (see: "
                              "tinyfleet help metrics)"},
        {"p0(mttr) < 1h",
         "unknown statistic 'p0' (statistics: mean sd min max sum count last p1..p99 "
         "p99.9 share)"},
        {"p100(mttr) < 1h", "unknown statistic 'p100' (statistics: mean sd min max sum count last "
                            "p1..p99 p99.9 share)"},
        {"p95(accuracy) > 5%", "accuracy has no p95 (it has: mean sum count)"},
        {"share(failures > 3) < 5%", "failures has no samples to take a share of"},
        {"share(mttr) < 5%", "'mttr' has no operator (operators: < <= > >=)"},
        {"share(mttr > 5h < 5%", "the closing ')' of 'share(mttr > 5h < 5%' is missing"},
        {"p95(mttr < 5h", "the closing ')' of 'p95(mttr < 5h' is missing"},
        {"mttr < 5",
         "mttr is in units of time: '5' needs a unit, like 10ms (units: ns us ms s min h d "
         "w)"},
        {"failures < 5s", "failures is in count: '5s' is not a number, like 0.5"},
    };
    GStringChunk *texts = g_string_chunk_new(256);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Condition condition = {.text = "untouched"};
        g_autoptr(GError) error = NULL;
        CHECK(!condition_parse(rows[i][0], texts, &condition, &error));
        CHECK_TEXT(error->message, rows[i][1]);
        CHECK_TEXT(condition.text, "untouched");
    }
    g_string_chunk_free(texts);
}

TEST_MAIN(CASE(the_headline_stands_in_for_a_statistic),
          CASE(amounts_come_in_the_base_unit_of_the_metric),
          CASE(a_share_has_a_threshold_and_a_limit),
          CASE(words_may_be_written_with_any_case_and_dash), CASE(every_metric_has_its_headline),
          CASE(what_is_no_condition_is_refused))
