/*
 * util/dist_law.h - what a kind of distribution is: one row of functions.
 *
 * `cdf` and `quantile` speak of the law without limits; `moments` of the law between the
 * limits of the Dist, which dist_prepare() has turned into cdf_min and cdf_span.
 *
 * Units:   of the quantity.
 * Errors:  `check` answers in one sentence; the rest needs sound parameters.
 */
#ifndef TINYFLEET_UTIL_DIST_LAW_H
#define TINYFLEET_UTIL_DIST_LAW_H

#include "util/dist.h"

typedef struct DistMoments {
    double mean, variance;
} DistMoments;

typedef struct DistLaw {
    const char *name;
    const char *(*check)(const Dist *dist);
    double (*cdf)(const Dist *dist, double x);
    double (*below)(const Dist *dist, double x); /* P(X < x); NULL = as cdf */
    double (*quantile)(const Dist *dist, double u);
    DistMoments (*moments)(const Dist *dist);
} DistLaw;

const DistLaw *dist_law_get(DistKind kind);

/* DistMoments between the limits of each kind. */
DistMoments dist_moments_constant(const Dist *dist);
DistMoments dist_moments_normal(const Dist *dist);
DistMoments dist_moments_lognormal(const Dist *dist);
DistMoments dist_moments_weibull(const Dist *dist);
DistMoments dist_moments_gamma(const Dist *dist);
DistMoments dist_moments_exp(const Dist *dist);
DistMoments dist_moments_uniform(const Dist *dist);
DistMoments dist_moments_triangular(const Dist *dist);
DistMoments dist_moments_pareto(const Dist *dist);
DistMoments dist_moments_two_point(const Dist *dist);
DistMoments dist_moments_empirical(const Dist *dist);

#endif
