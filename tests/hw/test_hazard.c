/* Residual lives against the conditional law: F(age + x) = 1 - u (1 - F(age)). */
#include <math.h>

#include "hw/hazard.h"
#include "test.h"
#include "util/detmath.h"

static const double shares[] = {0.999, 0.9, 0.5, 0.1, 0.001};

static const double samples[] = {1.0, 2.0, 2.0, 5.0, 9.0};

/* Survivors of a law with its limits, by dist_cdf. */
static double survivors(const Dist *life, double age)
{
    return 1.0 - dist_cdf(life, age);
}

static void check_law(const Dist *life, const double *ages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(shares); k++) {
            double residual = hazard_residual(life, ages[i], shares[k]);
            double expected = shares[k] * survivors(life, ages[i]);
            CHECK_NEAR(survivors(life, ages[i] + residual), expected, 1e-9);
        }
}

static void a_residual_is_a_quantile_of_the_conditional_law(void)
{
    const double ages[] = {0.0, 0.3, 1.5, 3.9, 4.2};
    const Dist laws[] = {
        dist_make(DIST_EXP, 3.0, 0.0, 0.0),       dist_make(DIST_NORMAL, 4.0, 1.5, 0.0),
        dist_make(DIST_LOGNORMAL, 3.0, 0.7, 0.0), dist_make(DIST_WEIBULL, 1.8, 4.0, 0.0),
        dist_make(DIST_WEIBULL, 0.6, 4.0, 0.0),   dist_make(DIST_GAMMA, 2.5, 1.3, 0.0),
        dist_make(DIST_UNIFORM, 0.2, 7.0, 0.0),   dist_make(DIST_TRIANGULAR, 0.1, 2.0, 8.0),
        dist_make(DIST_PARETO, 2.5, 1.0, 0.0),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(laws); i++)
        check_law(&laws[i], ages, G_N_ELEMENTS(ages));
}

static void limits_hold_between_them(void)
{
    const double ages[] = {0.0, 1.0, 2.5, 4.9};
    Dist laws[] = {dist_make(DIST_EXP, 3.0, 0.0, 0.0), dist_make(DIST_NORMAL, 4.0, 1.5, 0.0),
                   dist_make(DIST_WEIBULL, 1.8, 4.0, 0.0), dist_make(DIST_GAMMA, 2.5, 1.3, 0.0)};
    for (size_t i = 0; i < G_N_ELEMENTS(laws); i++) {
        laws[i].min = 0.5;
        laws[i].max = 5.0;
        dist_prepare(&laws[i]);
        check_law(&laws[i], ages, G_N_ELEMENTS(ages));
        CHECK_NEAR(hazard_residual(&laws[i], 5.0, 0.5), 0.0, 0.0);
    }
    Dist late = dist_make(DIST_WEIBULL, 1.8, 4.0, 0.0);
    late.min = 2.0;
    dist_prepare(&late);
    check_law(&late, ages, G_N_ELEMENTS(ages));
}

static void the_exponential_forgets_its_age(void)
{
    Dist life = dist_make(DIST_EXP, 400.0, 0.0, 0.0);
    for (double age = 0.0; age < 1e7; age = age * 10.0 + 1.0)
        CHECK_NEAR(hazard_residual(&life, age, 0.3), -400.0 * det_log(0.3), 1e-9);
}

/* (a / eta)^beta + B, at ages where survivors have long underflowed. */
static void weibull_is_exact_at_any_age(void)
{
    Dist life = dist_make(DIST_WEIBULL, 2.0, 10.0, 0.0);
    double budget = -det_log(0.25);
    for (double age = 0.0; age < 1e6; age = age * 10.0 + 1.0) {
        double residual = hazard_residual(&life, age, 0.25);
        double spent = residual * (2.0 * age + residual) / 100.0; /* ((a+x)^2 - a^2) / eta^2 */
        CHECK_NEAR(spent, budget, 1e-9);
    }
}

/* Shape 1 is the exponential; far out any shape is nearly one, with hazard 1 / scale. */
static void gamma_keeps_its_law_in_the_far_tail(void)
{
    Dist life = dist_make(DIST_GAMMA, 1.0, 2.0, 0.0);
    CHECK_NEAR(hazard_residual(&life, 500.0, 0.5), 2.0 * det_log(2.0), 1e-8);
    Dist other = dist_make(DIST_GAMMA, 3.0, 2.0, 0.0);
    CHECK_NEAR(hazard_residual(&other, 2e5, 0.5), 2.0 * det_log(2.0), 1e-3);
    /* S(x) = e^-x (1 + x + x^2/2) for shape 3, scale 1, on both sides of the quantile's end */
    Dist third = dist_make(DIST_GAMMA, 3.0, 1.0, 0.0);
    for (double age = 1.0; age < 60.0; age *= 1.7) {
        double t = age + hazard_residual(&third, age, 0.2);
        double left = t - age + det_log((1.0 + age + age * age / 2.0) / (1.0 + t + t * t / 2.0));
        CHECK_NEAR(left, -det_log(0.2), 1e-8);
    }
}

