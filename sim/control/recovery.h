/*
 * control/recovery.h - from an alarm to the steps of a ladder: restart, reload, visits.
 *
 * A restart and a reload of the model reach the device at its next nominal beat
 * slot.  Each step gets two beats and the
 * grace to clear the alarm; then comes the next one.  A visit that did not help is followed by
 * another.  The rules see a record, never the device.
 *
 * Units:   times in ns.
 * Owner:   rules are borrowed by the RecordOps that use them.
 * Errors:  none.
 */
#ifndef TINYFLEET_CONTROL_RECOVERY_H
#define TINYFLEET_CONTROL_RECOVERY_H

#include "util/dist.h"
#include "wire/record.h"

typedef struct RecoveryRules {
    Dist visit;    /* ns from the order to the repair; constant TIME_NEVER = no visits */
    SimTime grace; /* of the monitor: how late a beat may count */
} RecoveryRules;

/* Is there anybody to send? */
bool recovery_visits(const RecoveryRules *rules);

/* The first step of the alarm that was just raised. */
void recovery_start(const RecoveryRules *rules, RecordCase *look);

/* The next step if the alarm still stands; STEP_NONE if there is none. */
void recovery_review(const RecoveryRules *rules, RecordCase *look);

#endif
