/*
 * exp/result.h - columns of numbers with names and units: all that a study found out.
 *
 * A Study is one invocation: points x replications of one scenario.  exp fills it, out
 * writes it, and neither knows how the other does it.  NAN = not available, everywhere.
 *
 * Units:   value in the base unit of its metric (s, J, B, fraction, count); times in ns.
 * Owner:   the Study owns everything in it; texts live in study->texts or run->texts.
 */
#ifndef TINYFLEET_EXP_RESULT_H
#define TINYFLEET_EXP_RESULT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "util/digest.h"
#include "util/units.h"

/* What a number is about: all, fleet, region, pool, hwprofile, tag, faults, selector. */
typedef struct Scope {
    const char *kind;
    const char *name; /* "" for all */
} Scope;
typedef struct MetricInfo {
    const char *name, *unit, *population, *headline, *doc, *better; /* "higher", "lower", "none" */
    bool is_reported;
} MetricInfo;

typedef struct ScalarRow {
    uint32_t metric, scope; /* index into study->metrics and study->scopes */
    const char *stat;       /* "mean", "p95", "share(> 20min)" */
    double value;
} ScalarRow;

typedef struct SeriesColumn {
    uint32_t metric, scope;
    double *value; /* [bin_count], owned */
} SeriesColumn;

typedef struct HistogramRow {
    uint32_t metric, scope;
    double low, high;
    int64_t count;
} HistogramRow;

typedef struct EventRow {
    SimTime t;
    const char *kind;    /* "fault.begin" */
    const char *subject; /* "faults.evening-cut", "device:123" */
    int32_t scope;       /* -1 = none */
    int64_t affected;    /* devices; -1 = not said */
    const char *detail;  /* NULL = none */
} EventRow;

typedef struct DeviceRow { /* only with [output] per_device = yes */
    uint32_t device;
    const char *fleet, *region, *state;
    double uptime;
    int64_t failures, inferences, misses;
    double energy_j, battery; /* battery: state of charge, NAN on mains */
} DeviceRow;

typedef struct RunResult {
    GStringChunk *texts; /* of its own rows */
    const char *status;  /* "ok", "interrupted", "failed" */
    uint32_t point, replication;
    SimTime sim_end;
    int64_t devices, events, items, beats;
    double wall_s;
    int64_t peak_rss; /* of the process */
    Digest digest;
    SimTime bin_length; /* of the series; bin i ends at (i + 1) * bin_length, the last at sim_end */
    uint32_t bin_count;
    GArray *scalars;      /* ScalarRow, sorted by (metric, scope, stat) */
    GArray *series;       /* SeriesColumn, sorted by (scope, metric) */
    GArray *histograms;   /* HistogramRow, sorted by (metric, scope, low) */
    GArray *event_rows;   /* EventRow, in key order */
    GArray *devices_rows; /* DeviceRow, in id order; empty unless asked for */
} RunResult;

typedef struct SummaryRow { /* across replications */
    uint32_t point, metric, scope;
    const char *stat;
    uint32_t n;
    double mean, sd, ci_low, ci_high, worst;
} SummaryRow;

typedef enum Verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNCLEAR, VERDICT_NO_DATA } Verdict;

typedef struct RequirementRow {
    uint32_t point;
    const char *name, *level, *rule; /* level: "must", "should"; rule: "ci", "mean", "worst" */
    const char *condition;           /* canonical text: "p95(inference_latency) < 100ms" */
    uint32_t metric, scope;
    const char *stat, *op, *limit_text;
    double observed, ci_low, ci_high, limit, confidence; /* the last after Bonferroni */
    bool is_share;                                       /* the values are shares .. */
    int64_t samples; /* .. of so many in all replications; 0 = not known */
    Verdict verdict;
    int64_t needed; /* replications that would decide; -1 = not said, INT64_MAX = over 10,000 */
} RequirementRow;

typedef struct PredictionRow {
    uint32_t point, scope;
    const char *quantity, *unit, *basis;
    double predicted, low, high, observed, per_measured; /* the last: observed / metric; 0 = 1 */
} PredictionRow;

typedef struct ConfigRow {
    const char *section, *key, *value, *origin;
} ConfigRow;

typedef struct FactRow {              /* "what was simulated": one line of the report's tables */
    const char *group, *name, *value; /* group: "fleet speakers" */
} FactRow;

typedef struct InputFile {
    const char *path, *sha256;
} InputFile;

typedef struct Study {
    GStringChunk *texts;
    const char *name, *description, *command, *scenario_text; /* effective scenario */
    const char *scenario_sha256;
    uint64_t seed;
    SimTime duration, warmup;
    int64_t start; /* seconds since 1970 */
    uint32_t replications;
    GArray *points;       /* const char *: labels; "base" for a plain run */
    GArray *metrics;      /* MetricInfo */
    GArray *scopes;       /* Scope; 0 is all */
    GPtrArray *runs;      /* RunResult *, in (point, replication) order */
    GArray *summary;      /* SummaryRow, sorted by (point, metric, scope, stat) */
    GArray *requirements; /* RequirementRow */
    GArray *predictions;  /* PredictionRow */
    GArray *config;       /* ConfigRow, sorted by (section, key) */
    GArray *facts;        /* FactRow */
    GArray *assumptions;  /* const char *: sentences for "assumptions and limits" */
    GArray *warnings;     /* const char *: sentences; the user should act. Also among those */
    GArray *inputs;       /* InputFile */
    Digest digest;        /* of the runs, in (point, replication) order */
    uint32_t thread_count;
    double wall_s;
    bool is_accuracy_assumed; /* of a fleet: right or wrong is drawn, so it is no finding */
} Study;

Study *study_new(void);
void study_free(Study *study);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Study, study_free)

RunResult *run_result_new(void);
void run_result_free(RunResult *run);

#endif
