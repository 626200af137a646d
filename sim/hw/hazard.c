#include "hw/hazard.h"

#include <math.h>

#include "util/detmath.h"
#include "util/dist_law.h"
#include "util/units.h"

#define BOLTZMANN_EV 8.617333262e-5
#define KELVIN       273.15
#define LN2          0.6931471805599453

/* Beyond this the normal tail is below the least double; ln S(z) is then -z^2/2 - ln z - ...,
 * and between two such ages only z^2/2 counts. */
#define NORMAL_Z_MAX 37.0

/* Share of survivors below which 1 - F has too few digits left for a quantile. */
#define TAIL_LEAST 1e-6

/* Survivors of the law without its limits, and the age at which a share q is left. */
typedef struct Survival {
    double (*share)(const Dist *life, double age);
    double (*age)(const Dist *life, double q);
} Survival;

static double plain_share(const Dist *life, double age)
{
    return 1.0 - dist_law_get(life->kind)->cdf(life, age);
}

static double plain_age(const Dist *life, double q)
{
    double u = 1.0 - q;
    return dist_law_get(life->kind)->quantile(life, u < 0x1p-53 ? 0x1p-53 : u);
}

static double exp_share(const Dist *life, double age)
{
    return age > 0.0 ? det_exp(-age / life->p[0]) : 1.0;
}

static double exp_age(const Dist *life, double q)
{
    return -life->p[0] * det_log(q);
}

static double normal_share(const Dist *life, double age)
{
    return det_normal_cdf((life->p[0] - age) / life->p[1]);
}

static double normal_age(const Dist *life, double q)
{
    return life->p[0] - life->p[1] * det_normal_quantile(q);
}

static double lognormal_share(const Dist *life, double age)
{
    return age > 0.0 ? det_normal_cdf(-det_log(age / life->p[0]) / life->p[1]) : 1.0;
}

static double lognormal_age(const Dist *life, double q)
{
    return life->p[0] * det_exp(-life->p[1] * det_normal_quantile(q));
}

static double weibull_share(const Dist *life, double age)
{
    return age > 0.0 ? det_exp(-det_pow(age / life->p[1], life->p[0])) : 1.0;
}

static double weibull_age(const Dist *life, double q)
{
    return life->p[1] * det_pow(-det_log(q), 1.0 / life->p[0]);
}

/* ln Q(a, x) for x > a + 1, by the continued fraction of the upper incomplete gamma function.
 * Source: Abramowitz and Stegun 6.5.31, modified Lentz. */
static double gamma_log_tail(double a, double x)
{
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
    for (int i = 1; i < 1000; i++) {
        double an = -(double)i * ((double)i - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1.0) < 1e-15)
            break;
    }
    return a * det_log(x) - x - det_lgamma(a) + det_log(h);
}

/* ln S, whatever is left of it. */
static double gamma_log_share(const Dist *life, double age)
{
    double x = age / life->p[1];
    if (x > life->p[0] + 1.0)
        return gamma_log_tail(life->p[0], x);
    return x > 0.0 ? det_log1p(-det_gamma_p(life->p[0], x)) : 0.0;
}

static double gamma_share(const Dist *life, double age)
{
    return det_exp(gamma_log_share(life, age));
}

