/*
 * control/monitor.h - who is believed down: the timeout detector.
 *
 * A device is declared down `grace` after the `missed`-th beat in a row was due, that is
 * missed x heartbeat + grace after the last one heard was due.  The count starts again behind
 * a beat heard and behind a run that was full: a device that stays silent is looked at once per
 * run, and declared only once.
 *
 * Units:   times in ns.
 * Owner:   the caller owns rules; they outlive the RecordOps made from them.
 * Errors:  none.
 */
#ifndef TINYFLEET_CONTROL_MONITOR_H
#define TINYFLEET_CONTROL_MONITOR_H

#include "control/recovery.h"
#include "wire/record.h"

typedef struct MonitorRules {
    int32_t missed; /* in a row; 0 = nobody is ever declared down */
    SimTime grace;
    RecoveryRules recovery;
} MonitorRules;

/* What the world calls for each record; without a detector its functions are NULL. */
RecordOps monitor_record_ops(const MonitorRules *rules);

#endif
