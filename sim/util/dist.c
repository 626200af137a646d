#include "util/dist.h"

#include <math.h>

#include "util/dist_law.h"

/* Limits that keep less of the law than this are taken for a mistake. */
#define SPAN_MIN 1e-9

Dist dist_constant(double value)
{
    return dist_make(DIST_CONSTANT, value, 0.0, 0.0);
}

Dist dist_make(DistKind kind, double p0, double p1, double p2)
{
    g_assert(kind < DIST_KIND_COUNT);
    return (Dist){.kind = kind,
                  .p = {p0, p1, p2},
                  .min = -INFINITY,
                  .max = INFINITY,
                  .cdf_min = 0.0,
                  .cdf_span = 1.0};
}

/* Bit i: parameter i is in the unit of the quantity; the others have none. */
static const uint8_t scaled_params[DIST_KIND_COUNT] = {
    [DIST_CONSTANT] = 1,    [DIST_EXP] = 1,
    [DIST_NORMAL] = 1 | 2,  [DIST_LOGNORMAL] = 1,
    [DIST_WEIBULL] = 2,     [DIST_GAMMA] = 2,
    [DIST_UNIFORM] = 1 | 2, [DIST_TRIANGULAR] = 1 | 2 | 4,
    [DIST_PARETO] = 2,      [DIST_TWO_POINT] = 1 | 2,
};

Dist dist_scale(const Dist *dist, double factor, double *samples)
{
    g_assert(factor > 0.0);
    g_assert((samples != NULL) == (dist->kind == DIST_EMPIRICAL));
    Dist scaled = *dist;
    for (int i = 0; i < 3; i++) {
        if (scaled_params[dist->kind] >> i & 1)
            scaled.p[i] *= factor;
    }
    for (size_t i = 0; i < dist->sample_count; i++)
        samples[i] = factor * dist->sample[i];
    scaled.sample = samples;
    scaled.min *= factor;
    scaled.max *= factor;
    dist_prepare(&scaled);
    return scaled;
}

const char *dist_kind_name(DistKind kind)
{
    return dist_law_get(kind)->name;
}

const char *dist_check(const Dist *dist)
{
    const char *mistake = dist_law_get(dist->kind)->check(dist);
    if (mistake != NULL)
        return mistake;
    if (isnan(dist->min) || isnan(dist->max))
        return "min and max must be numbers";
    if (dist->kind == DIST_CONSTANT)
        return dist->p[0] < dist->min || dist->p[0] > dist->max ? "the value is outside min..max"
                                                                : NULL;
    if (dist->min >= dist->max)
        return "min must be below max";
    Dist prepared = *dist;
    dist_prepare(&prepared);
    return prepared.cdf_span < SPAN_MIN ? "min..max leaves almost nothing of the distribution"
                                        : NULL;
}

void dist_prepare(Dist *dist)
{
    const DistLaw *law = dist_law_get(dist->kind);
    double cdf_max = dist->max == INFINITY ? 1.0 : law->cdf(dist, dist->max);
    dist->cdf_min = 0.0;
    if (dist->min != -INFINITY)
        dist->cdf_min =
            law->below != NULL ? law->below(dist, dist->min) : law->cdf(dist, dist->min);
    dist->cdf_span = cdf_max - dist->cdf_min;
}

static double between_limits(const Dist *dist, double x)
{
    return x < dist->min ? dist->min : (x > dist->max ? dist->max : x);
}

double dist_quantile(const Dist *dist, double u)
{
    g_assert(u > 0.0);
    g_assert(u < 1.0);
    double share = dist->cdf_min + u * dist->cdf_span;
    if (share >= 1.0)
        share = 1.0 - 0x1p-53;
    return between_limits(dist, dist_law_get(dist->kind)->quantile(dist, share));
}

double dist_cdf(const Dist *dist, double x)
{
    if (x >= dist->max)
        return 1.0;
    if (x < dist->min)
        return 0.0;
    double share = dist_law_get(dist->kind)->cdf(dist, x) - dist->cdf_min;
    return share <= 0.0 ? 0.0 : (share >= dist->cdf_span ? 1.0 : share / dist->cdf_span);
}

double dist_mean(const Dist *dist)
{
    return dist_law_get(dist->kind)->moments(dist).mean;
}

double dist_variance(const Dist *dist)
{
    return dist_law_get(dist->kind)->moments(dist).variance;
}