/* Mills' ratio: far out the hazard of the normal is z (1 + 1/z^2 - ...) / sd. */
static void normal_and_lognormal_keep_theirs(void)
{
    Dist life = dist_make(DIST_NORMAL, 100.0, 10.0, 0.0);
    CHECK_NEAR(hazard_residual(&life, 400.0, 0.5), 10.0 * det_log(2.0) / 30.033, 5e-3);
    double inside = hazard_residual(&life, 469.99, 0.5),
           outside = hazard_residual(&life, 470.01, 0.5);
    CHECK_NEAR(outside / inside, 1.0, 2e-3);
    CHECK(hazard_residual(&life, 1e6, 0.5) > 0.0);
    Dist other = dist_make(DIST_LOGNORMAL, 100.0, 0.1, 0.0);
    double below = hazard_residual(&other, 100.0 * det_exp(3.699), 0.5);
    double above = hazard_residual(&other, 100.0 * det_exp(3.701), 0.5);
    CHECK_NEAR(above / below, 1.0, 5e-3);
}

static void laws_with_an_end_strike_there_at_the_latest(void)
{
    Dist fixed = dist_constant(10.0);
    CHECK_NEAR(hazard_residual(&fixed, 3.0, 0.9), 7.0, 0.0);
    CHECK_NEAR(hazard_residual(&fixed, 12.0, 0.9), 0.0, 0.0);
    Dist two = dist_make(DIST_TWO_POINT, 1.0, 5.0, 0.4);
    CHECK_NEAR(hazard_residual(&two, 0.0, 0.7), 1.0, 0.0);
    CHECK_NEAR(hazard_residual(&two, 0.0, 0.3), 5.0, 0.0);
    CHECK_NEAR(hazard_residual(&two, 2.0, 0.99), 3.0, 0.0);
    CHECK_NEAR(hazard_residual(&two, 6.0, 0.5), 0.0, 0.0);
    Dist found = dist_make(DIST_EMPIRICAL, 0.0, 0.0, 0.0);
    found.sample = samples;
    found.sample_count = G_N_ELEMENTS(samples);
    const double ages[] = {0.0, 1.5, 4.0, 8.0};
    check_law(&found, ages, G_N_ELEMENTS(ages));
    CHECK_NEAR(hazard_residual(&found, 20.0, 0.5), 0.0, 0.0);
}

static void never_is_never(void)
{
    Dist never = dist_constant((double)TIME_NEVER);
    CHECK_NEAR(hazard_residual(&never, 0.0, 0.5), INFINITY, 0.0);
}

/* What is spent at the strike, less what was spent before, is the budget. */
static void the_budget_is_spent_at_the_strike(void)
{
    const Dist laws[] = {dist_make(DIST_EXP, 3.0, 0.0, 0.0), dist_make(DIST_WEIBULL, 1.8, 4.0, 0.0),
                         dist_make(DIST_LOGNORMAL, 3.0, 0.7, 0.0),
                         dist_make(DIST_GAMMA, 2.5, 1.3, 0.0),
                         dist_make(DIST_PARETO, 2.5, 1.0, 0.0)};
    for (size_t i = 0; i < G_N_ELEMENTS(laws); i++) {
        double strike = 2.0 + hazard_residual(&laws[i], 2.0, 0.37);
        double spent = hazard_cumulative(&laws[i], strike) - hazard_cumulative(&laws[i], 2.0);
        CHECK_NEAR(spent, -det_log(0.37), 1e-9);
    }
    CHECK_NEAR(hazard_gap(60.0, 0.37), -60.0 * det_log(0.37), 1e-12);
}

/* HARDWARE_NOTES: Ea 0.7 eV, 55 C against 25 C, gives 12.07. */
static void arrhenius_gives_the_published_factor(void)
{
    CHECK_NEAR(hazard_arrhenius(0.7, 25.0, 55.0), 12.07, 0.005);
    CHECK_NEAR(hazard_arrhenius(0.7, 40.0, 40.0), 1.0, 1e-12);
    CHECK_NEAR(hazard_arrhenius(0.0, 25.0, 85.0), 1.0, 0.0);
    CHECK_NEAR(hazard_overheat(85.0, 105.0), 4.0, 1e-12);
    CHECK_NEAR(hazard_overheat(85.0, 84.0), 1.0, 0.0);
}

TEST_MAIN(CASE(a_residual_is_a_quantile_of_the_conditional_law), CASE(limits_hold_between_them),
          CASE(the_exponential_forgets_its_age), CASE(weibull_is_exact_at_any_age),
          CASE(gamma_keeps_its_law_in_the_far_tail), CASE(normal_and_lognormal_keep_theirs),
          CASE(laws_with_an_end_strike_there_at_the_latest), CASE(never_is_never),
          CASE(the_budget_is_spent_at_the_strike), CASE(arrhenius_gives_the_published_factor))
