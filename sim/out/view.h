/*
 * out/view.h - short questions that several outputs ask of a Study.
 *
 * Owner:   texts named char * are the caller's to free; const texts belong to the Study.
 */
#ifndef TINYFLEET_OUT_VIEW_H
#define TINYFLEET_OUT_VIEW_H

#include "exp/result.h"

#define VIEW_CONFIDENCE 0.95 /* of the intervals in study->summary */

const MetricInfo *view_metric(const Study *study, uint32_t metric);
const Scope *view_scope(const Study *study, uint32_t scope);
const char *view_point(const Study *study, uint32_t point);
const RunResult *view_run(const Study *study, guint index);

/* Unit of one statistic of a metric: a share is a fraction, a count a count. */
const char *view_unit(const Study *study, uint32_t metric, const char *stat);

/* "all", or "fleet:homes". */
char *view_scope_text(const Scope *scope);

/* First run of a point that ended well, NULL if there is none. */
const RunResult *view_first_run(const Study *study, uint32_t point);

/* The same series of every run of a point that ended well and has the bins of the first
 * one: const SeriesColumn *, in order of replications. */
GPtrArray *view_series(const Study *study, uint32_t point, uint32_t metric, uint32_t scope);

/* End of bin b of the run's series. */
SimTime view_bin_end(const RunResult *run, uint32_t bin);

/* The worst of what is stored: one interval of one replication. */
typedef struct ViewExtreme {
    double value, middle_s;
    uint32_t replication; /* from 0 */
} ViewExtreme;

typedef struct ViewAsk {
    uint32_t point, metric, scope;
    bool is_most;
} ViewAsk;

/* Least or greatest value of a series over all replications, of intervals that begin after the
 * warm-up; of all intervals where none of those has a value. Of equal ones the first replication's
 * first. False: there is no value. */
bool view_extreme(const Study *study, const ViewAsk *ask, ViewExtreme *ret_extreme);

/* Value of one scalar of a run, NAN if it has none. */
double view_scalar(const RunResult *run, int32_t metric, uint32_t scope, const char *stat);

/* Sum of one scalar over all runs, NAN if none has it. */
double view_total(const Study *study, const char *metric, const char *stat);

/* Was this pool (scope 0: any) asked for nothing in all of a point's runs? */
bool view_is_idle(const Study *study, uint32_t point, uint32_t scope);

/* A number about gateways that nobody asked for anything: a load of 0 % says nothing. */
bool view_is_moot(const Study *study, uint32_t point, uint32_t metric, uint32_t scope);

/* Runs of a point that ended well. */
uint32_t view_run_count(const Study *study, uint32_t point);

/* Operating time after the warm-up over the good runs of a point, in seconds: devices x time x
 * availability; NAN if availability is not known. */
double view_operating_s(const Study *study, uint32_t point);

/* Device-days over all runs. */
double view_device_days(const Study *study);

#endif
