/*
 * exp/result_find.h - rows of a Study by what they are about.
 *
 * Rows of runs and of the summary are sorted, so they are found by halves: a report asks for
 * thousands of them.
 *
 * Owner:   what is found belongs to the run or the Study.
 * Errors:  none; NULL or -1 = there is no such row.
 */
#ifndef TINYFLEET_EXP_RESULT_FIND_H
#define TINYFLEET_EXP_RESULT_FIND_H

#include "exp/result.h"

/* The row of one statistic of a run, NULL if there is none; by halves, as rows are sorted. */
const ScalarRow *run_find_scalar(const RunResult *run, uint32_t metric, uint32_t scope,
                                 const char *stat);
const SeriesColumn *run_find_series(const RunResult *run, uint32_t metric, uint32_t scope);

/* The histogram of a metric in a scope: its rows, *ret_count of them. */
const HistogramRow *run_find_histogram(const RunResult *run, uint32_t metric, uint32_t scope,
                                       guint *ret_count);

/* The row of one statistic over replications, NULL if there is none. Cost: as above. */
const SummaryRow *study_find_summary(const Study *study, uint32_t point, const char *metric,
                                     uint32_t scope, const char *stat);
int32_t study_find_metric(const Study *study, const char *name);
int32_t study_find_scope(const Study *study, const char *kind, const char *name);

#endif
