#include "synthetic.h"

#include <glib/gstdio.h>
#include <math.h>

#include "exp/requirement.h"
#include "exp/summary.h"

#define BIN_COUNT 240
#define FLEET_MAX 8

/* Metrics of the study, in the order of its table. */
enum {
    AVAILABILITY,
    LATENCY,
    MISSES,
    ACCURACY,
    CONFIDENCE,
    FAILURES,
    MTTR,
    MTBF,
    BATTERY,
    LOAD,
    INFERENCES,
    ENERGY,
    DETECTION,
    UNDETECTED,
    DOWNTIME,
    METRIC_COUNT
};

static const MetricInfo metrics[METRIC_COUNT] = {
    {"availability", "fraction", "time", "mean", "share of devices that serve", "higher", false},
    {"inference_latency", "s", "request", "p95", "demand to answer", "lower", false},
    {"deadline_miss_ratio", "fraction", "request", "mean", "late or never answered", "lower",
     false},
    {"accuracy", "fraction", "request", "mean", "share of right answers", "higher", false},
    {"confidence", "fraction", "device-report", "mean", "reported confidence", "none", true},
    {"failures", "count", "run", "sum", "failures", "lower", false},
    {"mttr", "s", "failure", "mean", "failure to service", "lower", false},
    {"mtbf", "s", "failure", "mean", "operating time between failures", "higher", false},
    {"battery_life", "s", "battery", "p10", "full to empty", "higher", false},
    {"gateway_utilisation", "fraction", "time", "mean", "share of worker time", "lower", false},
    {"inferences", "count", "run", "sum", "inferences", "none", false},
    {"energy_per_inference", "J", "request", "mean", "energy", "lower", false},
    {"detection_time", "s", "failure", "p95", "failure to alarm", "lower", false},
    {"undetected_failures", "count", "run", "sum", "never noticed", "lower", false},
    {"downtime", "s", "failure", "sum", "time out of service", "lower", false},
};

/* Repeatable noise in -1..1 (splitmix64 of its address). */
static double noise(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t x = digest_scramble(a * 1000003 + b * 10007 + c + UINT64_C(0x9e3779b97f4a7c15));
    return (double)(x >> 11) / 4503599627370496.0 - 1.0;
}

static uint32_t add_scope(Study *study, const char *kind, const char *name)
{
    Scope scope = {kind, g_string_chunk_insert_const(study->texts, name)};
    g_array_append_val(study->scopes, scope);
    return study->scopes->len - 1;
}

static void add_scalar(RunResult *run, uint32_t metric, uint32_t scope, const char *stat,
                       double value)
{
    ScalarRow row = {metric, scope, stat, value};
    g_array_append_val(run->scalars, row);
}

/* A dip on day 6, a daily rhythm and noise around a level. */
static void add_series(RunResult *run, uint32_t metric, uint32_t scope, double level, double swing)
{
    SeriesColumn column = {metric, scope, g_new(double, BIN_COUNT)};
    for (uint32_t b = 0; b < BIN_COUNT; b++) {
        double rhythm = (double)(b % 24 > 12 ? 24 - b % 24 : b % 24) / 12.0 - 0.5;
        double dip = b >= 150 && b < 156 ? 3.0 : 0.0;
        column.value[b] = level + swing * (0.4 * rhythm - dip +
                                           0.3 * noise(run->replication + 10 * metric, scope, b));
    }
    column.value[7] = NAN;
    g_array_append_val(run->series, column);
}

/* A skewed heap of counts around a centre: buckets 5 % wide. */
static void add_histogram(RunResult *run, uint32_t metric, uint32_t scope, double centre)
{
    double low = centre / 8;
    for (int i = 0; i < 80; i++) {
        double high = low * 1.05, away = (i - 42) / 9.0;
        int64_t count = (int64_t)(4000.0 / (1 + away * away * away * away) +
                                  40 * noise(run->replication, scope, (uint64_t)i));
        HistogramRow row = {metric, scope, low, high, MAX(count, 0)};
        if (row.count > 0)
            g_array_append_val(run->histograms, row);
        low = high;
    }
}

