/*
 * exp/collect.h - from integer columns to rows: what one run says, scope by scope.
 *
 * Time is cut by collect_calendar_new() for every world of a study.  After a run collect_run()
 * turns its counts into scalars, series and histograms.  What there is no data for has no row;
 * a mean is never made up.  Window 0 is from the warm-up to the end and is what the rows are
 * about; a requirement with a time of its own is read from its own window.
 *
 * Intervals of `stat_interval` count in minima, maxima and quantiles of a level over time if
 * they lie whole inside the window; if none does, then all that overlap it.
 *
 * Owner:   the caller of a function with _new; everything else is borrowed for the call.
 * Errors:  FLEET_ERROR_INPUT: more windows or thresholds than are kept.
 */
#ifndef TINYFLEET_EXP_COLLECT_H
#define TINYFLEET_EXP_COLLECT_H

#include <glib.h>

#include "exp/result.h"
#include "exp/scenario.h"
#include "exp/scope.h"
#include "world/metrics.h"
#include "world/world.h"

/* Windows and thresholds of every requirement, bins of [output], intervals of [scenario]. */
MetricsCalendar *collect_calendar_new(const Scenario *scenario, GError **error);

/* The window that a requirement is about. */
uint32_t collect_window(const Scenario *scenario, uint32_t requirement);

typedef struct CollectInput {
    const Scenario *scenario;
    const ScopeSet *scopes;
    const Metrics *metrics; /* all partitions; in groups of `scopes`, or in [segment][cohort] */
    SimTime reached;        /* where the run ended */
} CollectInput;

/* Fills scalars, series and histograms. ret_required [requirement_count]: the value each
 * requirement is about, NAN = no data. */
void collect_run(const CollectInput *input, RunResult *run, double *ret_required);

/* Events of the log, in key order, the ends of warm-up and run among them. */
void collect_events(const Scenario *scenario, const ScopeSet *scopes, const World *world,
                    const WorldSpec *spec, RunResult *run);

/* A row for each device, in order of ids. */
void collect_devices(const Scenario *scenario, const World *world, RunResult *run);

#endif
