/* RELIABILITY bar B12: 10^6 draws in 50 equally likely bins by chi-square, and moments within 4.5
 * standard errors. The reference laws are written with the C library, apart from the code. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "util/dist.h"

enum { DRAWS = 1000000, BINS = 50 };

#define CHI2_49_UPPER_0001 85.351 /* chi-square, 49 degrees of freedom, upper 0.001 */

typedef double (*Law)(double x);

typedef struct Claim {
    Dist dist;
    Law law;               /* cdf without limits */
    double mean, variance; /* of the law between the limits; NAN = taken from dist_mean() */
} Claim;

static double exp_law(double x)
{
    return 1 - exp(-x / 3);
}

static double normal_law(double x)
{
    return 0.5 * erfc(-(x - 10) / 2 / sqrt(2));
}

static double lognormal_law(double x)
{
    return x <= 0 ? 0 : 0.5 * erfc(-log(x / 4) / 0.5 / sqrt(2));
}

static double weibull_law(double x)
{
    return 1 - exp(-pow(x / 400, 1.8));
}

static double early_law(double x)
{
    return 1 - exp(-sqrt(x / 400));
}

static double erlang_law(double x)
{
    return 1 - exp(-x / 5) * (1 + x / 5 + x * x / 50);
}

/* gamma(1/2, 2) is chi-square with one degree of freedom */
static double half_law(double x)
{
    return erf(sqrt(x / 2));
}

static double uniform_law(double x)
{
    return (x + 2) / 5;
}

static double triangular_law(double x)
{
    return x < 2 ? (x - 1) * (x - 1) / 5 : 1 - (6 - x) * (6 - x) / 20;
}

static double pareto_law(double x)
{
    return 1 - pow(10 / x, 5);
}

static const double samples[] = {1, 2, 2.5, 7, 10};

static double empirical_law(double x)
{
    if (x < 2)
        return 0.25 * (x - 1);
    if (x < 2.5)
        return 0.25 + 0.5 * (x - 2);
    return x < 7 ? 0.5 + 0.25 * (x - 2.5) / 4.5 : 0.75 + 0.25 * (x - 7) / 3;
}

static double chi_square(const int bins[BINS])
{
    double sum = 0, expected = (double)DRAWS / BINS;
    for (int i = 0; i < BINS; i++)
        sum += (bins[i] - expected) * (bins[i] - expected) / expected;
    return sum;
}

/* The mean of squares has a standard error of its own; it is taken from the fourth moment. */
static void check_draws(const Claim *claim, uint32_t number)
{
    const Dist *dist = &claim->dist;
    CHECK(dist_check(dist) == NULL);
    double low = isfinite(dist->min) ? claim->law(dist->min) : 0;
    double high = isfinite(dist->max) ? claim->law(dist->max) : 1;
    RngKey key = rng_key(2024, number, "dist");
    int bins[BINS] = {0};
    double sum = 0, square = 0, fourth = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        Rng rng = rng_at(key, i, RNG_TEST, 0);
        double x = dist_sample(dist, &rng);
        double share = (claim->law(x) - low) / (high - low);
        int bin = (int)(share * BINS);
        bins[bin < 0 ? 0 : (bin >= BINS ? BINS - 1 : bin)]++;
        double d = x - claim->mean;
        sum += d;
        square += d * d;
        fourth += d * d * d * d;
    }
    square /= DRAWS;
    if (!CHECK(chi_square(bins) < CHI2_49_UPPER_0001))
        printf("    %s: chi-square %g\n", dist_kind_name(dist->kind), chi_square(bins));
    CHECK_NEAR(sum / DRAWS, 0, 4.5 * sqrt(claim->variance / DRAWS));
    CHECK_NEAR(square, claim->variance, 4.5 * sqrt((fourth / DRAWS - square * square) / DRAWS));
    CHECK_NEAR(dist_mean(dist), claim->mean, 1e-12 * fabs(claim->mean));
    CHECK_NEAR(dist_variance(dist), claim->variance, 1e-11 * claim->variance);
}

static void draws_follow_the_light_tailed_laws(void)
{
    const Claim claims[] = {
        {dist_make(DIST_EXP, 3, 0, 0), exp_law, 3, 9},
        {dist_make(DIST_NORMAL, 10, 2, 0), normal_law, 10, 4},
        {dist_make(DIST_UNIFORM, -2, 3, 0), uniform_law, 0.5, 25.0 / 12},
        {dist_make(DIST_TRIANGULAR, 1, 2, 6), triangular_law, 3, 21.0 / 18},
    };
    for (uint32_t i = 0; i < 4; i++)
        check_draws(&claims[i], i);
}

