/* Failures and repairs against renewal theory: rows A1 to A3 and A7 to A9. */
#include "forms.h"
#include "oracle.h"

#define FAILURE_RATE (1.0 / 2000.0) /* per hour */
#define REPAIR_RATE  (1.0 / 24.0)

/* A tenth of the row's million cycles. */
static void availability_is_mtbf_over_mtbf_plus_mttr(void)
{
    double tenth = sqrt(10.0), exact = 2000.0 / 2024.0;
    ORACLE_CHECK("a1a", {"A1a", "availability", "mean", exact, 0.9881423, tenth * 7.4e-5});
    ORACLE_CHECK("a1b", {"A1b", "availability", "mean", exact, 0.9881423, tenth * 8.1e-5});
}

/* Up and down follow each other: what runs anew from its end, not from its beginning. Three million
 * device-hours of 200,000 cycles: four standard deviations of
 * sqrt(2 x 10^2 x 5^2 / (15^3 x hours)). */
static void what_renews_at_its_end_is_up_mtbf_over_mtbf_plus_mttr(void)
{
    ORACLE_CHECK("a1c", {"A1c", "availability", "mean", 10.0 / 15.0, 0.6666667, 0.0028});
    ORACLE_CHECK("a1d", {"A1d", "availability", "mean", 10.0 / 15.0, 0.6666667, 1e-7});
}

/* One third of all, and a thousandth of the rest, of three million uploads. */
static void a_link_out_a_third_of_the_time_loses_a_third(void)
{
    ORACLE_CHECK("l7a", {"L7a", "data_loss_ratio", "mean", 1.0 / 3.0 + 2.0 / 3.0 * 0.001, 0.3340000,
                         0.0002});
}

static void availability_a_day_after_being_up(void)
{
    ORACLE_CHECK("a2a",
                 {"A2a", "availability", "mean",
                  form_point_availability(FAILURE_RATE, REPAIR_RATE, 24.0), 0.9924525, 0.00046});
}

static void availability_over_the_first_year(void)
{
    ORACLE_CHECK("a3a", {"A3a", "availability", "mean",
                         form_interval_availability(FAILURE_RATE, REPAIR_RATE, 8760.0), 0.9881744,
                         0.00018});
}

/* Share of `count` devices that failed, each at most once. */
static void check_dead_share(const char *scenario, double count, OracleRow row)
{
    Oracle oracle;
    oracle_run(&oracle, scenario);
    oracle_compare(&row, oracle_value(&oracle, "failures", "sum") / count);
    oracle_end(&oracle);
}

static void lifetimes_follow_their_law(void)
{
    check_dead_share("a8a", 1e6,
                     (OracleRow){.id = "A8a",
                                 .exact = form_weibull_cdf(2.0, 5.0, 3.0),
                                 .printed = 0.3023237,
                                 .tolerance = 0.002});
    check_dead_share("a8b", 1e6,
                     (OracleRow){.id = "A8b",
                                 .exact = form_normal_cdf(log(2.0 / 4.0) / 0.5),
                                 .printed = 0.08282852,
                                 .tolerance = 0.0012});
    check_dead_share("a8c", 1e6,
                     (OracleRow){.id = "A8c",
                                 .exact = 1.0 - exp(-8760.0 / 50000.0),
                                 .printed = 0.1607109,
                                 .tolerance = 0.0018});
}

static void burn_in_conditions_the_lifetime(void)
{
    double survived = 1.0 - form_weibull_cdf(0.6, 50000.0, 48.0);
    double later = 1.0 - form_weibull_cdf(0.6, 50000.0, 48.0 + 8760.0);
    check_dead_share("a9a", 1e6,
                     (OracleRow){.id = "A9a",
                                 .exact = 1.0 - later / survived,
                                 .printed = 1.0 - 0.7136609,
                                 .tolerance = 0.0021});
}

/* A tenth of the row's million devices; the shares are those of the rates. */
static void the_fastest_cause_kills_most(void)
{
    Oracle oracle;
    oracle_run(&oracle, "a7a");
    double all = oracle_value(&oracle, "failures", "sum");
    double third = oracle_scope_value(&oracle, "faults:cause-3", "failures", "sum");
    oracle_compare(&(OracleRow){.id = "A7a.share",
                                .exact = 6.0 / 10.0,
                                .printed = 0.6,
                                .tolerance = sqrt(10.0) * 0.0024},
                   third / all);
    oracle_end(&oracle);
}

TEST_MAIN(CASE(availability_is_mtbf_over_mtbf_plus_mttr),
          CASE(what_renews_at_its_end_is_up_mtbf_over_mtbf_plus_mttr),
          CASE(a_link_out_a_third_of_the_time_loses_a_third),
          CASE(availability_a_day_after_being_up), CASE(availability_over_the_first_year),
          CASE(lifetimes_follow_their_law), CASE(burn_in_conditions_the_lifetime),
          CASE(the_fastest_cause_kills_most))
