/*
 * world/arrival.h - what an arrival process is: when a device is asked.
 *
 * Demands are numbered on the calendar since t = 0, whether or not the device was up, so that
 * a reboot shifts nobody's luck.  A process answers one question: the next demand after a
 * given one.
 *
 * Units:   times in ns of the simulation.
 * Owner:   params and view are borrowed for the call.
 * Errors:  none while running; parameters were checked as the scenario was read.
 */
#ifndef TINYFLEET_WORLD_ARRIVAL_H
#define TINYFLEET_WORLD_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "env/pattern.h"
#include "util/param.h"
#include "util/rng.h"
#include "util/units.h"

/* Where the chance of one device's demands lives, and the day it lives through. */
typedef struct ArrivalView {
    RngKey key;      /* of the fleet */
    uint32_t number; /* of the device in its fleet */
    const DayPattern *pattern;
    SimTime day_shift; /* local time of day at t = 0 */
} ArrivalView;

/* A demand: its number and its instant. */
typedef struct Demand {
    SimTime at;
    uint32_t number;
} Demand;

typedef struct ArrivalOps {
    FormSpec form;
    bool is_thinned; /* obeys a day pattern; the others allow only `flat` */

    /* The first demand of the device's life. */
    Demand (*first)(const void *params, const ArrivalView *view);
    /* The demand after `last`; later than it by at least 1 ns. */
    Demand (*next)(const void *params, const ArrivalView *view, Demand last);
    /* Mean number of demands a second. */
    double (*rate)(const void *params);
    /* Squared coefficient of variation of the gaps of one device, in its hour; NULL: not known,
     * so that nothing is foretold of who waits for whom. */
    double (*gap_cv2)(const void *params);
    /* What is wrong with the parameters together, in one sentence; NULL if they are sound. */
    const char *(*check)(const void *params);
} ArrivalOps;

#endif
