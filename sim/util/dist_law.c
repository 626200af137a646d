#include "util/dist_law.h"

#include <math.h>
#include <stdbool.h>

#include "util/detmath.h"

static bool is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static const char *constant_check(const Dist *dist)
{
    (void)dist;
    return NULL; /* NAN and infinite constants are how special words are stored */
}

static double constant_cdf(const Dist *dist, double x)
{
    return x >= dist->p[0] ? 1.0 : 0.0;
}

static double constant_below(const Dist *dist, double x)
{
    return x > dist->p[0] ? 1.0 : 0.0;
}

static double constant_quantile(const Dist *dist, double u)
{
    (void)u;
    return dist->p[0];
}

static const char *exp_check(const Dist *dist)
{
    return is_positive(dist->p[0]) ? NULL : "mean must be above 0";
}

static double exp_cdf(const Dist *dist, double x)
{
    return x > 0.0 ? -det_expm1(-x / dist->p[0]) : 0.0;
}

static double exp_quantile(const Dist *dist, double u)
{
    return -dist->p[0] * det_log(1.0 - u);
}

static const char *normal_check(const Dist *dist)
{
    if (!isfinite(dist->p[0]))
        return "mean must be a number";
    return is_positive(dist->p[1]) ? NULL : "sd must be above 0";
}

static double normal_cdf(const Dist *dist, double x)
{
    return det_normal_cdf((x - dist->p[0]) / dist->p[1]);
}

static double normal_quantile(const Dist *dist, double u)
{
    return dist->p[0] + dist->p[1] * det_normal_quantile(u);
}

static const char *lognormal_check(const Dist *dist)
{
    if (!is_positive(dist->p[0]))
        return "median must be above 0";
    return is_positive(dist->p[1]) ? NULL : "sigma must be above 0";
}

static double lognormal_cdf(const Dist *dist, double x)
{
    return x > 0.0 ? det_normal_cdf(det_log(x / dist->p[0]) / dist->p[1]) : 0.0;
}

static double lognormal_quantile(const Dist *dist, double u)
{
    return dist->p[0] * det_exp(dist->p[1] * det_normal_quantile(u));
}

static const char *shape_scale_check(const Dist *dist)
{
    if (!is_positive(dist->p[0]))
        return "shape must be above 0";
    return is_positive(dist->p[1]) ? NULL : "scale must be above 0";
}

static double weibull_cdf(const Dist *dist, double x)
{
    return x > 0.0 ? -det_expm1(-det_pow(x / dist->p[1], dist->p[0])) : 0.0;
}

static double weibull_quantile(const Dist *dist, double u)
{
    return dist->p[1] * det_pow(-det_log(1.0 - u), 1.0 / dist->p[0]);
}

static double gamma_cdf(const Dist *dist, double x)
{
    return det_gamma_p(dist->p[0], x / dist->p[1]);
}

static double gamma_quantile(const Dist *dist, double u)
{
    return dist->p[1] * det_gamma_quantile(dist->p[0], u);
}

static const char *uniform_check(const Dist *dist)
{
    bool is_sound = isfinite(dist->p[0]) && isfinite(dist->p[1]) && dist->p[0] < dist->p[1];
    return is_sound ? NULL : "min must be below max";
}

static double uniform_cdf(const Dist *dist, double x)
{
    double share = (x - dist->p[0]) / (dist->p[1] - dist->p[0]);
    return share <= 0.0 ? 0.0 : (share >= 1.0 ? 1.0 : share);
}

static double uniform_quantile(const Dist *dist, double u)
{
    return dist->p[0] + u * (dist->p[1] - dist->p[0]);
}

static const char *triangular_check(const Dist *dist)
{
    if (!isfinite(dist->p[0]) || !isfinite(dist->p[2]) || !(dist->p[0] < dist->p[2]))
        return "min must be below max";
    bool is_inside = dist->p[0] <= dist->p[1] && dist->p[1] <= dist->p[2];
    return is_inside ? NULL : "mode must lie between min and max";
}

static double triangular_cdf(const Dist *dist, double x)
{
    double low = dist->p[0], mode = dist->p[1], high = dist->p[2], width = high - low;
    if (x <= low || x >= high)
        return x <= low ? 0.0 : 1.0;
    if (x < mode)
        return (x - low) * (x - low) / (width * (mode - low));
    return 1.0 - (high - x) * (high - x) / (width * (high - mode));
}

static double triangular_quantile(const Dist *dist, double u)
{
    double low = dist->p[0], mode = dist->p[1], high = dist->p[2], width = high - low;
    if (u * width < mode - low)
        return low + sqrt(u * width * (mode - low));
    return high - sqrt((1.0 - u) * width * (high - mode));
}