static void add_events(const Study *study, RunResult *run)
{
    EventRow rows[] = {
        {6 * NS_PER_D + 6 * NS_PER_H, "fault.begin", "faults.evening_cut & <i>", 0, 95,
         "kind=power-cut"},
        {6 * NS_PER_D + 12 * NS_PER_H, "fault.end", "faults.evening_cut & <i>", 0, 95, NULL},
        {7 * NS_PER_D, "device.lost", "device:123", -1, -1, "a \"quoted\", detail\nin two lines"},
    };
    (void)study;
    g_array_append_vals(run->event_rows, rows, G_N_ELEMENTS(rows));
}

/* What one scope says in one run. */
static void add_scope_numbers(RunResult *run, uint32_t scope, bool has_battery)
{
    uint64_t r = run->replication;
    double worse = 0.4 * scope;
    add_scalar(run, AVAILABILITY, scope, "mean",
               0.9961 - 0.005 * worse + 0.0004 * noise(r, scope, 1));
    add_scalar(run, LATENCY, scope, "p50", 0.0321 + 0.004 * worse + 0.0003 * noise(r, scope, 2));
    add_scalar(run, LATENCY, scope, "p95", 0.0614 + 0.01 * worse + 0.0005 * noise(r, scope, 3));
    add_scalar(run, LATENCY, scope, "p99", 0.0914 + 0.01 * worse + 0.0005 * noise(r, scope, 31));
    add_scalar(run, MISSES, scope, "mean", 0.0042 + 0.002 * worse + 0.0003 * noise(r, scope, 4));
    add_scalar(run, ACCURACY, scope, "mean", 0.912 - 0.01 * worse + 0.002 * noise(r, scope, 5));
    add_scalar(run, CONFIDENCE, scope, "mean", 0.88 + 0.002 * noise(r, scope, 6));
    add_scalar(run, FAILURES, scope, "sum", floor(210 + 12 * noise(r, scope, 7)));
    add_scalar(run, MTTR, scope, "mean", 18700 + 900 * noise(r, scope, 8));
    add_scalar(run, MTTR, scope, "p50", 9700 + 900 * noise(r, scope, 81));
    add_scalar(run, MTTR, scope, "p95", 52000 + 2000 * noise(r, scope, 82));
    add_scalar(run, MTBF, scope, "mean", 90 * 86400.0 + 86400 * noise(r, scope, 9));
    if (has_battery) {
        add_scalar(run, BATTERY, scope, "p10", 304 * 86400.0 + 8 * 86400.0 * noise(r, scope, 10));
        add_scalar(run, BATTERY, scope, "p50", 390 * 86400.0 + 8 * 86400.0 * noise(r, scope, 11));
        add_histogram(run, BATTERY, scope, 390 * 86400.0);
    }
    add_scalar(run, INFERENCES, scope, "sum", 14580205 + floor(1000 * noise(r, scope, 12)));
    add_scalar(run, ENERGY, scope, "mean", 0.00193 + 0.00001 * noise(r, scope, 13));
    add_scalar(run, DETECTION, scope, "p50", 150 + 4 * noise(r, scope, 14));
    add_scalar(run, DETECTION, scope, "p95", 182 + 4 * noise(r, scope, 15));
    add_scalar(run, UNDETECTED, scope, "sum", 3);
    add_histogram(run, LATENCY, scope, 0.032 * (1 + worse));
    add_histogram(run, MTTR, scope, 9700 * (1 + worse));
    add_histogram(run, DETECTION, scope, 150);
    add_series(run, AVAILABILITY, scope, 0.9961 - 0.005 * worse, 0.002 + 0.002 * worse);
    add_series(run, MISSES, scope, 0.0142 + 0.002 * worse, -0.003);
}