/* The age at which ln S has fallen to log_q, by halving. */
static double gamma_log_age(const Dist *life, double log_q)
{
    double low = 0.0, high = life->p[1] * (life->p[0] + 1.0 - log_q);
    while (gamma_log_share(life, high) > log_q)
        high *= 2.0;
    for (int i = 0; i < 100 && low < high; i++) {
        double middle = low + 0.5 * (high - low);
        if (middle <= low || middle >= high)
            break;
        if (gamma_log_share(life, middle) > log_q)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static double gamma_age(const Dist *life, double q)
{
    return q < TAIL_LEAST ? gamma_log_age(life, det_log(q)) : plain_age(life, q);
}

static double uniform_share(const Dist *life, double age)
{
    double share = (life->p[1] - age) / (life->p[1] - life->p[0]);
    return share <= 0.0 ? 0.0 : (share >= 1.0 ? 1.0 : share);
}

static double uniform_age(const Dist *life, double q)
{
    return life->p[1] - q * (life->p[1] - life->p[0]);
}

static double triangular_share(const Dist *life, double age)
{
    double low = life->p[0], mode = life->p[1], high = life->p[2];
    if (age < mode || mode >= high || age >= high)
        return plain_share(life, age);
    return (high - age) * (high - age) / ((high - low) * (high - mode));
}

static double triangular_age(const Dist *life, double q)
{
    double width = life->p[2] - life->p[0], right = life->p[2] - life->p[1];
    return q * width <= right ? life->p[2] - sqrt(q * width * right) : plain_age(life, q);
}

static double pareto_share(const Dist *life, double age)
{
    return age > life->p[1] ? det_exp(-life->p[0] * det_log(age / life->p[1])) : 1.0;
}

static double pareto_age(const Dist *life, double q)
{
    return life->p[1] * det_exp(-det_log(q) / life->p[0]);
}

static const Survival survival_table[DIST_KIND_COUNT] = {
    [DIST_CONSTANT] = {plain_share, plain_age},
    [DIST_EXP] = {exp_share, exp_age},
    [DIST_NORMAL] = {normal_share, normal_age},
    [DIST_LOGNORMAL] = {lognormal_share, lognormal_age},
    [DIST_WEIBULL] = {weibull_share, weibull_age},
    [DIST_GAMMA] = {gamma_share, gamma_age},
    [DIST_UNIFORM] = {uniform_share, uniform_age},
    [DIST_TRIANGULAR] = {triangular_share, triangular_age},
    [DIST_PARETO] = {pareto_share, pareto_age},
    [DIST_TWO_POINT] = {plain_share, plain_age},
    [DIST_EMPIRICAL] = {plain_share, plain_age},
};

/* Time from `age` to the strike of a law without upper limit, by its cumulative hazard; NAN for
 * the kinds (or ages) that have no closed form. */
static double closed_residual(const Dist *life, double age, double budget)
{
    if (life->kind == DIST_EXP)
        return life->p[0] * budget;
    if (life->kind == DIST_WEIBULL) {
        double spent = det_pow(age / life->p[1], life->p[0]);
        if (!(spent > 0.0))
            return life->p[1] * det_pow(budget, 1.0 / life->p[0]) - age;
        return age * det_expm1(det_log1p(budget / spent) / life->p[0]);
    }
    if (life->kind == DIST_PARETO) {
        double start = age > life->p[1] ? age : life->p[1];
        return start - age + start * det_expm1(budget / life->p[0]);
    }
    if (life->kind == DIST_GAMMA && gamma_share(life, age) < TAIL_LEAST)
        return gamma_log_age(life, gamma_log_share(life, age) - budget) - age;
    bool is_log = life->kind == DIST_LOGNORMAL && age > 0.0;
    if (life->kind != DIST_NORMAL && !is_log)
        return NAN;
    double z = (is_log ? det_log(age / life->p[0]) : age - life->p[0]) / life->p[1];
    if (z < NORMAL_Z_MAX)
        return NAN;
    double step = life->p[1] * 2.0 * budget / (sqrt(z * z + 2.0 * budget) + z);
    return is_log ? age * det_expm1(step) : step;
}

double hazard_residual(const Dist *life, double age, double u)
{
    g_assert(age >= 0.0);
    g_assert(u > 0.0);
    g_assert(u < 1.0);
    if (life->kind == DIST_CONSTANT && life->p[0] >= (double)TIME_NEVER)
        return INFINITY;
    if (age >= life->max)
        return 0.0;
    double start = age < life->min ? life->min : age, wait = start - age;
    if (life->max == INFINITY) {
        double residual = closed_residual(life, start, -det_log(u));
        if (!isnan(residual))
            return wait + (residual > 0.0 ? residual : 0.0);
    }
    const Survival *survival = &survival_table[life->kind];
    double at_max = life->max == INFINITY ? 0.0 : survival->share(life, life->max);
    double q = at_max + u * (survival->share(life, start) - at_max);
    if (!(q > 0.0))
        return wait;
    double strike = survival->age(life, q < 1.0 ? q : 1.0 - 0x1p-53);
    strike = strike > life->max ? life->max : strike;
    return strike > start ? strike - age : wait;
}

double hazard_cumulative(const Dist *life, double t)
{
    if (t <= life->min)
        return 0.0;
    if (t >= life->max)
        return INFINITY;
    const Survival *survival = &survival_table[life->kind];
    double at_max = life->max == INFINITY ? 0.0 : survival->share(life, life->max);
    double at_min = life->min == -INFINITY ? 1.0 : survival->share(life, life->min);
    if (life->kind == DIST_WEIBULL && at_max == 0.0 && at_min == 1.0)
        return t > 0.0 ? det_pow(t / life->p[1], life->p[0]) : 0.0;
    if (life->kind == DIST_EXP && at_max == 0.0 && at_min == 1.0)
        return t > 0.0 ? t / life->p[0] : 0.0;
    double share = (survival->share(life, t) - at_max) / (at_min - at_max);
    return share > 0.0 ? (share < 1.0 ? -det_log(share) : 0.0) : INFINITY;
}

double hazard_gap(double mean, double u)
{
    g_assert(mean > 0.0);
    return -mean * det_log(u);
}

double hazard_arrhenius(double activation_ev, double reference_c, double temperature_c)
{
    double reference = reference_c + KELVIN, temperature = temperature_c + KELVIN;
    return det_exp(activation_ev / BOLTZMANN_EV * (1.0 / reference - 1.0 / temperature));
}

double hazard_overheat(double temp_max_c, double temperature_c)
{
    double over = temperature_c - temp_max_c;
    return over > 0.0 ? det_exp(LN2 * over / 10.0) : 1.0;
}