static void draws_follow_the_laws_of_lifetimes(void)
{
    double w1 = 400 * tgamma(1 + 1 / 1.8), w2 = 160000 * tgamma(1 + 2 / 1.8);
    const Claim claims[] = {
        {dist_make(DIST_WEIBULL, 1.8, 400, 0), weibull_law, w1, w2 - w1 * w1},
        {dist_make(DIST_WEIBULL, 0.5, 400, 0), early_law, 800, 3840000 - 640000},
        {dist_make(DIST_GAMMA, 3, 5, 0), erlang_law, 15, 75},
        {dist_make(DIST_GAMMA, 0.5, 2, 0), half_law, 1, 2},
    };
    for (uint32_t i = 0; i < 4; i++)
        check_draws(&claims[i], 10 + i);
}

static void draws_follow_the_heavy_tailed_and_the_measured_law(void)
{
    double e = exp(0.25);
    const Claim claims[] = {
        {dist_make(DIST_LOGNORMAL, 4, 0.5, 0), lognormal_law, 4 * sqrt(e), 16 * e * (e - 1)},
        {dist_make(DIST_PARETO, 5, 10, 0), pareto_law, 12.5, 500.0 / 48},
        {{.kind = DIST_EMPIRICAL,
          .min = -INFINITY,
          .max = INFINITY,
          .cdf_span = 1,
          .sample = samples,
          .sample_count = 5},
         empirical_law,
         (1.5 + 2.25 + 4.75 + 8.5) / 4,
         (7.0 / 3 + 15.25 / 3 + 72.75 / 3 + 219.0 / 3) / 4 - 17.0 / 4 * 17.0 / 4},
    };
    for (uint32_t i = 0; i < 3; i++)
        check_draws(&claims[i], 20 + i);
}

static Dist limited(Dist dist, double min, double max)
{
    dist.min = min;
    dist.max = max;
    dist_prepare(&dist);
    return dist;
}

/* Mean and variance between limits by Simpson's rule over x dF. */
static Claim integrate(Dist dist, Law law)
{
    enum { STEPS = 200000 };
    double h = (dist.max - dist.min) / STEPS, f_max = law(dist.max), f_min = law(dist.min);
    double first = 0, second = 0;
    for (int i = 0; i <= STEPS; i++) {
        double x = dist.min + h * i, weight = i == 0 || i == STEPS ? 1 : (i % 2 == 1 ? 4 : 2);
        double rest = f_max - law(x);
        first += weight * rest;
        second += weight * 2 * (x - dist.min) * rest;
    }
    first *= h / 3 / (f_max - f_min);
    second *= h / 3 / (f_max - f_min);
    return (Claim){dist, law, dist.min + first, second - first * first};
}

static void limits_renormalise_the_law(void)
{
    const Dist dists[] = {
        limited(dist_make(DIST_EXP, 3, 0, 0), 1, 7),
        limited(dist_make(DIST_NORMAL, 10, 2, 0), 11, 15),
        limited(dist_make(DIST_LOGNORMAL, 4, 0.5, 0), 2, 9),
        limited(dist_make(DIST_WEIBULL, 1.8, 400, 0), 100, 500),
        limited(dist_make(DIST_GAMMA, 3, 5, 0), 4, 30),
        limited(dist_make(DIST_UNIFORM, -2, 3, 0), -1, 2),
        limited(dist_make(DIST_TRIANGULAR, 1, 2, 6), 1.5, 5),
        limited(dist_make(DIST_PARETO, 5, 10, 0), 11, 20),
    };
    const Law laws[] = {exp_law,    normal_law,  lognormal_law,  weibull_law,
                        erlang_law, uniform_law, triangular_law, pareto_law};
    for (uint32_t i = 0; i < 8; i++) {
        Claim claim = integrate(dists[i], laws[i]);
        CHECK_NEAR(dist_mean(&dists[i]), claim.mean, 1e-9 * claim.mean);
        CHECK_NEAR(dist_variance(&dists[i]), claim.variance, 1e-7 * claim.variance);
        claim.mean = dist_mean(&dists[i]);
        claim.variance = dist_variance(&dists[i]);
        check_draws(&claim, 30 + i);
    }
}

static void no_draw_leaves_the_limits(void)
{
    Dist dist = limited(dist_make(DIST_NORMAL, 0, 1, 0), 3, 3.5);
    for (double u = 0x1p-53; u < 1; u += 0.00037) {
        double x = dist_quantile(&dist, u);
        CHECK(x >= 3 && x <= 3.5);
    }
    CHECK(dist_quantile(&dist, 1 - 0x1p-53) <= 3.5);
    CHECK(dist_cdf(&dist, 2.9) == 0 && dist_cdf(&dist, 3.5) == 1);
}