static RunResult *make_run(const Study *study, uint32_t replication, uint32_t fleet_count)
{
    RunResult *run = run_result_new();
    run->replication = replication;
    run->status = "ok";
    run->sim_end = 10 * NS_PER_D;
    run->devices = 1200;
    run->events = 410000 + replication;
    run->items = 51000000;
    run->beats = 17280000;
    run->wall_s = 0.9;
    run->peak_rss = 10 << 20;
    run->digest = (Digest){0x0123456789abcdef + replication, 0xfedcba9876543210};
    run->bin_length = NS_PER_H;
    run->bin_count = BIN_COUNT;
    for (uint32_t s = 0; s <= fleet_count; s++)
        add_scope_numbers(run, s, s == fleet_count || s == 0);
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        const char *kind = g_array_index(study->scopes, Scope, s).kind;
        if (g_str_equal(kind, "faults"))
            add_scalar(run, DOWNTIME, s, "sum", 7200.0 * s);
        if (g_str_equal(kind, "faults"))
            add_scalar(run, FAILURES, s, "sum", floor(300.0 / s + 10 * noise(replication, s, 20)));
        if (g_str_equal(kind, "pool")) {
            add_scalar(run, LOAD, s, "mean", 0.42 + 0.01 * noise(replication, s, 21));
            add_series(run, LOAD, s, 0.4, 0.08);
        }
        if (g_str_equal(kind, "region"))
            add_scalar(run, AVAILABILITY, s, "mean", 0.995 + 0.001 * noise(replication, s, 22));
    }
    add_series(run, ACCURACY, 0, 0.912, 0.01);
    add_series(run, CONFIDENCE, 0, 0.88, -0.004);
    add_events(study, run);
    synthetic_sort(run);
    DeviceRow device = {
        17, g_array_index(study->scopes, Scope, 1).name, "harbour", "up", 0.99, 2, 4000, 7, 1.25,
        NAN};
    g_array_append_val(run->devices_rows, device);
    return run;
}

/* A promise on one statistic, judged on the runs of the study. */
static void add_requirement(Study *study, RequirementRow row)
{
    double values[32];
    uint32_t count = 0;
    for (guint r = 0; r < study->runs->len && count < 32; r++) {
        const RunResult *run = g_ptr_array_index(study->runs, r);
        for (guint i = 0; i < run->scalars->len; i++) {
            const ScalarRow *scalar = &g_array_index(run->scalars, ScalarRow, i);
            if (scalar->metric == row.metric && scalar->scope == row.scope &&
                g_str_equal(scalar->stat, row.stat))
                values[count++] = scalar->value;
        }
    }
    row.confidence = requirement_confidence(0.95, 4);
    requirement_judge(&row, values, count);
    g_array_append_val(study->requirements, row);
}

static void add_requirements(Study *study, uint32_t last_fleet)
{
    add_requirement(study, (RequirementRow){.name = "fast-answers",
                                            .level = "must",
                                            .rule = "ci",
                                            .condition = "p95(inference_latency) < 100ms",
                                            .metric = LATENCY,
                                            .scope = 0,
                                            .stat = "p95",
                                            .op = "<",
                                            .limit_text = "100 ms",
                                            .limit = 0.1});
    add_requirement(study, (RequirementRow){.name = "available",
                                            .level = "must",
                                            .rule = "ci",
                                            .condition = "availability > 99.5 %",
                                            .metric = AVAILABILITY,
                                            .scope = last_fleet,
                                            .stat = "mean",
                                            .op = ">",
                                            .limit_text = "99.5 %",
                                            .limit = 0.995});
    add_requirement(study, (RequirementRow){.name = "few <misses> & more",
                                            .level = "should",
                                            .rule = "worst",
                                            .condition = "deadline_miss_ratio < 1 %",
                                            .metric = MISSES,
                                            .scope = 0,
                                            .stat = "mean",
                                            .op = "<",
                                            .limit_text = "1 %",
                                            .limit = 0.01});
    add_requirement(study, (RequirementRow){.name = "battery",
                                            .level = "should",
                                            .rule = "ci",
                                            .condition = "p10(battery_life) > 300 d",
                                            .metric = BATTERY,
                                            .scope = last_fleet,
                                            .stat = "p10",
                                            .op = ">",
                                            .limit_text = "300 d",
                                            .limit = 300 * 86400.0});
}

static void add_texts(Study *study)
{
    static const ConfigRow config[] = {
        {"fleet.speakers", "devices", "700", "synthetic.ini:31"},
        {"scenario", "seed", "20260101", "--set"},
    };
    static const FactRow facts[] = {
        {"fleet speakers", "devices", "700"},
        {"fleet speakers", "board", "stm32h7a3 (measured)"},
        {"region harbour", "temperature", "9 °C mean, swing 6 °C"},
        {"fleet doorbells", "devices", "350"},
    };
    static const char *const assumptions[] = {
        "Latency of esp32-s3 is fitted, not measured.",
        "Accuracy of <person> is assumed & not computed.",
    };
    static const InputFile inputs[] = {
        {"models/wake_word.tflite",
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}};
    PredictionRow predictions[] = {
        {0, 0, "latency", "s", "fitted", 0.061, 0.058, 0.064, 0.0614, 0},
        {0, 1, "mean_current", "A", "datasheet", 0.00031, NAN, NAN, 0.00044, 0},
        {0, 2, "gateway_load", "fraction", "M/M/c", 0.41, NAN, NAN, NAN, 0},
    };
    g_array_append_vals(study->config, config, G_N_ELEMENTS(config));
    g_array_append_vals(study->facts, facts, G_N_ELEMENTS(facts));
    g_array_append_vals(study->assumptions, assumptions, G_N_ELEMENTS(assumptions));
    g_array_append_vals(study->inputs, inputs, G_N_ELEMENTS(inputs));
    g_array_append_vals(study->predictions, predictions, G_N_ELEMENTS(predictions));
}

