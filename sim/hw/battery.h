/*
 * hw/battery.h - a battery that counts charge, leaks, and has two thresholds.
 *
 * Stored energy follows dQ/dt = -P - s Q.  Over a time at constant P the solution is exact:
 * what P takes is an integer (power_energy), the leak is one rounded double.  A device below
 * `brownout_nj` resets and stays off until it holds `resume_nj` again.
 *
 * Units:   energy nJ at the nominal voltage; power nW; leak rate 1/s; capacity coulomb.
 * Errors:  none.
 * Source:  HARDWARE_NOTES "Battery": counting with self-discharge of the remaining charge.
 */
#ifndef TINYFLEET_HW_BATTERY_H
#define TINYFLEET_HW_BATTERY_H

#include <stdint.h>

#include "util/units.h"

/* Self-discharge grows as e^(this x T). */
#define BATTERY_LEAK_PER_C 0.06931471805599453 /* ln 2 / 10 C */

typedef struct Battery {
    Energy capacity_nj;
    Energy brownout_nj; /* below: off */
    Energy resume_nj;   /* at or above: on again */
} Battery;

/* Thresholds are shares of the capacity. */
Battery battery_make(double capacity_coulomb, double voltage, double brownout_share,
                     double resume_share);

/* Self-discharge as a rate: `yearly_share` of the remaining charge is gone after a year of
 * 365 d at 20 C; twice as fast for each 10 C more. */
double battery_leak_rate(double yearly_share, double temperature_c);

/* What leaks away in dt while the load takes power_nw; 0 <= leak <= what the load leaves. */
Energy battery_leak(Energy charge_nj, int64_t power_nw, SimTime dt, double leak_per_s);

/* Charge after dt: load and leak taken, never below 0. */
Energy battery_step(Energy charge_nj, int64_t power_nw, SimTime dt, double leak_per_s);

/* Time until the charge has fallen to level_nj: ln((Q + P/s) / (L + P/s)) / s; 0 if it is
 * there already, TIME_NEVER if it never is. */
SimTime battery_time_to(Energy charge_nj, Energy level_nj, int64_t power_nw, double leak_per_s);

/* Remaining share of the capacity, 0..1. */
double battery_share(const Battery *battery, Energy charge_nj);

#endif
