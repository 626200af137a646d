/*
 * exp/summary.h - across replications: mean, spread, interval and worst of every statistic.
 *
 * The replication is the unit: devices of one run share gateways, weather and software, so
 * no interval is ever made over devices.  One replication has no interval.
 *
 * Units:   of the values given.
 * Source:  A. M. Law, "Simulation Modeling and Analysis", 5th ed., section 9.4.1: the
 *          Student t interval over means of independent replications.
 */
#ifndef TINYFLEET_EXP_SUMMARY_H
#define TINYFLEET_EXP_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "exp/result.h"

/* What replications say about one number; NAN = not available. */
typedef struct Estimate {
    uint32_t n; /* values that are not NAN */
    double mean, sd, ci_low, ci_high;
    double least, greatest;
} Estimate;

/* values [count]; NAN values are left out. The interval exists for n >= 2. */
Estimate estimate_mean(const double *values, uint32_t count, double confidence);

/* The same with half-widths worked out before, for thousands of estimates: factors [n] is that
 * of n values, in units of their sd, for n up to count_max. g_free() the factors. */
double *estimate_factors(uint32_t count_max, double confidence);
Estimate estimate_with(const double *values, uint32_t count, const double *factors);

/* No interval reaches where no value can be: below 0 if none of the values is, above 1 if they are
 * shares and none is. */
void estimate_clip(Estimate *estimate, bool is_share);

/* Fills study->summary from the scalars of the runs that ended well: rows in order of
 * (point, metric, scope, stat), intervals at `confidence`. Replaces what was there. */
void summary_fill(Study *study, double confidence);

#endif