static Study *make_study(uint32_t replication_count, const char *const *fleets,
                         uint32_t fleet_count)
{
    static const char base[] = "base";
    const char *label = base;
    Study *study = study_new();
    study->name = "synthetic_home";
    study->description = "1200 devices & <friends>, made up";
    study->command = "tinyfleet run synthetic.ini --set 'fleet.a.devices=<700>'";
    study->scenario_text = "[scenario]\nname = synthetic_home\n# <script>alert(1)</script>\n";
    study->scenario_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    study->seed = 20260101;
    study->duration = 10 * NS_PER_D;
    study->warmup = NS_PER_D;
    study->start = 1767225600;
    study->replications = replication_count;
    study->digest = (Digest){0x5f0c9a1e00000001, 0x123};
    study->thread_count = 2;
    study->wall_s = 9.25;
    g_array_append_val(study->points, label);
    g_array_append_vals(study->metrics, metrics, METRIC_COUNT);
    add_scope(study, "all", "");
    for (uint32_t f = 0; f < fleet_count; f++)
        add_scope(study, "fleet", fleets[f]);
    add_scope(study, "faults", "crash");
    add_scope(study, "faults", "wear_out");
    add_scope(study, "faults", "evening_cut & <i>");
    add_scope(study, "pool", "home_hubs");
    add_scope(study, "region", "harbour");
    add_scope(study, "region", "hills");
    for (uint32_t r = 0; r < replication_count; r++)
        g_ptr_array_add(study->runs, make_run(study, r, fleet_count));
    summary_fill(study, 0.95);
    add_requirements(study, fleet_count);
    add_texts(study);
    return study;
}

Study *synthetic_study(uint32_t replication_count)
{
    static const char *const fleets[] = {SYNTHETIC_FLEET_A, SYNTHETIC_FLEET_B};
    return make_study(replication_count, fleets, 2);
}

Study *synthetic_large_study(uint32_t replication_count, uint32_t fleet_count)
{
    static const char *const fleets[FLEET_MAX] = {"speakers",    "doorbells", "window-sensors",
                                                  "thermostats", "smoke",     "garage",
                                                  "garden",      "cellar"};
    g_assert(fleet_count <= FLEET_MAX);
    return make_study(replication_count, fleets, fleet_count);
}

OutputOptions synthetic_options(const char *dir)
{
    OutputOptions options = {
        .dir = dir,
        .with_plots = true,
        .with_report = true,
        .template_dir = TINYFLEET_SOURCE_DIR "/reports",
        .version = "0.1.0",
        .git = "abc1234",
        .started = 1767225600,
        .finished = 1767225609,
        .host_cores = 2,
        .rank_count = 1,
    };
    return options;
}

char *synthetic_dir(void)
{
    char *dir = g_dir_make_tmp("tinyfleet-XXXXXX", NULL);
    g_assert(dir);
    return dir;
}

static void remove_files(const char *dir)
{
    GDir *entries = g_dir_open(dir, 0, NULL);
    for (const char *name = entries ? g_dir_read_name(entries) : NULL; name;
         name = g_dir_read_name(entries)) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        (void)g_unlink(path);
    }
    if (entries)
        g_dir_close(entries);
}

void synthetic_remove(char *take_dir)
{
    GDir *entries = g_dir_open(take_dir, 0, NULL);
    for (const char *name = entries ? g_dir_read_name(entries) : NULL; name;
         name = g_dir_read_name(entries)) {
        g_autofree char *path = g_build_filename(take_dir, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
            remove_files(path);
            (void)g_rmdir(path);
        }
    }
    if (entries)
        g_dir_close(entries);
    remove_files(take_dir);
    (void)g_rmdir(take_dir);
    g_free(take_dir);
}
