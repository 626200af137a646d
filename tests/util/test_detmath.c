/* Against long double of the C library, closed forms and printed tables. */
#include "test.h"

#include <math.h>

#include "util/detmath.h"

typedef double (*Function)(double);
typedef long double (*Reference)(long double);

/* Two evenly spaced stretches of arguments, linear or by a factor. */
typedef struct Grid {
    double low, high;
    int count;
    bool is_geometric;
} Grid;

static double grid_at(const Grid *g, int i)
{
    double share = ((double)i + 0.37) / (double)g->count;
    if (g->is_geometric)
        return (double)(g->low * powl((long double)g->high / g->low, share));
    return g->low + (g->high - g->low) * share;
}

static double miss_of(double got, long double wanted, bool is_relative)
{
    long double miss = fabsl(got - wanted);
    return (double)(is_relative && wanted != 0 ? miss / fabsl(wanted) : miss);
}

/* The worst error over a grid must be below the bound of the header. */
static void check_grid(Grid grid, Function f, Reference reference, double bound, bool is_relative)
{
    double worst = 0, worst_x = 0;
    for (int i = 0; i < grid.count; i++) {
        double x = grid_at(&grid, i);
        double miss = miss_of(f(x), reference(x), is_relative);
        if (!(miss <= worst)) {
            worst = miss;
            worst_x = x;
        }
    }
    if (!CHECK(worst < bound))
        CHECK_NEAR(f(worst_x), (double)reference(worst_x), 0);
}

static const Grid unit = {0.25, 4, 200000, false}, wide = {1e-300, 1e300, 100000, true};

static void exp_stays_within_its_bound(void)
{
    check_grid((Grid){-708, 709.7, 200000, false}, det_exp, expl, 1e-15, true);
    check_grid((Grid){-1, 1, 200000, false}, det_exp, expl, 1e-15, true);
    CHECK(det_exp(0) == 1 && det_exp(-800) == 0 && det_exp(710) == INFINITY);
    CHECK(det_exp(-INFINITY) == 0 && isnan(det_exp(NAN)));
    CHECK_NEAR(det_exp(-745), (double)expl(-745), 0);
    CHECK_NEAR(det_exp(-720), (double)expl(-720), 0x1p-1074);
}

static void log_is_relatively_exact_even_beside_one(void)
{
    check_grid(unit, det_log, logl, 1e-15, true);
    check_grid(wide, det_log, logl, 1e-15, true);
    check_grid((Grid){1 - 1e-3, 1 + 1e-3, 100000, false}, det_log, logl, 1e-15, true);
    check_grid((Grid){1e-323, 1e-308, 1000, true}, det_log, logl, 1e-15, true);
    CHECK(det_log(1) == 0 && det_log(0) == -INFINITY && det_log(INFINITY) == INFINITY);
    CHECK(isnan(det_log(-1)) && isnan(det_log(NAN)));
}

static void expm1_and_log1p_keep_small_arguments(void)
{
    const Grid tiny = {1e-300, 1e-2, 50000, true}, around = {-0.999, 5, 200000, false};
    check_grid(tiny, det_expm1, expm1l, 2e-15, true);
    check_grid(around, det_expm1, expm1l, 2e-15, true);
    check_grid((Grid){-40, 700, 100000, false}, det_expm1, expm1l, 2e-15, true);
    check_grid(tiny, det_log1p, log1pl, 2e-15, true);
    check_grid(around, det_log1p, log1pl, 2e-15, true);
    check_grid((Grid){1, 1e300, 10000, true}, det_log1p, log1pl, 2e-15, true);
    CHECK(det_log1p(-1) == -INFINITY && det_expm1(-INFINITY) == -1);
}

static void pow_grows_its_error_with_the_exponent_only(void)
{
    const double powers[] = {-40, -2, -0.5, 1.0 / 3, 0.999, 1.5, 2, 17.25};
    for (size_t k = 0; k < sizeof powers / sizeof powers[0]; k++) {
        double worst = 0;
        for (int i = 0; i < 20000; i++) {
            const Grid grid = {1e-6, 1e6, 20000, true};
            double x = grid_at(&grid, i);
            long double wanted = powl(x, powers[k]);
            double bound = 1e-15 * (1 + fabs(powers[k] * log(x)));
            worst = fmax(worst, miss_of(det_pow(x, powers[k]), wanted, true) / bound);
        }
        CHECK(worst < 1);
    }
    CHECK(det_pow(0, 0) == 1 && det_pow(0, 2) == 0 && det_pow(0, -1) == INFINITY);
}

