/*
 * util/dist.h - distributions, sampled by inverse CDF: one uniform number a draw.
 *
 * A Dist is plain data: kind, parameters in the base unit of the quantity, and limits.
 * Limits truncate (the law is renormalised between them), they do not clamp.  One row
 * per kind in dist_table: name, parameters, cdf, quantile, mean, variance.
 *
 * Units:   of the quantity: ns for durations, else as util/value.h says.
 * Owner:   an empirical Dist borrows its sorted samples; all else is inside.
 * Errors:  dist_check() says what is wrong with the parameters; the rest cannot fail.
 */
#ifndef TINYFLEET_UTIL_DIST_H
#define TINYFLEET_UTIL_DIST_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/rng.h"
#include "util/units.h"

typedef enum DistKind {
    DIST_CONSTANT,   /* p = value */
    DIST_EXP,        /* p = mean */
    DIST_NORMAL,     /* p = mean, sd */
    DIST_LOGNORMAL,  /* p = median, sigma */
    DIST_WEIBULL,    /* p = shape, scale */
    DIST_GAMMA,      /* p = shape, scale */
    DIST_UNIFORM,    /* p = min, max */
    DIST_TRIANGULAR, /* p = min, mode, max */
    DIST_PARETO,     /* p = shape, scale */
    DIST_TWO_POINT,  /* p = low, high, p_high */
    DIST_EMPIRICAL,  /* sorted samples, linear between points */
    DIST_KIND_COUNT
} DistKind;

typedef struct Dist {
    DistKind kind;
    double p[3];
    double min, max;          /* limits; -INFINITY and INFINITY when there are none */
    double cdf_min, cdf_span; /* F(min), F(max) - F(min): set by dist_prepare() */
    const double *sample;     /* [sample_count], ascending; DIST_EMPIRICAL only */
    size_t sample_count;
} Dist;

Dist dist_constant(double value);

/* A Dist without limits, prepared. */
Dist dist_make(DistKind kind, double p0, double p1, double p2);

/* The law of `factor` times the quantity, factor > 0: the same u gives factor times the value.
 * samples [dist->sample_count] takes those of an empirical one, and is then borrowed; else NULL. */
Dist dist_scale(const Dist *dist, double factor, double *samples);

/* Name of the kind as a scenario spells it ("lognormal"). */
const char *dist_kind_name(DistKind kind);

/* Parameter and limit errors in one sentence, NULL if it is sound. */
const char *dist_check(const Dist *dist);

/* Fixes cdf_min and cdf_span; call once after parameters and limits are set. */
void dist_prepare(Dist *dist);

/* The value below which a share u of the (truncated) law lies; 0 < u < 1. */
double dist_quantile(const Dist *dist, double u);

/* Share of the (truncated) law at or below x. */
double dist_cdf(const Dist *dist, double x);

double dist_mean(const Dist *dist);     /* INFINITY where it does not exist */
double dist_variance(const Dist *dist); /* INFINITY where it does not exist */

/* One draw at an address. */
static inline double dist_sample(const Dist *dist, Rng *rng)
{
    return dist->kind == DIST_CONSTANT ? dist->p[0] : dist_quantile(dist, rng_unit(rng));
}

/* One duration, rounded once, at least `least`. */
static inline SimTime dist_sample_ns(const Dist *dist, Rng *rng, SimTime least)
{
    SimTime t = int64_from_double(dist_sample(dist, rng));
    return t < least ? least : t;
}

#endif