static double pareto_cdf(const Dist *dist, double x)
{
    double share = x / dist->p[1];
    return share > 1.0 ? -det_expm1(-dist->p[0] * det_log(share)) : 0.0;
}

static double pareto_quantile(const Dist *dist, double u)
{
    return dist->p[1] * det_exp(-det_log(1.0 - u) / dist->p[0]);
}

static const char *two_point_check(const Dist *dist)
{
    if (!isfinite(dist->p[0]) || !isfinite(dist->p[1]) || !(dist->p[0] < dist->p[1]))
        return "low must be below high";
    bool is_share = dist->p[2] >= 0.0 && dist->p[2] <= 1.0;
    return is_share ? NULL : "p_high must lie in 0%..100%";
}

static double two_point_cdf(const Dist *dist, double x)
{
    return x < dist->p[0] ? 0.0 : (x < dist->p[1] ? 1.0 - dist->p[2] : 1.0);
}

static double two_point_below(const Dist *dist, double x)
{
    return x <= dist->p[0] ? 0.0 : (x <= dist->p[1] ? 1.0 - dist->p[2] : 1.0);
}

static double two_point_quantile(const Dist *dist, double u)
{
    return u < 1.0 - dist->p[2] ? dist->p[0] : dist->p[1];
}

static const char *empirical_check(const Dist *dist)
{
    if (dist->sample == NULL || dist->sample_count == 0)
        return "there are no samples";
    for (size_t i = 0; i < dist->sample_count; i++) {
        if (!isfinite(dist->sample[i]))
            return "a sample is not a number";
        if (i > 0 && dist->sample[i] < dist->sample[i - 1])
            return "samples must be sorted";
    }
    return NULL;
}

/* How many samples lie below x, or at or below it. */
static size_t samples_before(const Dist *dist, double x, bool is_at_counted)
{
    size_t low = 0, high = dist->sample_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double s = dist->sample[middle];
        if (s < x || (is_at_counted && s == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sample i of n stands at share i / (n - 1). */
static double empirical_share(const Dist *dist, double x, bool is_at_counted)
{
    size_t n = dist->sample_count, count = samples_before(dist, x, is_at_counted);
    if (count == 0 || count == n)
        return count == 0 ? 0.0 : 1.0;
    double low = dist->sample[count - 1], high = dist->sample[count];
    double step = high > low ? (x - low) / (high - low) : 0.0;
    return ((double)(count - 1) + step) / (double)(n - 1);
}

static double empirical_cdf(const Dist *dist, double x)
{
    return empirical_share(dist, x, true);
}

static double empirical_below(const Dist *dist, double x)
{
    return empirical_share(dist, x, false);
}

static double empirical_quantile(const Dist *dist, double u)
{
    double place = u * (double)(dist->sample_count - 1);
    size_t i = (size_t)place;
    if (i + 1 >= dist->sample_count)
        return dist->sample[dist->sample_count - 1];
    return dist->sample[i] + (place - (double)i) * (dist->sample[i + 1] - dist->sample[i]);
}

static const DistLaw dist_table[DIST_KIND_COUNT] = {
    [DIST_CONSTANT] = {"constant", constant_check, constant_cdf, constant_below, constant_quantile,
                       dist_moments_constant},
    [DIST_EXP] = {"exp", exp_check, exp_cdf, NULL, exp_quantile, dist_moments_exp},
    [DIST_NORMAL] = {"normal", normal_check, normal_cdf, NULL, normal_quantile,
                     dist_moments_normal},
    [DIST_LOGNORMAL] = {"lognormal", lognormal_check, lognormal_cdf, NULL, lognormal_quantile,
                        dist_moments_lognormal},
    [DIST_WEIBULL] = {"weibull", shape_scale_check, weibull_cdf, NULL, weibull_quantile,
                      dist_moments_weibull},
    [DIST_GAMMA] = {"gamma", shape_scale_check, gamma_cdf, NULL, gamma_quantile,
                    dist_moments_gamma},
    [DIST_UNIFORM] = {"uniform", uniform_check, uniform_cdf, NULL, uniform_quantile,
                      dist_moments_uniform},
    [DIST_TRIANGULAR] = {"triangular", triangular_check, triangular_cdf, NULL, triangular_quantile,
                         dist_moments_triangular},
    [DIST_PARETO] = {"pareto", shape_scale_check, pareto_cdf, NULL, pareto_quantile,
                     dist_moments_pareto},
    [DIST_TWO_POINT] = {"two-point", two_point_check, two_point_cdf, two_point_below,
                        two_point_quantile, dist_moments_two_point},
    [DIST_EMPIRICAL] = {"empirical", empirical_check, empirical_cdf, empirical_below,
                        empirical_quantile, dist_moments_empirical},
};

const DistLaw *dist_law_get(DistKind kind)
{
    g_assert(kind < DIST_KIND_COUNT);
    return &dist_table[kind];
}