static void sine_and_cosine_hold_up_to_a_million(void)
{
    check_grid((Grid){-10, 10, 200000, false}, det_sin, sinl, 1e-15, false);
    check_grid((Grid){-10, 10, 200000, false}, det_cos, cosl, 1e-15, false);
    check_grid((Grid){-1e6, 1e6, 300000, false}, det_sin, sinl, 1e-15, false);
    check_grid((Grid){-1e6, 1e6, 300000, false}, det_cos, cosl, 1e-15, false);
    CHECK(isnan(det_sin(1e7)) && isnan(det_cos(NAN)));
}

static void tanh_is_odd_and_saturates(void)
{
    check_grid((Grid){-25, 25, 200000, false}, det_tanh, tanhl, 4e-15, true);
    check_grid((Grid){1e-300, 1, 20000, true}, det_tanh, tanhl, 4e-15, true);
    CHECK(det_tanh(1e9) == 1 && det_tanh(-INFINITY) == -1 && isnan(det_tanh(NAN)));
}

static void error_functions_keep_their_tails(void)
{
    check_grid((Grid){-6, 6, 50000, false}, det_erf, erfl, 1e-14, false);
    check_grid((Grid){1e-300, 1, 10000, true}, det_erf, erfl, 1e-14, true);
    check_grid((Grid){-6, 26, 50000, false}, det_erfc, erfcl, 1e-12, true);
    CHECK(det_erf(0) == 0 && det_erfc(INFINITY) == 0 && det_erfc(-INFINITY) == 2);
}

static void lgamma_agrees_from_near_zero_to_1e15(void)
{
    check_grid((Grid){1e-10, 0.5, 20000, true}, det_lgamma, lgammal, 3e-14, true);
    check_grid((Grid){0.5, 3, 50000, false}, det_lgamma, lgammal, 2e-14, false);
    check_grid((Grid){3, 1e15, 50000, true}, det_lgamma, lgammal, 3e-14, true);
}

static void normal_quantile_undoes_the_normal_law(void)
{
    for (int i = 1; i < 20000; i++) {
        double p = (double)i / 20000.0;
        long double z = det_normal_quantile(p);
        /* the derivative of z turns the error of the law into one of z */
        long double density = expl(-z * z / 2) / 2.506628274631000502416L;
        long double miss = (0.5L * erfcl(-z / sqrtl(2)) - p) / density;
        if (!CHECK(fabsl(miss) <= 1e-12L * fabsl(z) + 1e-18L))
            break;
    }
    /* R. A. Fisher and F. Yates' table, and far tails by asymptotic series */
    CHECK_NEAR(det_normal_quantile(0.975), 1.959963984540054, 1e-15 * 8);
    CHECK_NEAR(det_normal_quantile(1e-10), -6.361340902404056, 1e-14 * 8);
    CHECK_NEAR(det_normal_cdf(-37.5), (double)(0.5L * erfcl(37.5L / sqrtl(2))), 1e-319);
    CHECK(det_normal_quantile(0) == -INFINITY && det_normal_quantile(0.5) == 0);
}

static void gamma_law_is_a_poisson_sum(void)
{
    const double xs[] = {0.01, 0.7, 3, 11, 47, 140};
    for (size_t k = 0; k < 6; k++) {
        for (int a = 1; a <= 120; a++) {
            long double upper = 0, term = expl(-xs[k]);
            for (int n = 0; n < a; n++) {
                upper += term;
                term *= xs[k] / (long double)(n + 1);
            }
            CHECK_NEAR(det_gamma_p(a, xs[k]), (double)(1 - upper), 2e-14);
        }
        CHECK_NEAR(det_gamma_p(0.5, xs[k]), (double)erfl(sqrtl(xs[k])), 1e-14);
    }
    CHECK(det_gamma_p(2, 0) == 0 && det_gamma_p(2, INFINITY) == 1);
}