static void quantile_undoes_the_law_of_every_kind(void)
{
    const Dist dists[] = {
        dist_make(DIST_EXP, 3, 0, 0),
        dist_make(DIST_NORMAL, 10, 2, 0),
        dist_make(DIST_LOGNORMAL, 4, 1.5, 0),
        dist_make(DIST_WEIBULL, 0.7, 9, 0),
        dist_make(DIST_GAMMA, 0.2, 5, 0),
        dist_make(DIST_UNIFORM, 1, 5, 0),
        dist_make(DIST_TRIANGULAR, 1, 1, 2),
        dist_make(DIST_PARETO, 0.8, 10, 0),
        limited(dist_make(DIST_GAMMA, 9, 1, 0), 5, 12),
    };
    for (size_t k = 0; k < sizeof dists / sizeof dists[0]; k++) {
        for (double u = 0.0005; u < 1; u += 0.00731)
            CHECK_NEAR(dist_cdf(&dists[k], dist_quantile(&dists[k], u)), u, 1e-12);
    }
}

static void two_points_come_with_their_shares(void)
{
    Dist dist = dist_make(DIST_TWO_POINT, 1, 5, 0.1);
    RngKey key = rng_key(5, 0, "two");
    int high = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        Rng rng = rng_at(key, i, RNG_TEST, 0);
        double x = dist_sample(&dist, &rng);
        CHECK(x == 1 || x == 5);
        high += x == 5;
    }
    CHECK_NEAR((double)high / DRAWS, 0.1, 4.5 * sqrt(0.09 / DRAWS));
    CHECK_NEAR(dist_mean(&dist), 1.4, 1e-15);
    CHECK_NEAR(dist_variance(&dist), 1.44, 1e-15);
    dist = limited(dist, 1, 4);
    CHECK(dist_quantile(&dist, 0.99) == 1 && dist_mean(&dist) == 1);
    dist = limited(dist, 5, 6);
    CHECK(dist_quantile(&dist, 0.01) == 5 && dist_mean(&dist) == 5);
}

static void a_constant_costs_no_draw(void)
{
    Dist dist = dist_constant(7.5);
    Rng rng = rng_at(rng_key(1, 0, "c"), 0, RNG_TEST, 0), before = rng;
    CHECK(dist_sample(&dist, &rng) == 7.5 && rng.purpose == before.purpose);
    CHECK(dist_mean(&dist) == 7.5 && dist_variance(&dist) == 0);
    CHECK_INT(dist_sample_ns(&dist, &rng, 1), 8);
    CHECK_INT(dist_sample_ns(&dist, &rng, 100), 100);
}

static void a_mean_that_does_not_exist_is_infinite(void)
{
    Dist dist = dist_make(DIST_PARETO, 1, 10, 0);
    CHECK(dist_mean(&dist) == INFINITY && dist_variance(&dist) == INFINITY);
    dist = dist_make(DIST_PARETO, 1.5, 10, 0);
    CHECK_NEAR(dist_mean(&dist), 30, 1e-12);
    CHECK(dist_variance(&dist) == INFINITY);
    dist = limited(dist_make(DIST_PARETO, 1, 10, 0), 10, 20);
    CHECK_NEAR(dist_mean(&dist), 20 * log(2), 1e-12);
}

static void samples_with_repeats_keep_their_mass(void)
{
    static const double repeated[] = {1, 2, 2, 2, 3};
    Dist dist = dist_make(DIST_EMPIRICAL, 0, 0, 0);
    dist.sample = repeated;
    dist.sample_count = 5;
    CHECK(dist_check(&dist) == NULL);
    CHECK(dist_quantile(&dist, 0.3) == 2 && dist_quantile(&dist, 0.7) == 2);
    CHECK(dist_cdf(&dist, 2) == 0.75 && dist_cdf(&dist, 1.5) == 0.125);
    dist = limited(dist, 2, 3);
    CHECK_NEAR(dist_cdf(&dist, 2), 0.5 / 0.75, 1e-15);
    dist.sample_count = 1;
    dist = limited(dist, -INFINITY, INFINITY);
    CHECK(dist_quantile(&dist, 0.5) == 1 && dist_mean(&dist) == 1);
}

/* Every kind, between limits: the same u, `factor` times the value, mean and spread. */
static void a_scaled_law_is_that_of_the_scaled_quantity(void)
{
    double doubled[G_N_ELEMENTS(samples)];
    for (int kind = DIST_EXP; kind < DIST_KIND_COUNT; kind++) {
        bool is_empirical = kind == DIST_EMPIRICAL;
        double p2 = kind == DIST_TRIANGULAR ? 9 : 0.25;
        Dist dist = dist_make((DistKind)kind, 1.5, 4, p2);
        dist.sample = is_empirical ? samples : NULL;
        dist.sample_count = is_empirical ? G_N_ELEMENTS(samples) : 0;
        dist = limited(dist, 1.25, 8);
        Dist scaled = dist_scale(&dist, 2, is_empirical ? doubled : NULL);
        for (double u = 0.005; u < 1; u += 0.0173)
            CHECK_NEAR(dist_quantile(&scaled, u), 2 * dist_quantile(&dist, u), 1e-9);
        CHECK_NEAR(dist_mean(&scaled), 2 * dist_mean(&dist), 1e-9);
        CHECK_NEAR(dist_variance(&scaled), 4 * dist_variance(&dist), 1e-9);
    }
    Dist constant = dist_constant(3);
    CHECK_NEAR(dist_scale(&constant, 2, NULL).p[0], 6, 0);
}

