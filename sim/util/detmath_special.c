/* Special functions of util/detmath.h: sums, continued fractions and safe Newton steps. */
#include <glib.h>
#include <math.h>
#include <stdbool.h>

#include "util/detmath.h"

#define EPSILON          0x1p-53
#define TINY             1e-300 /* keeps Lentz's denominators from zero */
#define TWO_OVER_SQRT_PI 0x1.20dd750429b6dp+0
#define SQRT_PI          0x1.c5bf891b4ef6bp+0
#define SQRT_HALF        0x1.6a09e667f3bcdp-1
#define SQRT_TWO_PI      0x1.40d931ff62706p+1
#define LOG_SQRT_TWO_PI  0x1.d67f1c864beb5p-1

enum {
    TERMS_MAX = 2000000, /* of a sum or fraction: enough for shapes up to 1e10 */
    STEPS_MAX = 1200,    /* of a search for a root: bisection through all doubles at worst */
};

/* A sum of positive terms: 2/sqrt(pi) e^-xx (x + 2 x^3/3 + 4 x^5/15 + ...). Source: Abramowitz and
 * Stegun 7.1.6. */
static double erf_sum(double x)
{
    double term = x, sum = x;
    for (int n = 1; term > EPSILON * 0.25 * sum; n++) {
        term *= 2.0 * x * x / (double)(2 * n + 1);
        sum += term;
    }
    return TWO_OVER_SQRT_PI * det_exp(-x * x) * sum;
}

/* sqrt(pi) e^xx erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the inside, x >= 2.
 * Source: Abramowitz and Stegun 7.1.14. */
static double erfc_fraction(double x)
{
    if (x > 27.3)
        return 0.0;
    double below = x;
    for (int n = 120; n >= 1; n--)
        below = x + 0.5 * (double)n / below;
    return det_exp(-x * x) / (below * SQRT_PI);
}

double det_erf(double x)
{
    double size = fabs(x);
    if (x != x)
        return NAN;
    double y = size < 2.0 ? (size == 0.0 ? 0.0 : erf_sum(size)) : 1.0 - erfc_fraction(size);
    return x < 0.0 ? -y : y;
}

double det_erfc(double x)
{
    if (x < 2.0)
        return 1.0 - det_erf(x);
    return x == x ? erfc_fraction(x) : NAN;
}

/* lgamma(x) - ((x - 1/2) ln x - x + ln sqrt(2 pi)), x >= 10. Source: Abramowitz and Stegun 6.1.41.
 */
