/* The worked examples of the RELIABILITY notes, 3.1, 4.1, 4.2 and 4.5. */
#include "test.h"

#include <math.h>

#include "stat/interval.h"

#define BANK_SD 0.55596663 /* sqrt(0.3090989), ten mean delays of Law and Kelton's bank */

static void check_relative(double actual, double expected)
{
    CHECK_NEAR(actual / expected, 1, 1e-6);
}

static void the_bank_has_its_printed_half_widths(void)
{
    Interval i = interval_of_mean(2.031, BANK_SD, 10, 0.90);
    check_relative((i.high - i.low) / 2, 0.3222834);
    CHECK_NEAR((i.high + i.low) / 2, 2.031, 1e-15);
    i = interval_of_mean(2.031, BANK_SD, 10, 0.95);
    check_relative((i.high - i.low) / 2, 0.3977146);
}

static void one_replication_has_no_interval(void)
{
    Interval i = interval_of_mean(2, 1, 1, 0.95);
    CHECK(isnan(i.low) && isnan(i.high) && isnan(interval_factor(0, 0.95)));
}

static void a_precision_needs_its_printed_replications(void)
{
    CHECK_INT(interval_replications(BANK_SD, 0.25, 0.90), 16);
    CHECK_INT(interval_replications_relative(2.031, BANK_SD, 0.10, 0.90), 27);
    CHECK_INT(interval_replications_relative(-2.031, BANK_SD, 0.15, 0.90), 14);
    CHECK_INT(interval_replications(0, 0.1, 0.90), 2);
    CHECK_INT(interval_replications(1000, 0.1, 0.90), INT64_MAX);
    CHECK_INT(interval_replications(1, 0, 0.90), INT64_MAX);
}

static void mean_times_between_failures_have_their_printed_bounds(void)
{
    Interval rate = interval_of_rate(2, 800, 0.90);
    check_relative(1 / rate.high, 127.0690);
    check_relative(1 / rate.low, 2251.2286);
    check_relative(1 / interval_rate_upper(0, 800, 0.90), 347.4356);
    rate = interval_of_rate(7, 1.2e6, 0.95);
    check_relative(1 / rate.high, 83202.32);
    check_relative(1 / rate.low, 426384.22);
    check_relative(1 / interval_rate_upper(7, 1.2e6, 0.90), 101946.20);
    rate = interval_of_rate(7, 19520, 0.80);
    check_relative(1 / rate.high, 1658.3248534993454);
}

static void no_failure_leaves_the_rate_open_below(void)
{
    Interval rate = interval_of_rate(0, 800, 0.90);
    CHECK(rate.low == 0);
    check_relative(rate.high, -log(0.05) / 800);
}

/* Ending with the last failure, 2 T / MTBF is chi-square with 2 r degrees of freedom: for one
 * failure, exponential. */
static void a_test_that_ends_with_a_failure_uses_2r(void)
{
    Interval rate = interval_of_rate_to_event(1, 800, 0.90);
    check_relative(rate.low, -log(0.95) / 800);
    check_relative(rate.high, -log(0.05) / 800);
}

static void tests_are_planned_as_printed(void)
{
    CHECK_INT(interval_test_units(0.999, 0.95), 2995);
    check_relative(interval_test_exposure(347.4356, 0, 0.90), 800);
    check_relative(interval_test_exposure(101946.20, 7, 0.90), 1.2e6);
}

static void shares_have_their_printed_intervals(void)
{
    Interval i = interval_wilson(7, 2000, 0.95);
    CHECK_NEAR(i.low, 0.00169643, 5e-9);
    CHECK_NEAR(i.high, 0.00720720, 5e-9);
    i = interval_clopper_pearson(7, 2000, 0.95);
    CHECK_NEAR(i.low, 0.00140830, 5e-9);
    CHECK_NEAR(i.high, 0.00719796, 5e-9);
    CHECK_NEAR(interval_share_upper(0, 500, 0.95), 0.00597355, 5e-9);
}

static void shares_of_none_and_all_reach_the_ends(void)
{
    Interval none = interval_clopper_pearson(0, 20, 0.95),
             all = interval_clopper_pearson(20, 20, 0.95);
    CHECK(none.low == 0 && all.high == 1);
    CHECK_NEAR(none.high, 1 - pow(0.025, 1.0 / 20), 1e-14);
    CHECK_NEAR(all.low, pow(0.025, 1.0 / 20), 1e-14);
    CHECK(interval_wilson(0, 20, 0.95).low == 0 && interval_wilson(20, 20, 0.95).high == 1);
}

TEST_MAIN(CASE(the_bank_has_its_printed_half_widths), CASE(one_replication_has_no_interval),
          CASE(a_precision_needs_its_printed_replications),
          CASE(mean_times_between_failures_have_their_printed_bounds),
          CASE(no_failure_leaves_the_rate_open_below),
          CASE(a_test_that_ends_with_a_failure_uses_2r), CASE(tests_are_planned_as_printed),
          CASE(shares_have_their_printed_intervals), CASE(shares_of_none_and_all_reach_the_ends))
