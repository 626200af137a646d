/*
 * policy/fault/fault_power_cut.c - the mains are out, for devices and gateways that hang on them.
 */
#include "world/fault.h"

static void power_cut_begin(const void *params, FaultTarget *target)
{
    (void)params;
    fault_cut_power(target);
}

static void power_cut_end(const void *params, FaultTarget *target)
{
    (void)params;
    fault_restore_power(target);
}

const FaultOps fault_power_cut = {
    .form = {.name = "power-cut",
             .doc = "The mains of devices and gateways of the unit are out, for `length`."},
    .healing = HEALS_BY_END,
    .length = LENGTH_REQUIRED,
    .hits_gateways = true,
    .needs_mains = true,
    .begin = power_cut_begin,
    .end = power_cut_end,
};
