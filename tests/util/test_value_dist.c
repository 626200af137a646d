/* The claims are the sentences of INTERFACE 2.4. */
#include "test.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "util/error.h"
#include "util/value.h"

static Dist dist(ValueKind kind, const char *text)
{
    Dist made = dist_constant(NAN);
    g_autoptr(GError) error = NULL;
    CHECK(value_dist(kind, text, NULL, &made, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, "");
    return made;
}

static void check_refused(const char *text, const char *expected)
{
    Dist made;
    g_autoptr(GError) error = NULL;
    CHECK(!value_dist(VALUE_DURATION, text, NULL, &made, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK_TEXT(error == NULL ? "" : error->message, expected);
}

static void check_median(const char *text, DistKind kind, double expected_s)
{
    Dist made = dist(VALUE_DURATION, text);
    CHECK_INT(made.kind, kind);
    CHECK_NEAR(dist_quantile(&made, 0.5) / 1e9, expected_s, 1e-9 * expected_s);
}

/* Medians by the closed forms of the laws. */
static void each_law_is_read_in_base_units(void)
{
    check_median("3h", DIST_CONSTANT, 10800);
    check_median("exp(mean=3h)", DIST_EXP, 10800 * log(2));
    check_median("normal(mean=10ms, sd=2ms)", DIST_NORMAL, 0.01);
    check_median("lognormal(median=4ms, sigma=0.5)", DIST_LOGNORMAL, 0.004);
    check_median("weibull(shape=1.8, scale=400d)", DIST_WEIBULL,
                 400 * 86400 * pow(log(2), 1 / 1.8));
    check_median("gamma(shape=1, scale=5ms)", DIST_GAMMA, 0.005 * log(2));
    check_median("uniform(min=1s, max=5s)", DIST_UNIFORM, 3);
    check_median("triangular(min=0s, mode=1s, max=2s)", DIST_TRIANGULAR, 1);
    check_median("pareto(shape=2.5, scale=10ms)", DIST_PARETO, 0.01 * pow(2, 1 / 2.5));
    check_median("two_point(low=1s, high=9s, p_high=10%)", DIST_TWO_POINT, 1);
    check_median("EXP(mean=1s)", DIST_EXP, log(2));
}

/* mean and cv of a lognormal are what was asked for */
static void lognormal_may_be_given_by_mean_and_cv(void)
{
    Dist made = dist(VALUE_DURATION, "lognormal(mean=4ms, cv=0.5)");
    CHECK_NEAR(dist_mean(&made), 4e6, 1e-6);
    CHECK_NEAR(sqrt(dist_variance(&made)) / 4e6, 0.5, 1e-12);
}

static void limits_truncate(void)
{
    Dist made = dist(VALUE_DURATION, "exp(mean=1s, min=1s, max=3s)");
    CHECK_NEAR(made.min, 1e9, 0);
    CHECK_NEAR(made.max, 3e9, 0);
    /* median of the law between the limits: F = (F(1) + F(3)) / 2 */
    CHECK_NEAR(dist_quantile(&made, 0.5) / 1e9, -log((exp(-1) + exp(-3)) / 2), 1e-9);
}

static void spread_of_a_temperature_is_a_difference(void)
{
    Dist made = dist(VALUE_TEMPERATURE, "normal(mean=293.15K, sd=2C)");
    CHECK_NEAR(made.p[0], 20, 1e-12);
    CHECK_NEAR(made.p[1], 2, 0);
}

static void mistakes_are_told_by_name(void)
{
    check_refused("exp(3h)", "'3h' has no name; the parameters of exp are written name=value");
    check_refused("exp", "parameter 'mean' of exp is missing");
    check_refused("exp(mean=3)",
                  "mean = 3: '3' needs a unit, like 10ms (units: ns us ms s min h d w)");
    check_refused("normal(mean=1s, sd=1s, min=x)", "min = x: 'x' is not a duration, like 10ms");
    check_refused("weibull(shape=1.8, scal=400d)", "unknown parameter 'scal'; did you mean "
                                                   "'scale'? weibull has: shape scale min max");
    check_refused("lognormal(median=1s)", "parameter 'sigma' of lognormal is missing (median and "
                                          "sigma, or mean and cv)");
    check_refused("lognormal(mean=1s, sigma=1)",
                  "unknown parameter 'sigma'; lognormal has: mean cv min max");
    check_refused("uniform(min=5s, max=1s)", "uniform: min must be below max");
    check_refused("gamma(shape=0, scale=1s)", "gamma: shape must be above 0");
    check_refused("exp(mean=1s, min=2s, max=1s)", "exp: min must be below max");
    check_refused("exponential(mean=3h)",
                  "unknown distribution 'exponential' (distributions: exp normal lognormal weibull "
                  "gamma uniform triangular pareto two-point empirical)");
    check_refused("wiebull(shape=1, scale=3h)",
                  "unknown distribution 'wiebull'; did you mean 'weibull'? (distributions: exp "
                  "normal lognormal weibull gamma uniform triangular pareto two-point empirical)");
    check_refused("empirical(file=x, column=y)", "empirical is not possible here");
    check_refused("soon", "'soon' is not a duration, like 10ms");
}

static bool is_above_zero(const char *text)
{
    Dist made = dist(VALUE_DURATION, text);
    return value_dist_within(VALUE_DURATION, &made, 0, INFINITY, NULL);
}

/* "A duration distribution with mass below zero must have min"; what no draw can reach (2^-53)
 * does not count. The normal law leaves 1e-16 below mean - 8.2 sd. */
static void mass_below_zero_needs_min(void)
{
    CHECK(!is_above_zero("normal(mean=10ms, sd=2ms)"));
    CHECK(is_above_zero("normal(mean=10ms, sd=2ms, min=0s)"));
    CHECK(!is_above_zero("normal(mean=10ms, sd=2ms, min=-1ms)"));
    CHECK(is_above_zero("normal(mean=10ms, sd=1ms)"));
    CHECK(!is_above_zero("uniform(min=-1ms, max=5ms)"));
    CHECK(!is_above_zero("two-point(low=-1ms, high=5ms, p_high=50%)"));
    CHECK(is_above_zero("two-point(low=0ms, high=5ms, p_high=50%)"));
    CHECK(is_above_zero("exp(mean=1s)"));
    Dist below = dist(VALUE_DURATION, "normal(mean=10ms, sd=2ms)");
    Dist above = dist(VALUE_FRACTION, "exp(mean=30%)");
    g_autoptr(GError) low = NULL;
    g_autoptr(GError) high = NULL;
    CHECK(!value_dist_within(VALUE_DURATION, &below, 0, INFINITY, &low));
    CHECK_TEXT(low->message, "can fall below 0: add min=");
    CHECK(!value_dist_within(VALUE_FRACTION, &above, 0, 1, &high));
    CHECK_TEXT(high->message, "can fall above 100%: add max=");
}

static const double *samples_of(void *user, const char *const file_column_unit[3], ValueKind kind,
                                size_t *ret_count, GError **error)
{
    double **kept = user;
    *kept = value_samples_read(file_column_unit, kind, ret_count, error);
    return *kept;
}

static bool read_empirical(const char *csv, const char *text, Dist *made, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("value-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "x.csv", NULL);
    g_autofree char *call = g_strdup_printf("empirical(file=\"%s\", %s)", path, text);
    double *kept = NULL;
    ValueSource source = {samples_of, &kept};
    g_file_set_contents(path, csv, -1, NULL);
    bool is_read = value_dist(VALUE_DURATION, call, &source, made, error);
    if (is_read) {
        CHECK_INT((int64_t)made->sample_count, 3);
        CHECK_NEAR(dist_quantile(made, 0.5), 2e6, 1e-3);
        CHECK_NEAR(made->sample[0], 1e6, 0);
        CHECK_NEAR(made->sample[2], 9e6, 0);
    }
    g_free(kept);
    g_remove(path);
    g_rmdir(folder);
    if (error != NULL && *error != NULL) { /* the folder has another name each time */
        char *slash = g_strrstr((*error)->message, "x.csv");
        g_autofree char *rest = g_strdup(slash == NULL ? (*error)->message : slash);
        g_clear_error(error);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", rest);
    }
    return is_read;
}

static void samples_come_from_a_column_with_a_unit(void)
{
    Dist made;
    g_autoptr(GError) error = NULL;
    const char *csv = "n,latency\n1,9\n2,1\n3,2\n";
    CHECK(read_empirical(csv, "column=latency, unit=ms", &made, &error));
    CHECK(!read_empirical(csv, "column=latncy, unit=ms", &made, &error));
    CHECK_TEXT(error->message, "x.csv:1: there is no column 'latncy'; did you mean 'latency'? "
                               "(columns: n latency)");
    g_clear_error(&error);
    CHECK(!read_empirical(csv, "column=latency", &made, &error));
    CHECK_TEXT(error->message, "x.csv:2: column 'latency': '9' needs a unit, like 10ms (units: ns "
                               "us ms s min h d w)");
    g_clear_error(&error);
    CHECK(!read_empirical("latency\n1\n", "column=latency, unit=ms", &made, &error));
    CHECK_TEXT(error->message, "x.csv: column 'latency' has fewer than 2 values");
    g_clear_error(&error);
    CHECK(!read_empirical(csv, "unit=ms", &made, &error));
    CHECK_TEXT(error->message, "parameter 'column' of empirical is missing");
}

TEST_MAIN(CASE(each_law_is_read_in_base_units), CASE(lognormal_may_be_given_by_mean_and_cv),
          CASE(limits_truncate), CASE(spread_of_a_temperature_is_a_difference),
          CASE(mistakes_are_told_by_name), CASE(mass_below_zero_needs_min),
          CASE(samples_come_from_a_column_with_a_unit))