static void gamma_quantile_undoes_the_gamma_law(void)
{
    const double shapes[] = {0.05, 0.3, 0.9, 1, 2.5, 10, 333, 1e5, 1e9};
    const double shares[] = {1e-12, 1e-4, 0.02, 0.3, 0.5, 0.77, 0.99, 0.999999};
    for (size_t i = 0; i < 9; i++) {
        for (size_t k = 0; k < 8; k++) {
            double x = det_gamma_quantile(shapes[i], shares[k]);
            CHECK_NEAR(det_gamma_p(shapes[i], x) / shares[k], 1, 1e-10);
        }
    }
    for (int i = 1; i < 1000; i++) {
        double p = (double)i / 1000;
        CHECK_NEAR(det_gamma_quantile(1, p) / -(double)log1pl(-p), 1, 1e-13);
    }
}

static void beta_law_is_a_binomial_sum(void)
{
    for (int n = 1; n <= 60; n += 7) {
        for (int k = 1; k <= n; k += 5) {
            for (double x = 0.05; x < 1; x += 0.13) {
                long double sum = 0;
                for (int j = k; j <= n; j++)
                    sum += expl(lgammal(n + 1) - lgammal(j + 1) - lgammal(n - j + 1)) * powl(x, j) *
                           powl(1 - (long double)x, n - j);
                CHECK_NEAR(det_beta_i(k, n - k + 1, x), (double)sum, 2e-14);
            }
        }
    }
    CHECK(det_beta_i(2, 3, 0) == 0 && det_beta_i(2, 3, 1) == 1);
}

static void student_quantiles_are_those_of_the_closed_forms_and_tables(void)
{
    for (double p = 0.0005; p < 1; p += 0.00713) {
        double cauchy = (double)tanl(3.14159265358979323846L * (p - 0.5L));
        double two = (2 * p - 1) * sqrt(2 / (4 * p * (1 - p)));
        CHECK_NEAR(det_student_quantile(p, 1), cauchy, 1e-12 * (1 + fabs(cauchy)));
        CHECK_NEAR(det_student_quantile(p, 2), two, 1e-12 * (1 + fabs(two)));
        CHECK_NEAR(det_student_cdf(cauchy, 1), p, 1e-14);
    }
    /* NIST handbook 1.3.6.7.2 */
    CHECK_NEAR(det_student_quantile(0.975, 9), 2.262, 5e-4);
    CHECK_NEAR(det_student_quantile(0.999, 30), 3.385, 5e-4);
    /* RELIABILITY notes 4.5 */
    CHECK_NEAR(det_student_quantile(1 - 0.025 / 6, 9), 3.3642034, 5e-8);
    CHECK_NEAR(det_student_quantile(1 - 0.025 / 3, 9), 2.9333241, 5e-8);
    CHECK_NEAR(det_student_quantile(0.975, 1e9), 1.959963984540054, 1e-7);
}

static void chi_square_quantiles_are_those_of_the_tables(void)
{
    /* NIST handbook 1.3.6.7.4 */
    CHECK_NEAR(det_chi2_quantile(0.95, 1), 3.841, 5e-4);
    CHECK_NEAR(det_chi2_quantile(0.99, 49), 74.919, 5e-4);
    CHECK_NEAR(det_chi2_quantile(0.05, 100), 77.929, 5e-4);
    CHECK_NEAR(det_chi2_cdf(2, 2), 1 - exp(-1), 1e-15);
}

TEST_MAIN(CASE(exp_stays_within_its_bound), CASE(log_is_relatively_exact_even_beside_one),
          CASE(expm1_and_log1p_keep_small_arguments),
          CASE(pow_grows_its_error_with_the_exponent_only),
          CASE(sine_and_cosine_hold_up_to_a_million), CASE(tanh_is_odd_and_saturates),
          CASE(error_functions_keep_their_tails), CASE(lgamma_agrees_from_near_zero_to_1e15),
          CASE(normal_quantile_undoes_the_normal_law), CASE(gamma_law_is_a_poisson_sum),
          CASE(gamma_quantile_undoes_the_gamma_law), CASE(beta_law_is_a_binomial_sum),
          CASE(student_quantiles_are_those_of_the_closed_forms_and_tables),
          CASE(chi_square_quantiles_are_those_of_the_tables))
