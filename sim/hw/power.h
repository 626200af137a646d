/*
 * hw/power.h - what a board draws in each state, and energy = power x time, exactly.
 *
 * Currents of a board are of the whole board in that state, at its own `voltage`.  With an
 * LDO the current is kept at any supply, so power grows with the supply voltage; with a
 * switching regulator the power is kept.
 *
 * Units:   power nW, int64; Energy nJ; supply_v volt; current_factor 1 = the profile.
 * Errors:  none.
 */
#ifndef TINYFLEET_HW_POWER_H
#define TINYFLEET_HW_POWER_H

#include <stdint.h>

#include "hw/board.h"
#include "util/units.h"

typedef enum PowerState {
    POWER_SLEEP,
    POWER_ACTIVE,
    POWER_TX,
    POWER_RX,
    POWER_STATE_COUNT
} PowerState;

typedef struct PowerTable {
    int64_t nw[POWER_STATE_COUNT];
} PowerTable;

/* current_factor: this device's share of the profile's currents. */
PowerTable power_table(const Board *board, double supply_v, double current_factor);

/* What a current takes at a supply, on this board's regulator. */
int64_t power_of_current(const Board *board, double current, double supply_v);

/* floor(power_nw x dt / 1e9), by 128-bit integers; both >= 0. */
Energy power_energy(int64_t power_nw, SimTime dt);

/* Charge in coulomb that `energy` takes at a supply, and back (rounded once). */
double power_charge(Energy energy, double supply_v);
Energy power_energy_of_charge(double coulomb, double supply_v);

/* The longest time `energy` feeds `power_nw` without going below zero; TIME_NEVER at 0 nW. */
SimTime power_time(Energy energy, int64_t power_nw);

#endif
