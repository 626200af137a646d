/*
 * cli/bench_report.h - what the benchmarks share: options, the machine, the frame of the JSON.
 *
 * Errors:  FLEET_ERROR_USAGE: a list that is not one of numbers within its range.
 */
#ifndef TINYFLEET_CLI_BENCH_REPORT_H
#define TINYFLEET_CLI_BENCH_REPORT_H

#include <glib.h>
#include <stdint.h>

#include "out/json.h"

typedef struct BenchRange {
    uint32_t min;
    uint32_t max;
} BenchRange;

/* "1000,10k,1M" as uint32_t; NULL and an error if one is no number within the range. */
GArray *bench_numbers(const char *option, const char *text, BenchRange range, GError **error);

/* {"schema", "bench", "version", "machine", "rows": [ ... and its end. */
void bench_json_begin(Json *json, const char *bench);
void bench_json_end(Json *json);

#endif