static const char *message(DistKind kind, double p0, double p1, double p2)
{
    Dist dist = dist_make(kind, p0, p1, p2);
    return dist_check(&dist);
}

static void each_mistake_has_its_sentence(void)
{
    CHECK_TEXT(message(DIST_EXP, 0, 0, 0), "mean must be above 0");
    CHECK_TEXT(message(DIST_EXP, INFINITY, 0, 0), "mean must be above 0");
    CHECK_TEXT(message(DIST_NORMAL, NAN, 1, 0), "mean must be a number");
    CHECK_TEXT(message(DIST_NORMAL, 1, 0, 0), "sd must be above 0");
    CHECK_TEXT(message(DIST_LOGNORMAL, 0, 1, 0), "median must be above 0");
    CHECK_TEXT(message(DIST_LOGNORMAL, 1, -1, 0), "sigma must be above 0");
    CHECK_TEXT(message(DIST_WEIBULL, 0, 1, 0), "shape must be above 0");
    CHECK_TEXT(message(DIST_GAMMA, 1, 0, 0), "scale must be above 0");
    CHECK_TEXT(message(DIST_PARETO, -1, 1, 0), "shape must be above 0");
    CHECK_TEXT(message(DIST_UNIFORM, 2, 2, 0), "min must be below max");
    CHECK_TEXT(message(DIST_TRIANGULAR, 1, 9, 5), "mode must lie between min and max");
    CHECK_TEXT(message(DIST_TRIANGULAR, 5, 5, 5), "min must be below max");
    CHECK_TEXT(message(DIST_TWO_POINT, 2, 1, 0.5), "low must be below high");
    CHECK_TEXT(message(DIST_TWO_POINT, 1, 2, 1.5), "p_high must lie in 0%..100%");
    CHECK_TEXT(message(DIST_EMPIRICAL, 0, 0, 0), "there are no samples");
}

static void each_mistake_of_limits_has_its_sentence(void)
{
    Dist dist = dist_make(DIST_NORMAL, 0, 1, 0);
    dist.min = 3;
    dist.max = 2;
    CHECK_TEXT(dist_check(&dist), "min must be below max");
    dist.min = 9;
    dist.max = 10;
    CHECK_TEXT(dist_check(&dist), "min..max leaves almost nothing of the distribution");
    dist.min = NAN;
    CHECK_TEXT(dist_check(&dist), "min and max must be numbers");
    dist = dist_constant(5);
    dist.max = 4;
    CHECK_TEXT(dist_check(&dist), "the value is outside min..max");
    static const double unsorted[] = {2, 1}, broken[] = {1, NAN};
    dist = dist_make(DIST_EMPIRICAL, 0, 0, 0);
    dist.sample_count = 2;
    dist.sample = unsorted;
    CHECK_TEXT(dist_check(&dist), "samples must be sorted");
    dist.sample = broken;
    CHECK_TEXT(dist_check(&dist), "a sample is not a number");
}

static void names_are_those_of_a_scenario(void)
{
    CHECK_TEXT(dist_kind_name(DIST_EXP), "exp");
    CHECK_TEXT(dist_kind_name(DIST_TWO_POINT), "two-point");
    for (int kind = 0; kind < DIST_KIND_COUNT; kind++)
        CHECK(dist_kind_name((DistKind)kind) != NULL);
}

TEST_MAIN(CASE(draws_follow_the_light_tailed_laws), CASE(draws_follow_the_laws_of_lifetimes),
          CASE(draws_follow_the_heavy_tailed_and_the_measured_law),
          CASE(limits_renormalise_the_law), CASE(no_draw_leaves_the_limits),
          CASE(quantile_undoes_the_law_of_every_kind), CASE(two_points_come_with_their_shares),
          CASE(a_constant_costs_no_draw), CASE(a_mean_that_does_not_exist_is_infinite),
          CASE(samples_with_repeats_keep_their_mass),
          CASE(a_scaled_law_is_that_of_the_scaled_quantity), CASE(each_mistake_has_its_sentence),
          CASE(each_mistake_of_limits_has_its_sentence), CASE(names_are_those_of_a_scenario))
