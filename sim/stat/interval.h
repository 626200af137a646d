/*
 * stat/interval.h - confidence intervals, and how many replications a decision needs.
 *
 * Means of independent replications by Student's t; counts of events over an exposure by
 * chi-square (exact for Poisson); shares by Wilson and by Clopper and Pearson (exact).
 *
 * Units:   of the values; an exposure is time (or device-time), a rate is events per that.
 *          confidence in (0, 1): 0.95.
 * Errors:  none.
 * Source:  A. M. Law, "Simulation Modeling and Analysis", 5th ed., 9.4.1; NIST/SEMATECH
 *          handbook 8.4.5.1; E. Wilson, JASA 22, 1927; C. Clopper and E. Pearson,
 *          Biometrika 26, 1934.
 */
#ifndef TINYFLEET_STAT_INTERVAL_H
#define TINYFLEET_STAT_INTERVAL_H

#include <stdint.h>

typedef struct Interval {
    double low, high;
} Interval;

/* More replications than this are not planned. */
enum { INTERVAL_REPLICATIONS_MAX = 10000 };

/* t_{(1 + confidence)/2, n - 1} / sqrt(n): half-width over sd; NAN for n < 2. */
double interval_factor(int64_t n, double confidence);

/* Mean of n replications with this sample sd; NAN at both ends for n < 2. */
Interval interval_of_mean(double mean, double sd, int64_t n, double confidence);

/* The least n >= 2 whose half-width is at most `half_width`, if the sd stays; INT64_MAX above
 * INTERVAL_REPLICATIONS_MAX. */
int64_t interval_replications(double sd, double half_width, double confidence);

/* The same for a relative error of at most gamma: half-width / |mean| <= gamma / (1 + gamma). */
int64_t interval_replications_relative(double mean, double sd, double gamma, double confidence);

/* Rate of events seen `count` times; the low end is 0 for none. Observation ends at a time. */
Interval interval_of_rate(int64_t count, double exposure, double confidence);

/* The same where observation ends with the last event; count >= 1. */
Interval interval_of_rate_to_event(int64_t count, double exposure, double confidence);

/* One-sided: the rate is below this. Its inverse is the lower bound of the mean time between. */
double interval_rate_upper(int64_t count, double exposure, double confidence);

/* Exposure that shows a mean time between events of at least `mtbf` if `count` are seen. */
double interval_test_exposure(double mtbf, int64_t count, double confidence);

/* Units that must all survive to show a reliability, 0..1. */
int64_t interval_test_units(double reliability, double confidence);

/* Share of successes in n >= 1 trials. */
Interval interval_wilson(int64_t successes, int64_t n, double confidence);
Interval interval_clopper_pearson(int64_t successes, int64_t n, double confidence);

/* One-sided Clopper-Pearson: the share is below this. */
double interval_share_upper(int64_t successes, int64_t n, double confidence);

#endif