static double stirling_rest(double x)
{
    static const double term[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                  1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    double r2 = 1.0 / (x * x), sum = 0.0;
    for (int i = 6; i >= 0; i--)
        sum = sum * r2 + term[i];
    return sum / x;
}

double det_lgamma(double x)
{
    if (!(x > 0.0))
        return x == 0.0 ? INFINITY : NAN;
    if (x == INFINITY)
        return INFINITY;
    if (x == 1.0 || x == 2.0)
        return 0.0;
    double product = 1.0;
    while (x < 10.0) {
        product *= x;
        x += 1.0;
    }
    double log_x = det_log(x);
    return (x - 0.5) * log_x - x + LOG_SQRT_TWO_PI + stirling_rest(x) - det_log(product);
}

double det_normal_cdf(double z)
{
    return 0.5 * det_erfc(-z * SQRT_HALF);
}

/* x^a e^-x / Gamma(a + 1), without the cancellation of its parts when a is large. */
static double gamma_front(double a, double x)
{
    if (a < 10.0)
        return det_exp(a * det_log(x) - x - det_lgamma(a + 1.0));
    double mu = (x - a) / a;
    return det_exp(a * (det_log1p(mu) - mu) - stirling_rest(a)) / (sqrt(a) * SQRT_TWO_PI);
}

/* P(a, x) = front (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...). Source: NIST DLMF 8.11.4. */
static double gamma_p_sum(double a, double x)
{
    double term = 1.0, sum = 1.0;
    for (int n = 1; n < TERMS_MAX && term > EPSILON * sum; n++) {
        term *= x / (a + (double)n);
        sum += term;
    }
    return gamma_front(a, x) * sum;
}

/* Q(a, x) by Lentz's method. Source: NIST DLMF 8.9.2; W. Lentz, Applied Optics 15(3), 1976. */
static double gamma_q_fraction(double a, double x)
{
    double b = x + 1.0 - a, c = 1.0 / TINY, d = 1.0 / b, h = d;
    for (int n = 1; n < TERMS_MAX; n++) {
        double i = (double)n;
        double numerator = i * (a - i);
        b += 2.0;
        d = numerator * d + b;
        c = b + numerator / c;
        d = 1.0 / (fabs(d) < TINY ? TINY : d);
        c = fabs(c) < TINY ? TINY : c;
        h *= d * c;
        if (fabs(d * c - 1.0) < 4.0 * EPSILON)
            break;
    }
    return gamma_front(a, x) * a * h;
}

/* Whichever of P and Q is computed without cancellation; the other is its complement. */
static double gamma_tail(double a, double x, bool is_upper)
{
    bool is_sum = x < a + 1.0;
    double y = is_sum ? gamma_p_sum(a, x) : gamma_q_fraction(a, x);
    return is_sum == is_upper ? 1.0 - y : y;
}

double det_gamma_p(double a, double x)
{
    g_assert(a > 0.0);
    if (!(x > 0.0))
        return x == x ? 0.0 : NAN;
    if (x == INFINITY)
        return 1.0;
    return gamma_tail(a, x, false);
}

/* Wilson and Hilferty 1931 in the body; the first term of the sum at the left end. */
static double gamma_guess(double a, double p)
{
    double z = det_normal_quantile(p);
    double ninth = 1.0 / (9.0 * a);
    double root = 1.0 - ninth + z * sqrt(ninth);
    double body = a * root * root * root;
    double left = det_exp((det_log(p) + det_lgamma(a + 1.0)) / a);
    return a < 0.6 || root < 0.35 || left < 0.1 * a ? left : body;
}

/* Halley's step on P(a, x) - p (on Q - q in the upper half), held inside a bracket. */
double det_gamma_quantile(double a, double p)
{
    g_assert(a > 0.0);
    if (!(p > 0.0))
        return p == 0.0 ? 0.0 : NAN;
    if (!(p < 1.0))
        return p == 1.0 ? INFINITY : NAN;
    bool is_upper = p > 0.5;
    double low = 0.0, high = INFINITY, x = gamma_guess(a, p);
    for (int n = 0; n < STEPS_MAX && x > 0.0; n++) {
        double miss = is_upper ? (1.0 - p) - gamma_tail(a, x, true) : gamma_tail(a, x, false) - p;
        if (miss > 0.0)
            high = x;
        else
            low = x;
        double newton = miss * x / (a * gamma_front(a, x)); /* density = front a / x */
        double bend = newton * ((a - 1.0) / x - 1.0);
        double next = x - newton / (1.0 - 0.5 * (bend < 1.0 ? bend : 1.0));
        if (fabs(newton) <= 1e-8 * x)
            return next; /* the error of a Halley step is of third order */
        if (!(next > low && next < high))
            next = high == INFINITY ? 2.0 * x : 0.5 * (low + high);
        x = next;
    }
    return x;
}

/* Source: NIST DLMF 8.17.22, by Lentz's method; x < (a + 1)/(a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / (1.0 - (a + b) * x / (a + 1.0)), h = d;
    for (int n = 1; n < TERMS_MAX; n++) {
        double m = (double)n, twice = a + 2.0 * m;
        double even = m * (b - m) * x / ((twice - 1.0) * twice);
        double odd = -(a + m) * (a + b + m) * x / (twice * (twice + 1.0));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        h *= d * c;
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        h *= d * c;
        if (fabs(d * c - 1.0) < 4.0 * EPSILON)
            break;
    }
    return h;
}

/* ln B(a, b); the large parts of the larger argument are subtracted before they are rounded. */
static double log_beta(double a, double b)
{
    double small = a < b ? a : b, large = a < b ? b : a, sum = a + b;
    if (large < 10.0)
        return det_lgamma(a) + det_lgamma(b) - det_lgamma(sum);
    double grown = (large - 0.5) * det_log1p(small / large) + small * (det_log(sum) - 1.0) +
                   stirling_rest(sum) - stirling_rest(large);
    return det_lgamma(small) - grown;
}

/* ln x, where y = 1 - x is known better if it is the smaller one. */
static double log_share(double x, double y)
{
    return x < 0.5 ? det_log(x) : det_log1p(-y);
}

/* I_x(a, b) with y = 1 - x given apart, so that neither tail is rounded away. */
static double beta_tail(double a, double b, double x, double y)
{
    if (x <= 0.0)
        return 0.0;
    if (y <= 0.0)
        return 1.0;
    double front = det_exp(a * log_share(x, y) + b * log_share(y, x) - log_beta(a, b));
    if (x < (a + 1.0) / (a + b + 2.0))
        return front * beta_fraction(a, b, x) / a;
    return 1.0 - front * beta_fraction(b, a, y) / b;
}

double det_beta_i(double a, double b, double x)
{
    g_assert(a > 0.0);
    g_assert(b > 0.0);
    return x == x ? beta_tail(a, b, x, 1.0 - x) : NAN;
}

/* P(T > t), t >= 0. */
static double student_tail(double t, double df)
{
    double t2 = t * t;
    return t2 == INFINITY ? 0.0 : 0.5 * beta_tail(0.5 * df, 0.5, df / (df + t2), t2 / (df + t2));
}

double det_student_cdf(double t, double df)
{
    g_assert(df > 0.0);
    return t < 0.0 ? student_tail(-t, df) : 1.0 - student_tail(t, df);
}

/* Newton steps inside a bracket found by doubling: safe for the Cauchy tails of df = 1. */
static double student_upper(double tail, double df)
{
    double low = 0.0, high = 1.0;
    while (student_tail(high, df) > tail && high < 1e300) {
        low = high;
        high *= 2.0;
    }
    double x = 0.5 * (low + high);
    double log_norm = -log_beta(0.5 * df, 0.5) - 0.5 * det_log(df);
    for (int n = 0; n < STEPS_MAX; n++) {
        double miss = student_tail(x, df) - tail;
        if (miss > 0.0)
            low = x;
        else
            high = x;
        double density = det_exp(log_norm - 0.5 * (df + 1.0) * det_log1p(x * x / df));
        double next = x + miss / density;
        if (fabs(next - x) <= 1e-9 * x)
            return next; /* the error of a Newton step is of second order */
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        x = next;
    }
    return x;
}

double det_student_quantile(double p, double df)
{
    g_assert(df > 0.0);
    if (!(p > 0.0 && p < 1.0))
        return p == 0.0 ? -INFINITY : (p == 1.0 ? INFINITY : NAN);
    if (p == 0.5)
        return 0.0;
    return p < 0.5 ? -student_upper(p, df) : student_upper(1.0 - p, df);
}

double det_chi2_cdf(double x, double df)
{
    return det_gamma_p(0.5 * df, 0.5 * x);
}

double det_chi2_quantile(double p, double df)
{
    return 2.0 * det_gamma_quantile(0.5 * df, p);
}
