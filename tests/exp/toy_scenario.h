/*
 * exp/toy_scenario.h - small scenarios for tests, whose accuracy and latency are given.
 *
 * Owner:   scenario_free().
 */
#ifndef TINYFLEET_TESTS_TOY_SCENARIO_H
#define TINYFLEET_TESTS_TOY_SCENARIO_H

#include "exp/scenario.h"

/* Two fleets (a: 60 devices on mains in north-1, north-2 and south; b: 40 in south), a pool, two
 * faults, and what `more` adds; NULL with the problems printed if it is wrong. */
Scenario *toy_scenario(const char *more);

#endif
