/* Mean and variance of each law between its limits: partial moments in closed form. */
#include <math.h>

#include "util/detmath.h"
#include "util/dist_law.h"

#define SQRT_TWO_PI 0x1.40d931ff62706p+1

/* From the integrals of 1, x and x^2 over the law. */
static DistMoments moments_from(const double part[3])
{
    double mean = part[1] / part[0];
    double variance = part[2] / part[0] - mean * mean;
    return (DistMoments){mean, variance > 0.0 ? variance : 0.0};
}

static double low_limit(const Dist *dist, double support)
{
    return dist->min > support ? dist->min : support;
}

DistMoments dist_moments_constant(const Dist *dist)
{
    return (DistMoments){dist->p[0], 0.0};
}

static double normal_density(double z)
{
    return det_exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/* Source: N. Johnson, S. Kotz, N. Balakrishnan, "Continuous Univariate Distributions" 1, 13.10. */
DistMoments dist_moments_normal(const Dist *dist)
{
    double a = (dist->min - dist->p[0]) / dist->p[1], b = (dist->max - dist->p[0]) / dist->p[1];
    double at_a = normal_density(a), at_b = normal_density(b);
    double from_a = isfinite(a) ? a * at_a : 0.0, from_b = isfinite(b) ? b * at_b : 0.0;
    double mean = (at_a - at_b) / dist->cdf_span;
    double variance = 1.0 + (from_a - from_b) / dist->cdf_span - mean * mean;
    return (DistMoments){dist->p[0] + dist->p[1] * mean,
                         dist->p[1] * dist->p[1] * (variance > 0.0 ? variance : 0.0)};
}

/* E[X^k; a < X < b] = median^k e^(k^2 s^2 / 2) (Phi(zb - k s) - Phi(za - k s)). */
DistMoments dist_moments_lognormal(const Dist *dist)
{
    double sigma = dist->p[1], part[3] = {1.0, 0.0, 0.0}, median_k = 1.0;
    double a = det_log(low_limit(dist, 0.0) / dist->p[0]) / sigma;
    double b = det_log(dist->max / dist->p[0]) / sigma;
    for (int k = 1; k <= 2; k++) {
        median_k *= dist->p[0];
        double shift = (double)k * sigma;
        part[k] = median_k * det_exp(0.5 * shift * shift) *
                  (det_normal_cdf(b - shift) - det_normal_cdf(a - shift)) / dist->cdf_span;
    }
    return moments_from(part);
}

/* E[Y^k; a < Y < b] of Y = X / scale is shape (shape + 1) ... times a share of the gamma law of
 * shape + k. */
static DistMoments gamma_between(double shape, const Dist *dist)
{
    double scale = dist->p[dist->kind == DIST_EXP ? 0 : 1];
    double a = low_limit(dist, 0.0) / scale, b = dist->max / scale;
    double part[3] = {1.0, 0.0, 0.0}, rising = 1.0;
    for (int k = 1; k <= 2; k++) {
        double order = shape + (double)k;
        rising *= order - 1.0;
        part[k] = rising * (det_gamma_p(order, b) - det_gamma_p(order, a)) / dist->cdf_span;
    }
    DistMoments standard = moments_from(part);
    return (DistMoments){scale * standard.mean, scale * scale * standard.variance};
}

DistMoments dist_moments_gamma(const Dist *dist)
{
    return gamma_between(dist->p[0], dist);
}

DistMoments dist_moments_exp(const Dist *dist)
{
    return gamma_between(1.0, dist);
}

/* (X / scale)^shape is exponential, so powers of X are gamma integrals. */
DistMoments dist_moments_weibull(const Dist *dist)
{
    double shape = dist->p[0], scale = dist->p[1];
    double a = det_pow(low_limit(dist, 0.0) / scale, shape);
    double b = dist->max == INFINITY ? INFINITY : det_pow(dist->max / scale, shape);
    double part[3] = {1.0, 0.0, 0.0};
    for (int k = 1; k <= 2; k++) {
        double order = 1.0 + (double)k / shape;
        part[k] = det_exp(det_lgamma(order)) * (det_gamma_p(order, b) - det_gamma_p(order, a)) /
                  dist->cdf_span;
    }
    DistMoments standard = moments_from(part);
    return (DistMoments){scale * standard.mean, scale * scale * standard.variance};
}

DistMoments dist_moments_uniform(const Dist *dist)
{
    double a = low_limit(dist, dist->p[0]), b = dist->max < dist->p[1] ? dist->max : dist->p[1];
    return (DistMoments){0.5 * (a + b), (b - a) * (b - a) / 12.0};
}

/* Integral of y^k (c + s y) from a to b. */
static double line_integral(const double line[2], int k, double a, double b)
{
    double low = 1.0, high = 1.0;
    for (int i = 0; i <= k; i++) {
        low *= a;
        high *= b;
    }
    double order = (double)(k + 1);
    return line[0] * (high - low) / order + line[1] * (high * b - low * a) / (order + 1.0);
}

/* The density is two lines; y = x - p[0]. */
DistMoments dist_moments_triangular(const Dist *dist)
{
    double width = dist->p[2] - dist->p[0], mode = dist->p[1] - dist->p[0];
    double a = low_limit(dist, dist->p[0]) - dist->p[0];
    double b = (dist->max < dist->p[2] ? dist->max : dist->p[2]) - dist->p[0];
    double part[3] = {0.0, 0.0, 0.0};
    const double up[2] = {0.0, 2.0 / (width * mode)};
    const double down[2] = {2.0 / (width - mode), -2.0 / (width * (width - mode))};
    for (int k = 0; k <= 2; k++) {
        if (a < mode)
            part[k] += line_integral(up, k, a, b < mode ? b : mode);
        if (b > mode)
            part[k] += line_integral(down, k, a > mode ? a : mode, b);
    }
    DistMoments shifted = moments_from(part);
    return (DistMoments){dist->p[0] + shifted.mean, shifted.variance};
}

/* E[Y^k; a < Y < b] of Y = X / scale: the integral of shape y^(k - shape - 1). */
static double pareto_part(double shape, int k, double a, double b)
{
    double power = (double)k - shape;
    if (power == 0.0)
        return b == INFINITY ? INFINITY : shape * det_log(b / a);
    if (b == INFINITY)
        return power > 0.0 ? INFINITY : -shape / power * det_pow(a, power);
    return shape / power * (det_pow(b, power) - det_pow(a, power));
}

DistMoments dist_moments_pareto(const Dist *dist)
{
    double shape = dist->p[0], scale = dist->p[1];
    double a = low_limit(dist, scale) / scale, b = dist->max / scale;
    double part[3] = {dist->cdf_span, pareto_part(shape, 1, a, b), pareto_part(shape, 2, a, b)};
    if (part[2] == INFINITY)
        return (DistMoments){scale * part[1] / part[0], INFINITY};
    DistMoments standard = moments_from(part);
    return (DistMoments){scale * standard.mean, scale * scale * standard.variance};
}

DistMoments dist_moments_two_point(const Dist *dist)
{
    double low = dist->p[0], high = dist->p[1], share = dist->p[2];
    if (dist->min > low || dist->max < high)
        return (DistMoments){dist->min > low ? high : low, 0.0};
    return (DistMoments){low + share * (high - low),
                         share * (1.0 - share) * (high - low) * (high - low)};
}

/* The quantile function is a chain of lines; values are taken from the first sample. */
DistMoments dist_moments_empirical(const Dist *dist)
{
    double origin = dist->sample[0], end = dist->cdf_min + dist->cdf_span;
    if (dist->sample_count == 1)
        return (DistMoments){origin, 0.0};
    double steps = (double)(dist->sample_count - 1);
    double part[3] = {0.0, 0.0, 0.0};
    for (size_t i = 0; i + 1 < dist->sample_count; i++) {
        double from = (double)i / steps, to = (double)(i + 1) / steps;
        double a = dist->cdf_min > from ? dist->cdf_min : from, b = end < to ? end : to;
        if (a >= b)
            continue;
        double base = dist->sample[i] - origin, rise = dist->sample[i + 1] - dist->sample[i];
        double low = base + rise * (a - from) * steps, high = base + rise * (b - from) * steps;
        part[0] += b - a;
        part[1] += (b - a) * 0.5 * (low + high);
        part[2] += (b - a) * (low * low + low * high + high * high) / 3.0;
    }
    DistMoments shifted = moments_from(part);
    return (DistMoments){origin + shifted.mean, shifted.variance};
}
