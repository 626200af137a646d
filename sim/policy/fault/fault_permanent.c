/*
 * policy/fault/fault_permanent.c - the device is dead; a visit replaces it.
 */
#include "world/fault.h"

static void permanent_begin(const void *params, FaultTarget *target)
{
    (void)params;
    fault_kill(target);
}

const FaultOps fault_permanent = {
    .form = {.name = "permanent", .doc = "The device is dead until a visit replaces it."},
    .healing = HEALS_BY_VISIT,
    .length = LENGTH_REFUSED,
    .is_failure = true,
    .begin = permanent_begin,
};
