/* Battery lives of RELIABILITY_NOTES 5.6, and the step against the differential equation. */
#include <math.h>

#include "hw/battery.h"
#include "hw/power.h"
#include "test.h"
#include "util/detmath.h"

#define YEAR_NS   (365.25 * 86400e9)
#define MONTH_S   (365.25 / 12.0 * 86400.0)
#define CAPACITY  8640.0 /* coulomb, 2400 mAh */
#define SLEEP_NW  INT64_C(15000)
#define BURST_NW  INT64_C(24000000)
#define BURST_NS  (120 * NS_PER_MS)
#define PERIOD_NS (60 * NS_PER_S)

/* Sleep 0.005 mA, 0.12 s at 8 mA every 60 s, 3 V: mean power in nW. */
static double mean_power(double bursts)
{
    double burst_s = 0.12 * bursts;
    return ((double)BURST_NW * burst_s + (double)SLEEP_NW * (60.0 - burst_s)) / 60.0;
}

static double years(SimTime t)
{
    return (double)t / YEAR_NS;
}

/* E1a.I: 0.02099 mA, from integer energies of one period. */
static void mean_current_is_that_of_the_states(void)
{
    Energy period = power_energy(BURST_NW, BURST_NS) + power_energy(SLEEP_NW, PERIOD_NS - BURST_NS);
    double milliampere = power_charge(period, 3.0) / 60.0 * 1e3;
    CHECK_NEAR(milliampere, 0.02099, 1e-9 * 0.02099);
    CHECK_NEAR(mean_power(1.0), 62970.0, 1e-6);
}

/* E1a.L0: 13.0436 years (C / I = 2400 / 0.02099 h); E1b.L0: 10.97092 with 1.248 tries. */
static void life_without_leak_is_capacity_over_current(void)
{
    Battery battery = battery_make(CAPACITY, 3.0, 0.0, 0.0);
    SimTime life = battery_time_to(battery.capacity_nj, 0, 62970, 0.0);
    CHECK_NEAR(years(life), 2400.0 / 0.02099 / 8766.0, 1e-9 * 13.0);
    CHECK_NEAR(years(life), 13.0436, 5e-5);
    double retried = (double)battery.capacity_nj / mean_power(1.248) * 1e9 / YEAR_NS;
    CHECK_NEAR(retried, 10.97092, 5e-6);
}

/* E1a.L1: ln(1 + sC/I) / s = 7.836516 years at 1 % of the remaining charge a month. */
static void life_with_leak_is_the_closed_form(void)
{
    double s = -det_log(0.99) / MONTH_S;
    Battery battery = battery_make(CAPACITY, 3.0, 0.0, 0.0);
    CHECK_NEAR(years(battery_time_to(battery.capacity_nj, 0, 62970, s)), 7.836516, 5e-7);
}

/* The same life by hourly steps, as a fleet is settled. */
static void hourly_steps_reach_the_same_life(void)
{
    double s = -det_log(0.99) / MONTH_S;
    Energy charge = battery_make(CAPACITY, 3.0, 0.0, 0.0).capacity_nj;
    int64_t hours = 0;
    while (charge > 0) {
        charge = battery_step(charge, 62970, NS_PER_H, s);
        hours++;
    }
    CHECK_NEAR((double)hours / 8766.0, 7.836516, 1.5 / 8766.0);
}

/* Two halves of a step are the whole, up to the rounding of each. */
static void a_step_is_exact_over_any_length(void)
{
    double s = battery_leak_rate(0.3, 45.0);
    Energy charge = INT64_C(25920000000000);
    Energy whole = battery_step(charge, 50000, 365 * NS_PER_D, s);
    Energy split = charge;
    for (int day = 0; day < 365; day++)
        split = battery_step(split, 50000, NS_PER_D, s);
    CHECK_NEAR((double)split, (double)whole, 400.0);
    double x = s * 365.0 * 86400.0;
    double exact = (double)charge * det_exp(-x) - 50000.0 / s * -det_expm1(-x);
    CHECK_NEAR((double)whole, exact, 1e-9 * exact);
}

static void energy_is_conserved(void)
{
    Energy charge = INT64_C(1000000000000);
    for (SimTime dt = 1; dt < 100 * NS_PER_D; dt *= 3) {
        double s = battery_leak_rate(0.02, 20.0);
        Energy leak = battery_leak(charge, 5000, dt, s), load = power_energy(5000, dt);
        CHECK_INT(battery_step(charge, 5000, dt, s), charge - load - leak);
        CHECK(leak >= 0);
    }
    CHECK_INT(battery_step(100, 1000000, NS_PER_H, 0.0), 0);
}

static void the_time_to_a_level_ends_at_that_level(void)
{
    double s = battery_leak_rate(0.05, 30.0);
    Energy charge = INT64_C(25920000000000), level = INT64_C(777600000000);
    SimTime t = battery_time_to(charge, level, 62970, s);
    CHECK_NEAR((double)battery_step(charge, 62970, t, s), (double)level, 10.0);
    CHECK_INT(battery_time_to(level, level, 62970, s), 0);
    CHECK_INT(battery_time_to(charge, 0, 0, 0.0), TIME_NEVER);
    CHECK_INT(battery_time_to(charge, 0, 0, s), TIME_NEVER);
    CHECK(battery_time_to(charge, level, 0, s) < TIME_NEVER);
}

static void leak_is_the_yearly_share_and_doubles_every_10_c(void)
{
    Energy charge = INT64_C(25920000000000);
    double s = battery_leak_rate(0.02, 20.0);
    CHECK_NEAR((double)battery_step(charge, 0, 365 * NS_PER_D, s), 0.98 * (double)charge, 1.0);
    CHECK_NEAR(battery_leak_rate(0.02, 30.0) / s, 2.0, 1e-12);
    CHECK_NEAR(battery_leak_rate(0.02, 5.0) / s, det_pow(2.0, -1.5), 1e-12);
    CHECK_NEAR(battery_leak_rate(0.0, 30.0), 0.0, 0.0);
}

static void thresholds_are_shares_of_the_capacity(void)
{
    Battery battery = battery_make(100.0, 3.0, 0.03, 0.08);
    CHECK_INT(battery.capacity_nj, INT64_C(300000000000));
    CHECK_INT(battery.brownout_nj, INT64_C(9000000000));
    CHECK_INT(battery.resume_nj, INT64_C(24000000000));
    CHECK_NEAR(battery_share(&battery, INT64_C(150000000000)), 0.5, 1e-12);
}

TEST_MAIN(CASE(mean_current_is_that_of_the_states),
          CASE(life_without_leak_is_capacity_over_current), CASE(life_with_leak_is_the_closed_form),
          CASE(hourly_steps_reach_the_same_life), CASE(a_step_is_exact_over_any_length),
          CASE(energy_is_conserved), CASE(the_time_to_a_level_ends_at_that_level),
          CASE(leak_is_the_yearly_share_and_doubles_every_10_c),
          CASE(thresholds_are_shares_of_the_capacity))
