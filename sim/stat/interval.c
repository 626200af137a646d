#include "stat/interval.h"

#include <glib.h>
#include <math.h>

#include "util/detmath.h"

static void check_confidence(double confidence)
{
    g_assert(confidence > 0.0);
    g_assert(confidence < 1.0);
}

double interval_factor(int64_t n, double confidence)
{
    check_confidence(confidence);
    if (n < 2)
        return NAN;
    return det_student_quantile(0.5 + 0.5 * confidence, (double)(n - 1)) / sqrt((double)n);
}

Interval interval_of_mean(double mean, double sd, int64_t n, double confidence)
{
    double half_width = interval_factor(n, confidence) * sd;
    return (Interval){mean - half_width, mean + half_width};
}

/* The factor falls with n, so the least n is found by halving. */
int64_t interval_replications(double sd, double half_width, double confidence)
{
    int64_t low = 1, high = INTERVAL_REPLICATIONS_MAX; /* low is too few, high enough */
    if (!(interval_factor(high, confidence) * sd <= half_width))
        return INT64_MAX;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (interval_factor(middle, confidence) * sd <= half_width)
            high = middle;
        else
            low = middle;
    }
    return high;
}

int64_t interval_replications_relative(double mean, double sd, double gamma, double confidence)
{
    g_assert(gamma > 0.0);
    return interval_replications(sd, fabs(mean) * gamma / (1.0 + gamma), confidence);
}

/* Half a chi-square quantile: the Poisson mean at which `count` events become this rare. */
static double poisson_mean(double share, int64_t count)
{
    return count == 0 ? 0.0 : det_gamma_quantile((double)count, share);
}

static Interval rate_between(int64_t low_count, int64_t high_count, double exposure,
                             double confidence)
{
    check_confidence(confidence);
    g_assert(exposure > 0.0);
    double tail = 0.5 * (1.0 - confidence);
    return (Interval){poisson_mean(tail, low_count) / exposure,
                      poisson_mean(1.0 - tail, high_count) / exposure};
}

Interval interval_of_rate(int64_t count, double exposure, double confidence)
{
    g_assert(count >= 0);
    return rate_between(count, count + 1, exposure, confidence);
}

Interval interval_of_rate_to_event(int64_t count, double exposure, double confidence)
{
    g_assert(count >= 1);
    return rate_between(count, count, exposure, confidence);
}

double interval_rate_upper(int64_t count, double exposure, double confidence)
{
    check_confidence(confidence);
    g_assert(count >= 0);
    g_assert(exposure > 0.0);
    return poisson_mean(confidence, count + 1) / exposure;
}

double interval_test_exposure(double mtbf, int64_t count, double confidence)
{
    return mtbf * interval_rate_upper(count, 1.0, confidence);
}

int64_t interval_test_units(double reliability, double confidence)
{
    check_confidence(confidence);
    g_assert(reliability > 0.0);
    g_assert(reliability < 1.0);
    return (int64_t)ceil(det_log(1.0 - confidence) / det_log(reliability));
}

Interval interval_wilson(int64_t successes, int64_t n, double confidence)
{
    check_confidence(confidence);
    g_assert(n >= 1);
    g_assert(successes >= 0 && successes <= n);
    double count = (double)n, share = (double)successes / count;
    double z = det_normal_quantile(0.5 + 0.5 * confidence), z2 = z * z;
    double middle = share + z2 / (2.0 * count);
    double half_width = z * sqrt((share * (1.0 - share) + z2 / (4.0 * count)) / count);
    double scale = 1.0 / (1.0 + z2 / count);
    return (Interval){successes == 0 ? 0.0 : scale * (middle - half_width),
                      successes == n ? 1.0 : scale * (middle + half_width)};
}

/* The share p at which I_p(a, b) reaches `target`; halving ends when doubles do. */
static double beta_quantile(double a, double b, double target)
{
    double low = 0.0, high = 1.0;
    for (;;) {
        double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high)
            return middle;
        if (det_beta_i(a, b, middle) < target)
            low = middle;
        else
            high = middle;
    }
}

static double share_lower(int64_t successes, int64_t n, double tail)
{
    if (successes == 0)
        return 0.0;
    return beta_quantile((double)successes, (double)(n - successes + 1), tail);
}

double interval_share_upper(int64_t successes, int64_t n, double confidence)
{
    check_confidence(confidence);
    g_assert(n >= 1);
    g_assert(successes >= 0 && successes <= n);
    return 1.0 - share_lower(n - successes, n, 1.0 - confidence);
}

Interval interval_clopper_pearson(int64_t successes, int64_t n, double confidence)
{
    double tail = 0.5 * (1.0 - confidence);
    double high = interval_share_upper(successes, n, 1.0 - tail);
    return (Interval){share_lower(successes, n, tail), high};
}
