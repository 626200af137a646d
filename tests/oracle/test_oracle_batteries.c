/* Batteries against arithmetic: rows E1 and E2. */
#include "forms.h"
#include "oracle.h"

#define S_PER_YEAR (365.25 * 86400.0)

/* Mean current in mA of `burst_s` at `active` every `period_s`, asleep otherwise. */
static double duty_current(double sleep, double active, double burst_s, double period_s)
{
    return sleep + (active - sleep) * burst_s / period_s;
}

static void check_life(const char *scenario, OracleRow row)
{
    Oracle oracle;
    oracle_run(&oracle, scenario);
    oracle_compare(&row, oracle_value(&oracle, "battery_life", "mean") / S_PER_YEAR);
    oracle_end(&oracle);
}

/* A simulated life may differ by one duty period, 60 s, and by the histogram's own rounding. */
static void a_duty_cycled_battery_lives_as_long_as_its_mean_current_lets_it(void)
{
    double current = duty_current(0.005, 8.0, 0.12, 60.0);
    CHECK(fabs(current - 0.02099) < 1e-9);
    OracleRow row = {.id = "E1a.L0",
                     .exact = form_battery_years(2400.0, current, 0.0),
                     .printed = 13.0436,
                     .tolerance = 61.0 / S_PER_YEAR};
    check_life("e1a", row);
    row.id = "E1a.L0 projected";
    check_life("e1a-projected", row);
}

static void self_discharge_shortens_it_by_the_logarithm(void)
{
    check_life("e1a-leak",
               (OracleRow){.id = "E1a.L1",
                           .exact = form_battery_years(2400.0, 0.02099, 1.0 - pow(0.99, 12.0)),
                           .printed = 7.836516,
                           .tolerance = 61.0 / S_PER_YEAR});
}

static void rarer_and_stronger_bursts_add_up_too(void)
{
    double current = duty_current(0.003, 18.0, 0.5, 300.0);
    CHECK(fabs(current - 0.032995) < 1e-9);
    check_life("e1d", (OracleRow){.id = "E1d",
                                  .exact = form_battery_years(2400.0, current, 0.0),
                                  .printed = 8.297775,
                                  .tolerance = 301.0 / S_PER_YEAR});
}

/* A tenth of the row's million devices. */
static void a_spread_of_capacity_is_a_spread_of_lives(void)
{
    ORACLE_CHECK("e2a", {"E2a", "battery_life", "share(< 1826d6h)",
                         form_normal_cdf((0.0525 * 8766.0 * 5.0 - 2400.0) / 120.0), 0.2048633,
                         sqrt(10.0) * 0.0016});
}

TEST_MAIN(CASE(a_duty_cycled_battery_lives_as_long_as_its_mean_current_lets_it),
          CASE(self_discharge_shortens_it_by_the_logarithm),
          CASE(rarer_and_stronger_bursts_add_up_too),
          CASE(a_spread_of_capacity_is_a_spread_of_lives))
