#include "hw/battery.h"

#include "hw/power.h"
#include "util/detmath.h"

#define SECONDS_PER_YEAR (365.0 * 86400.0)

Battery battery_make(double capacity_coulomb, double voltage, double brownout_share,
                     double resume_share)
{
    Energy capacity = power_energy_of_charge(capacity_coulomb, voltage);
    return (Battery){capacity, int64_from_double((double)capacity * brownout_share),
                     int64_from_double((double)capacity * resume_share)};
}

double battery_leak_rate(double yearly_share, double temperature_c)
{
    g_assert(yearly_share >= 0.0);
    g_assert(yearly_share < 1.0);
    double at_20c = -det_log1p(-yearly_share) / SECONDS_PER_YEAR;
    return at_20c * det_exp(BATTERY_LEAK_PER_C * (temperature_c - 20.0));
}

/* x = s dt. Of the charge Q at the start 1 - e^-x leaks; of what the load takes evenly over dt,
 * the share 1 - (1 - e^-x) / x had no time to. */
Energy battery_leak(Energy charge_nj, int64_t power_nw, SimTime dt, double leak_per_s)
{
    g_assert(charge_nj >= 0);
    double x = leak_per_s * ((double)dt * 1e-9);
    if (!(x > 0.0))
        return 0;
    double drained = power_nw == 0 ? 0.0 : (double)power_nw * ((double)dt * 1e-9);
    double gone = -det_expm1(-x);
    double leak = (double)charge_nj * gone - drained * (1.0 - gone / x);
    Energy load = power_energy(power_nw, dt), rest = charge_nj > load ? charge_nj - load : 0;
    Energy rounded = leak > 0.0 ? int64_from_double(leak) : 0;
    return rounded < rest ? rounded : rest;
}

Energy battery_step(Energy charge_nj, int64_t power_nw, SimTime dt, double leak_per_s)
{
    Energy load = power_energy(power_nw, dt);
    Energy leak = battery_leak(charge_nj, power_nw, dt, leak_per_s);
    return charge_nj > load ? charge_nj - load - leak : 0;
}

SimTime battery_time_to(Energy charge_nj, Energy level_nj, int64_t power_nw, double leak_per_s)
{
    g_assert(level_nj >= 0);
    if (charge_nj <= level_nj)
        return 0;
    double over = (double)(charge_nj - level_nj), power = (double)power_nw;
    if (!(leak_per_s > 0.0))
        return power_nw == 0 ? TIME_NEVER : int64_from_double(over / power * 1e9);
    double floor_rate = power + leak_per_s * (double)level_nj; /* nW where it stops */
    if (!(floor_rate > 0.0))
        return TIME_NEVER;
    return int64_from_double(det_log1p(leak_per_s * over / floor_rate) / leak_per_s * 1e9);
}

double battery_share(const Battery *battery, Energy charge_nj)
{
    g_assert(battery->capacity_nj > 0);
    double share = (double)charge_nj / (double)battery->capacity_nj;
    return share < 0.0 ? 0.0 : (share > 1.0 ? 1.0 : share);
}
