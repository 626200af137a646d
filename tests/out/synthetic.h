/*
 * tests/out/synthetic.h - a Study of made-up, repeatable numbers, to write and read back.
 *
 * Two fleets over three regions, ten days, three replications.  Names hold what spoils
 * files: markup, quotes, commas, underscores, backticks.
 */
#ifndef TINYFLEET_TESTS_OUT_SYNTHETIC_H
#define TINYFLEET_TESTS_OUT_SYNTHETIC_H

#include "exp/result.h"
#include "exp/sink.h"

#define SYNTHETIC_FLEET_A "kws_v3 & <b>co</b>"
#define SYNTHETIC_FLEET_B "x^2 `touch /tmp/gotcha` 'q', \"r\" {y} @z"

/* replication_count 1..20. The caller frees it. */
Study *synthetic_study(uint32_t replication_count);

/* The same with plain names and six fleets: what a report usually looks like. */
Study *synthetic_large_study(uint32_t replication_count, uint32_t fleet_count);

/* The rows of a run in their order. */
void synthetic_sort(RunResult *run);

/* One more row of the summary, in its place. */
void synthetic_add_summary(Study *study, SummaryRow row);

/* Options with everything on, templates of the source tree, and a fixed time. */
OutputOptions synthetic_options(const char *dir);

/* A new directory for a test, and its removal with two levels of files in it. */
char *synthetic_dir(void);
void synthetic_remove(char *take_dir);

#endif
