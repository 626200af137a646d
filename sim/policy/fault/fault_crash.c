/*
 * policy/fault/fault_crash.c - the firmware stops; a reset brings it back.
 */
#include "world/fault.h"

static void crash_begin(const void *params, FaultTarget *target)
{
    (void)params;
    fault_stop_firmware(target);
}

const FaultOps fault_crash = {
    .form = {.name = "crash",
             .doc = "The firmware stops until the watchdog or a restart resets the device."},
    .healing = HEALS_BY_WATCHDOG,
    .length = LENGTH_OPTIONAL,
    .is_failure = true,
    .begin = crash_begin,
};
